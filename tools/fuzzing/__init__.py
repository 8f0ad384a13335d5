"""Hostile input, made and tried: pieces, mutations, targets, and the loops that run them."""
