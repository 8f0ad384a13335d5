"""Output in shards: a folder with a journal and a manifest; a run that was stopped goes on there."""
