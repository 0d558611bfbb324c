"""Who can talk to whom, through what, and why not; what was tried; when the sides come to the table."""
