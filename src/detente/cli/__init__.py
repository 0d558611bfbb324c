"""The command line: one module per group of verbs, one place that shows answers."""
