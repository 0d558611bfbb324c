"""The desk: from the text of an article to proposed records, each with its place in the untouched text."""
