"""Organisations: a grammar of head noun, field and area, and the words around a name that decide."""
