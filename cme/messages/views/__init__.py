"""Pages for subscribers of news."""
