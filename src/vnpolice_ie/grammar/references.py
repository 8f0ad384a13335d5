"""Document references: text to `ReferenceForm`, and its normal form."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReferenceForm:
    """One reference to a document as far as its words give it."""
