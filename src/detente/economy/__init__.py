"""Models of the world economy: the long run, its elasticities, its outcomes and their certificates."""
