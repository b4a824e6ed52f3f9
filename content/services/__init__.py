"""Verbs that change what editors write, one subject a module."""
