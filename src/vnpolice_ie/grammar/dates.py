"""Dates, periods and terms of office: text to `DateForm`, and its ISO 8601 print."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DateForm:
    """A calendar date or period as far as the text gives it."""
