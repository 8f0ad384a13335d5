"""The library inside other tools: spaCy, datasets, transformers, pandas, Ray; each needs its own extra."""
