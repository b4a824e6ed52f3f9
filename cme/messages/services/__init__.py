"""Verbs about news: ask, confirm, leave; and the mail that asks to confirm."""
