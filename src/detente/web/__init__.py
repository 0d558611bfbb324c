"""The web application: answers, figures, live models, jobs and the review queue over HTTP, for one person's browser."""
