"""What a run leaves behind for people: curves, error browser, tables of confusions, reliability, card."""

PREDICTIONS = "predictions.jsonl"
"""What a run folder calls the readings of the documents that it was measured on."""
