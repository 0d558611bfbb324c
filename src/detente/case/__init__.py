"""All that a person types for one conflict, checked, and the questions asked of it."""
