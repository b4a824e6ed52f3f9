"""Refusals that several services of reviewing share."""


class ReviewRefused(Exception):
    """Nothing was written; the message is fit to show."""
