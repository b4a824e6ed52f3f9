"""Full addresses of pages; they are made in ``cme.ui.addresses``, which every room may ask."""

from cme.ui.addresses import absolute, path_in_english

__all__ = ["absolute", "path_in_english"]
