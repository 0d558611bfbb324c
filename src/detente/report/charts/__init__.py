"""One question per module; each returns a Figure."""
