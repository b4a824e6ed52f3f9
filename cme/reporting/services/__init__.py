"""Verbs of reporting: take a report, answer or close it, mail the answer."""
