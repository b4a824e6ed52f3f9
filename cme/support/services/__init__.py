"""Verbs about giving: begin, settle, receipt, suggest, enquire; each in its own module."""
