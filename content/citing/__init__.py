"""References from elsewhere: identifiers, BibTeX, RIS, CSL-JSON and answers of registries, all to one structure.

Nothing here knows the database or the network. :mod:`content.citing.work` tells what the structure is.
"""
