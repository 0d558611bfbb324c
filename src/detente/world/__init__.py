"""The calibrated world economy: flows, input-output structure, base tariffs, product lines, countries."""
