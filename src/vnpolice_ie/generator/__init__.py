"""Annotated documents made from word lists and sentence frames, for training and for tests of scale."""

from vnpolice_ie.generator.documents import generate, kinds
from vnpolice_ie.generator.history import History
from vnpolice_ie.generator.shared import documents as documents_of

__all__ = ["History", "documents_of", "generate", "kinds"]
