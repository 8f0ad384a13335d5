"""Posts and ranks over time: the places that give one, put together."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from vnpolice_ie.store.answers import Held, Source


def source_of(row: Mapping[str, Any]) -> Source:
    """The place that a row of a query gives."""
    return Source(
        *(row[c] for c in ("text_id", "text_date", "start_offset", "end_offset", "words", "sentence"))
    )


def held(
    rows: Iterable[Mapping[str, Any]], kind: Literal["post", "rank"], doubts: Mapping[str, str] | None = None
) -> list[Held]:
    """One entry for each post or rank of a person, in order of its first dated source.

    Args:
        rows: rows of `posts_held` or `ranks_held` in order of time, undated ones last.
        kind: which of the two.
        doubts: reasons why a person may be another one, by id.
    """
    groups: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for row in rows:
        unit = (row["post"].lower(), row["unit"], row["is_open"], row["is_former"]) if kind == "post" else ()
        groups.setdefault((row["person_id"], *(unit or (row["rank"],))), []).append(row)
    return [_entry(group, kind, doubts or {}) for group in groups.values()]


def _entry(rows: list[Mapping[str, Any]], kind: Literal["post", "rank"], doubts: Mapping[str, str]) -> Held:
    first = rows[0]
    dated = [row for row in rows if row["text_date"] is not None]
    texts = {row["text_id"]: row["text_date"] for row in rows}
    is_post = kind == "post"
    return Held(
        first["person_id"],
        first["name"],
        kind,
        # As most texts write it, "Giám đốc" or "giám đốc".
        Counter(row["post"] if is_post else row["rank"] for row in rows).most_common(1)[0][0],
        unit=first["unit"] if is_post else None,
        unit_is_open=is_post and first["is_open"],
        is_former=is_post and first["is_former"],
        first=source_of(first),
        last=source_of((dated or rows)[-1]),
        texts=len(texts),
        undated=sum(date is None for date in texts.values()),
        doubt=doubts.get(first["person_id"], ""),
    )


def covers(entry: Held, when: str) -> bool:
    """Tell whether a day, month or year (ISO) touches the time between first and last source."""
    if entry.first.date is None or entry.last.date is None or entry.is_former:
        return False
    first, last = (_clip(day, when) for day in (entry.first.date, entry.last.date))
    return first <= when <= last


def _clip(day: datetime.date, like: str) -> str:
    return day.isoformat()[: len(like)]
