"""One question of the command line and of the web application per module; each returns an Answer."""
