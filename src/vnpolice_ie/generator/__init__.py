"""Annotated documents made from word lists and sentence frames, for training and for tests of scale."""

from vnpolice_ie.generator.documents import generate, kinds

__all__ = ["generate", "kinds"]
