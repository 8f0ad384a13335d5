"""What a collection answers with; each fact has the place of the text that says it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Source:
    """A place in a text.

    Attributes:
        text_id: the text.
        date: its date; None where it has none.
        start, end: code points into the text, the end exclusive.
        words: the words there.
        sentence: the sentence around them.
    """

    text_id: str
    date: datetime.date | None
    start: int
    end: int
    words: str
    sentence: str


@dataclass(frozen=True, slots=True)
class LegalDocument:
    """A document that texts speak of.

    Attributes:
        id: `key · issuer · term or year`, as far as they tell it from others of its key; of a number that
            each area has and whose issuer the text does not give, `key @ text`.
        key: its normal form.
        type, issuer, date, term, title: as most texts give them; None if none does.
        texts: how many texts speak of it.
        has_conflicts: whether texts differ in date, title, issuer or term (`Collection.conflicts`).
    """

    id: str
    key: str
    type: str | None
    issuer: str | None
    date: str | None
    term: str | None
    title: str | None
    texts: int
    has_conflicts: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """A value of a document on which texts do not agree, with the number of texts that give it."""

    document_id: str
    field: str
    value: str
    texts: int


@dataclass(frozen=True, slots=True)
class DocumentRelation:
    """That one document carries out, amends or replaces another, with all places that say so."""

    relation: str
    head_id: str
    head: str
    tail_id: str
    tail: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Citation:
    """A place that speaks of a document; `is_inferred`: other texts tell its issuer, term or year."""

    document_id: str
    key: str
    provision: str | None
    is_inferred: bool
    source: Source


@dataclass(frozen=True, slots=True)
class Held:
    """A post or a rank of a person over time.

    Attributes:
        person_id, person: who.
        kind: post or rank.
        name: the post without its body, or the rank.
        unit: the full name of the body in lower case; None of a rank, and where the text names none.
        unit_is_open: whether the text does not say which body of that name ("Công an tỉnh").
        is_former: whether it is said of the past ("nguyên Giám đốc").
        first, last: the first and last dated text that gives it; undated ones where there are no others.
        texts, undated: how many texts give it, and how many of them have no date.
        doubt: why this may be another person of the same name; empty where nothing speaks for that.
    """

    person_id: str
    person: str
    kind: Literal["post", "rank"]
    name: str
    unit: str | None
    unit_is_open: bool
    is_former: bool
    first: Source
    last: Source
    texts: int
    undated: int
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class UnitEvent:
    """An event in which a body took part.

    Attributes:
        text_id, event_id: the event of the text.
        type: one of `schema.EVENT_TYPES`.
        role: the body's role.
        trigger: the words of its first trigger.
        years: first and last year of the event's TIME, else of the text's date; None where neither is known.
        time_is_given: whether the years are from the event's TIME.
        arguments: roles and fillers of the event, in order.
        source: where the body is named.
    """

    text_id: str
    event_id: str
    type: str
    role: str
    trigger: str
    years: tuple[int, int] | None
    time_is_given: bool
    arguments: tuple[tuple[str, str], ...]
    source: Source


@dataclass(frozen=True, slots=True)
class PersonFound:
    """A person of the collection, with the dates of the first and last dated text that names them."""

    id: str
    name: str
    first: datetime.date | None
    last: datetime.date | None
    texts: int
    undated: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Two documents of one key, or two persons of one name, and why they are apart or may be one."""

    id: str
    other_id: str
    reason: str
