"""Random documents that are made to break a reader or a writer of a format."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import strategies as st

from vnpolice_ie.io.gold import GoldDocument, Mark, MarkedArgument, MarkedRelation, Unsure
from vnpolice_ie.io.gold_docs import as_doc
from vnpolice_ie.types import Doc

PIECES = [
    *("Công an", "tỉnh", "Đại tá", "Sùng", "ông", "họp", "5/3", "ngày", "Kết luận số 13-KL/TW", "“", "”", "(", "–"),
    *("Nguye\u0302\u0303n", "o\u0302\u0301", "\u0301", "hòa", "Ð", "😀", "👮🏽\u200d♂️", "𝒂", "\u200b", "\ufeff", "\u202e"),
    *(" ", "  ", "\n", "\r\n", "\r", "\t", "\u00a0", "\u2028", "\x85", "\x1c", ", ", "."),
    *("#", "# newdoc", "-DOCSTART-", "-X-", "O", "B-ORG", "_", "\\n", "<b>", "&amp;", '"', "|", "===", "---", "T1\tORG", "{"),
]  # fmt: skip
TAGS = [
    *("ORG", "PERSON", "DATE", "DOC_REF", "RANK", "POSITION", "LOC", "EVENT.MEETING", "EVENT.SPEECH"),
    *("MEETING", "Cơ quan", "drug.x", "a-b", "EVENT.tiệc mừng", "x:1", "B-"),
]
RELATIONS = ["HOLDS", "ISSUED_BY", "IMPLEMENTS", "SAME_AS", "works at", "ARG", "a.b", "x|y"]
ROLES = ["TIME", "CHAIR", "PARTICIPANT", "PARTICIPANT", "Theme2", "vai trò"]
KEYS = [None, None, "p1", "p1", "v1", "d1", "2021-03-05", "a b", "x=y", " z", "1|2", "k\nl", "Ông Sùng"]
FORMS = ["13-KL/TW", "Kết luận 13", " a  b", "x = y", "1\n2", ""]
IDS = ["a", "báo/tin 1", "../x", "", ".", "a" * 300, "x\ny", " z ", "con:nul*?", "😀", "A", "a.b", "a/"]
MARKUP_BRACKETS = ["⟦", "⟧", "⟦1:ORG|"]


@st.composite
def hostile_documents(draw: st.DrawFn, *, extra: tuple[str, ...] = ()) -> GoldDocument:
    """An annotated document of odd characters, whose marks nest and have odd names, keys and links."""
    pieces = draw(st.lists(st.sampled_from([*PIECES, *extra]), max_size=14))
    text = "".join(pieces)
    marks: list[Mark] = []

    def fill(start: int, end: int, depth: int) -> None:
        at = start
        while at < end and len(marks) < 8:
            first = draw(st.integers(at, end - 1))
            last = draw(st.integers(first + 1, end))
            tag = draw(st.sampled_from(TAGS))
            label, _, kind = tag.partition(".") if tag.startswith("EVENT") else (tag, "", "")
            number = len(marks) + 1
            marks.append(
                Mark(first, last, number, label, text[first:last], kind or None, draw(st.sampled_from(KEYS)))
            )
            if depth and draw(st.booleans()):
                fill(first, last, depth - 1)
            at = last if draw(st.booleans()) else end

    if text and draw(st.integers(0, 5)):
        fill(0, len(text), 2)
    numbers = [mark.number for mark in marks]
    relations: list[tuple[str, int, int]] = []
    arguments: list[tuple[int, str, int]] = []
    if numbers:
        one = st.sampled_from(numbers)
        relations = draw(st.lists(st.tuples(st.sampled_from(RELATIONS), one, one), max_size=4, unique=True))
        arguments = draw(st.lists(st.tuples(one, st.sampled_from(ROLES), one), max_size=4, unique=True))
    forms = st.dictionaries(st.sampled_from([k for k in KEYS if k]), st.sampled_from(FORMS), max_size=3)
    return nested(
        GoldDocument(
            id=draw(st.sampled_from(IDS)),
            text=text,
            marks=tuple(marks),
            relations=tuple(MarkedRelation(*r) for r in relations),
            arguments=tuple(MarkedArgument(*a) for a in arguments),
            documents=draw(forms),
            date=draw(st.sampled_from([None, "2021-03-05"])),
            source=draw(st.sampled_from([None, "written for the test", " https://a.vn/?x=1 "])),
            unsure=draw(st.sampled_from([Unsure(), Unsure(((0, 1),), ((1, "HOLDS", 1),))])),
        )
    )


def nested(document: GoldDocument) -> GoldDocument:
    """The document with its marks in order, each with the mark that it stands in."""
    found: list[Mark] = []
    stack: list[Mark] = []
    for mark in sorted(document.marks, key=lambda m: (m.start, -m.end)):
        while stack and stack[-1].end <= mark.start:
            stack.pop()
        found.append(replace(mark, parent=stack[-1].number if stack else None))
        stack.append(mark)
    return replace(document, marks=tuple(found))


@st.composite
def hostile_docs(draw: st.DrawFn) -> Doc:
    """What a pipeline might have read of such a text, with scores and rules."""
    doc = as_doc(draw(hostile_documents()), Counter())
    score = draw(st.sampled_from([0.0, 0.1, 0.987654321, 1.0]))
    record = doc.to_dict()
    for entity in record["entities"]:
        entity.update(score=score, rule="ranks.police")
    for relation in record["relations"]:
        relation["score"] = score
    return Doc.from_dict(record)


def tidy(document: GoldDocument) -> GoldDocument:
    """The document with numbers and keys in order: what they are called tells nothing."""
    number = {mark.number: n for n, mark in enumerate(document.marks, 1)}
    return replace(
        document,
        marks=tuple(
            replace(
                m, number=number[m.number], parent=number[m.parent] if m.parent else None, key=m.key or None
            )
            for m in document.marks
        ),
        relations=tuple(
            sorted(MarkedRelation(r.type, number[r.head], number[r.tail]) for r in set(document.relations))
        ),
        arguments=tuple(
            sorted(
                MarkedArgument(number[a.trigger], a.role, number[a.filler]) for a in set(document.arguments)
            )
        ),
        documents=dict(sorted(document.documents.items())),
    )
