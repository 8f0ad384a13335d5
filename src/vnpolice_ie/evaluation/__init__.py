"""How well readings agree with annotated documents."""

from vnpolice_ie.evaluation.scoring import Report, score

__all__ = ["Report", "score"]
