"""The training kit (extra `train`)."""
