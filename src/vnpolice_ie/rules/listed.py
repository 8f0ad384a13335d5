"""What the word lists name in a text, looked up for all stages in one pass."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final, NamedTuple

from vnpolice_ie.grammar.citations import PROVISION_UNITS, Anchor, anchors
from vnpolice_ie.grammar.date_items import CALENDAR_WORDS
from vnpolice_ie.grammar.ranks import first_words
from vnpolice_ie.lexicon.loader import Row, column, read_table
from vnpolice_ie.lexicon.matcher import Entries
from vnpolice_ie.lexicon.search import Found, PhraseSearch
from vnpolice_ie.rules.organisations import lists as bodies
from vnpolice_ie.rules.organisations.lists import BodyHead
from vnpolice_ie.rules.people import lists as posts
from vnpolice_ie.rules.people.lists import Head
from vnpolice_ie.rules.places import lists as places
from vnpolice_ie.rules.places.lists import Known
from vnpolice_ie.text.source import SourceText


class Listed(NamedTuple):
    """For each list the longest phrase at each token of one text: its exclusive end and payload.

    Attributes:
        rank_words: ranks begin with these.
        citation_anchors, provision_units: documents and provisions are cited where these stand.
        calendar_words: dates that words name begin with these.
        awards, meetings: kind of the award or meeting.
        award_nouns: awards that no list names begin with these.
        offences: form of the offence's name.
        penalties, charges: why, and for what, may stand after these.
        triggers: pairs of event type and group.
        heads, fixed_names, media, short_names, codes: names of bodies begin with these.
        fields, company_words, ranges: what goes on a name of a body.
        class_words, gazetteer, venues, seats, before_numbers: places begin with these.
        post_heads, post_prefixes: posts begin with these.
        title_heads: heads that are posts.
    """

    rank_words: Found[bool]
    citation_anchors: Found[Anchor]
    provision_units: Found[bool]
    calendar_words: Found[bool]
    awards: Found[str]
    meetings: Found[str]
    award_nouns: Found[bool]
    offences: Found[str]
    penalties: Found[bool]
    charges: Found[bool]
    triggers: Found[list[tuple[str, str]]]
    heads: Found[BodyHead]
    fixed_names: Found[Row]
    media: Found[Row]
    short_names: Found[bool]
    codes: Found[bool]
    fields: Found[bool]
    company_words: Found[bool]
    ranges: Found[bool]
    class_words: Found[Row]
    gazetteer: Found[Known]
    venues: Found[bool]
    seats: Found[bool]
    before_numbers: Found[str]
    post_heads: Found[Head]
    post_prefixes: Found[str]
    title_heads: Found[bool]


def awards() -> Entries[str]:
    """Awards with their kinds."""
    return ((row["award"], row["kind"]) for row in read_table("awards"))


def meetings() -> Entries[str]:
    """Meetings with their kinds."""
    return ((row["meeting"], row["kind"]) for row in read_table("meetings"))


def offences() -> Entries[str]:
    """Offences, also without commas, with the forms of their names."""
    forms: dict[str, str] = {}
    for row in read_table("offences"):
        name = row["offence"]
        for variant in (name, name.replace(",", ""), name.replace(", quyền hạn", " quyền hạn")):
            forms.setdefault(variant, row["form"])
    return forms.items()


def offence_words(use: str) -> list[str]:
    """Words of one use around the deed for which somebody is charged."""
    rows = (row["words"] for row in read_table("offence_words") if row["use"] == use)
    return [words for row in rows for words in row.split(";")]


def triggers() -> Entries[list[tuple[str, str]]]:
    """Words of events with their readings: event type and group of rules."""
    readings: dict[str, list[tuple[str, str]]] = {}
    for row in read_table("triggers"):
        readings.setdefault(row["trigger"], []).append((row["type"], row["group"]))
    return readings.items()


_LISTS: Final[Mapping[str, Callable[[], Entries[Any]]]] = {
    "rank_words": lambda: ((word, True) for word in first_words()),
    "citation_anchors": lambda: anchors().items(),
    "provision_units": lambda: ((word, True) for word in PROVISION_UNITS),
    "calendar_words": lambda: ((word, True) for word in CALENDAR_WORDS),
    "awards": awards,
    "meetings": meetings,
    "award_nouns": lambda: ((words, True) for words in column("award_nouns", "words")),
    "offences": offences,
    "penalties": lambda: ((words, True) for words in offence_words("penalty")),
    "charges": lambda: ((words, True) for words in offence_words("charge")),
    "triggers": triggers,
    "heads": bodies.heads,
    "fixed_names": bodies.fixed_names,
    "media": bodies.media,
    "short_names": lambda: ((name, True) for name in bodies.short_names()),
    "codes": bodies.codes,
    "fields": bodies.fields,
    "company_words": bodies.company_words,
    "ranges": bodies.range_words,
    "class_words": places.class_words,
    "gazetteer": places.gazetteer,
    "venues": places.venues,
    "seats": places.seats,
    "before_numbers": places.before_numbers,
    "post_heads": posts.post_heads,
    "post_prefixes": posts.post_prefixes,
    "title_heads": posts.title_heads,
}


@cache
def _search() -> PhraseSearch:
    return PhraseSearch([_LISTS[name]() for name in Listed._fields])


def listed_in(source: SourceText) -> Listed:
    """What the lists name in a text, looked up once for all stages that read it."""
    return source.view(_look_up)


def _look_up(source: SourceText) -> Listed:
    return Listed._make(_search()(source.tokens.folded))
