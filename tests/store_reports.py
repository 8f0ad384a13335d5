"""Short reports for the tests of collections: marked sentences, linked by where the marks stand."""

from __future__ import annotations

from collections.abc import Sequence

from marks import parse_marks
from vnpolice_ie.grammar.periods import parse_date
from vnpolice_ie.grammar.references import normal_form, parse_reference
from vnpolice_ie.types import Argument, Doc, Event, Mention, Person, Reference, Relation


def report(
    marked: str,
    text_id: str,
    date: str | None = None,
    *,
    links: Sequence[tuple[str, str, str]] = (),
    roles: Sequence[tuple[str, str]] = (),
    terms: dict[str, str] | None = None,
    titles: dict[str, str] | None = None,
) -> Doc:
    """A document with what its marks say.

    A RANK is the next person's, a POSITION the last person's (or the next one's, where none came before); a
    document is issued by the ORG or POSITION after "của" and on the DATE after it. One trigger makes one event.

    Args:
        marked: the text with its marks.
        text_id: its id.
        date: its date.
        links: relations between documents, each with the words of both.
        roles: roles of the one event, each with the words that fill it.
        terms, titles: of documents, by their words.
    """
    text, spans = parse_marks(marked)
    mentions = [
        Mention(
            start,
            end,
            id=f"T{number}",
            label=label.partition(".")[0],
            type=label.partition(".")[2] or None,
            text=text[start:end],
            normalized=parse_date(text[start:end]).iso() if label == "DATE" else None,
        )
        for number, (start, end, label) in enumerate(spans, 1)
    ]
    by_words = {m.text: m for m in reversed(mentions)}
    titles_held = list(_titles(mentions))
    issued = list(_issued(text, mentions))
    relations = [
        *titles_held,
        *issued,
        *(Relation(kind, by_words[head], by_words[tail]) for kind, head, tail in links),
    ]
    triggers = [m for m in mentions if m.label == "EVENT"]
    arguments = tuple(Argument(role, by_words[words]) for role, words in roles)
    return Doc(
        text_id,
        text,
        tuple(mentions),
        tuple(relations),
        tuple(Event("E1", t.type, (t,), arguments) for t in triggers[:1]),
        tuple(_references(mentions, issued, terms or {}, titles or {})),
        tuple(_people(mentions, titles_held)),
        date,
    )


def _titles(mentions: Sequence[Mention]):
    people = [m for m in mentions if m.label == "PERSON"]
    for m in mentions:
        if m.label == "RANK":
            yield Relation(
                "HAS_RANK", min((p for p in people if p.start > m.start), key=lambda p: p.start), m
            )
        elif m.label == "POSITION" and people:
            before = [p for p in people if p.start < m.start]
            yield Relation("HOLDS", before[-1] if before else people[0], m)


def _issued(text: str, mentions: Sequence[Mention]):
    outer = [m for m in mentions if not any(o is not m and o.contains(m) for o in mentions)]
    for place, document in enumerate(outer):
        at = document
        for m in outer[place + 1 :] if document.label == "DOC_REF" else ():
            if m.label == "DATE" and text[at.end : m.start].strip() in {"", "ngày"}:
                yield Relation("ISSUED_ON", document, m)
            elif m.label in {"ORG", "POSITION"} and text[at.end : m.start].strip() == "của":
                yield Relation("ISSUED_BY", document, m)
            else:
                break
            at = m


def _references(mentions, issued, terms, titles):
    found: dict[str, list[Mention]] = {}
    for m in mentions:
        if m.label == "DOC_REF":
            found.setdefault(normal_form(parse_reference(m.text)), []).append(m)
    for key, members in found.items():
        form = parse_reference(members[0].text)

        def first(kind, members=members):
            return next((r.tail for r in issued if r.type == kind and r.head in members), None)

        issuer, day = first("ISSUED_BY"), first("ISSUED_ON")
        yield Reference(
            key,
            tuple(members),
            type=form.type,
            number=form.number,
            symbol=form.symbol,
            issuer=issuer.text if issuer else None,
            date=day.normalized if day else None,
            term=next((terms[m.text] for m in members if m.text in terms), None),
            title=next((titles[m.text] for m in members if m.text in titles), None),
        )


def _people(mentions, titles):
    found: dict[str, list[Mention]] = {}
    for m in mentions:
        if m.label == "PERSON":
            found.setdefault(m.text, []).append(m)
    for name, members in found.items():
        own = [r for r in titles if r.head in members]
        rank = next((r.tail.text for r in own if r.type == "HAS_RANK"), None)
        yield Person(
            name, tuple(members), rank, tuple(dict.fromkeys(r.tail.text for r in own if r.type == "HOLDS"))
        )
