"""A collection of annotated documents in one DuckDB file (extra `store`)."""
