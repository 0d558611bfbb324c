"""How long until principals of both sides meet in person: benchmarks, hazards, a game, their stack and a gate."""
