"""Persons and their posts: names, titles, and which rank and post is whose."""
