"""Measures in time: which are live, how they stack, what rate results and why."""
