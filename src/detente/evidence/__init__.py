"""What is known, from whom, since when."""
