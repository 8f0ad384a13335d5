"""Marked HTML and terminal views."""
