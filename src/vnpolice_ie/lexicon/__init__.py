"""Word lists as data files, one loader and one phrase matcher."""

from vnpolice_ie.lexicon.loader import Row, read_table
from vnpolice_ie.lexicon.matcher import Phrase, PhraseMatcher

__all__ = ["Phrase", "PhraseMatcher", "Row", "read_table"]
