"""A collection of documents as one page: what it knows, how that is packed, and the page itself."""
