"""Faults paired as a person would pair them, their sentences, and the page that shows them."""

import html.parser
import json
import re
from dataclasses import replace

import pytest

import vnpolice_ie as vie
from readings import perfect, spoilt
from vnpolice_ie.evaluation.alignment import align_arguments, align_relations, align_spans
from vnpolice_ie.evaluation.scoring import compare, score
from vnpolice_ie.io.gold import GoldDocument, Mark, MarkedRelation
from vnpolice_ie.io.markup import parse
from vnpolice_ie.training.report.browser import browser_data, error_browser
from vnpolice_ie.training.report.faults import faulty_sentences

MARKED = """id: a
---
Sáng ⟦1:DATE:2020-03-05|5/3⟧, ⟦2:POSITION|Giám đốc ⟦3:ORG|Công an tỉnh⟧⟧ ⟦4:PERSON:p1|Lê Nam⟧ đến ⟦5:LOC|Hà Nội⟧.
Tại đây, ⟦6:PERSON:p1|ông Nam⟧ ⟦7:EVENT.SPEECH:v1|phát biểu⟧ về ⟦8:DOC_REF:d1|Chỉ thị 09⟧.
===
HOLDS 4 2
ARG 7 SPEAKER 6
DOC d1 Chỉ thị 09
"""


def comparison_of(gold: GoldDocument, found: list[tuple[str, str]]):
    """The gold beside a reading of spans alone, each given by its label and words."""
    mentions = []
    for number, (tag, words) in enumerate(found):
        start = gold.text.index(words)
        label, _, kind = tag.partition(".")
        mentions.append(vie.Mention(start, start + len(words), f"T{number}", label, words, type=kind or None))
    return compare([gold], [vie.Doc(gold.id, gold.text, tuple(mentions))])[0]


@pytest.fixture
def document():
    gold, faults = parse(MARKED, "a.txt")
    assert faults == []
    return gold


@pytest.mark.parametrize(
    ("read", "gold", "kind"),
    [
        (("LOC", "Hà Nội"), "LOC Hà Nội", "right"),
        (("ORG", "Hà Nội"), "LOC Hà Nội", "label"),
        (("EVENT.MEETING", "phát biểu"), "EVENT.SPEECH phát biểu", "label"),
        (("PERSON", "Nam đến"), "PERSON Lê Nam", "boundary"),
        (("ORG", "Nam đến"), "PERSON Lê Nam", "both"),
        (("POSITION", "Giám đốc"), "POSITION Giám đốc Công an tỉnh", "boundary"),
        (("ORG", "đốc Công an"), "ORG Công an tỉnh", "boundary"),
        (("LOC", "Tại đây"), None, "spurious"),
        # An ORG may stand inside a POSITION, so the two are not one mention read wrongly.
        (("ORG", "Giám đốc"), None, "spurious"),
    ],
)
def test_mentions_are_paired(document, read, gold, kind):
    pairs = align_spans(comparison_of(document, [read]))
    (pair,) = [p for p in pairs if p.predicted]
    assert pair.kind == kind
    assert (f"{pair.gold.tag} {pair.gold.text}" if pair.gold else None) == gold
    assert {p.kind for p in pairs if p is not pair} == {"missed"}
    assert sum(p.gold is not None for p in pairs) == len(document.marks)


def test_the_more_alike_pair_comes_first(document):
    c = comparison_of(document, [("PERSON", "Nam"), ("PERSON", "Lê Nam đ")])
    paired = {p.predicted.text: p.kind for p in align_spans(c) if p.predicted}
    assert paired == {"Lê Nam đ": "boundary", "Nam": "spurious"}


def test_links_between_the_same_ends_are_paired():
    text = "Kết luận 5 thực hiện Chỉ thị 3"
    marks = (
        Mark(0, 10, 1, "DOC_REF", "Kết luận 5", key="d1"),
        Mark(21, 30, 2, "DOC_REF", "Chỉ thị 3", key="d2"),
    )
    first, second = (vie.Mention(m.start, m.end, f"T{m.number}", "DOC_REF", m.text) for m in marks)
    gold = GoldDocument(
        "a", text, marks, (MarkedRelation("IMPLEMENTS", 1, 2),), documents={"d1": "x", "d2": "y"}
    )
    relations = (vie.Relation("AMENDS", first, second), vie.Relation("REPLACES", second, first))
    (c,) = compare([gold], [vie.Doc("a", text, (first, second), relations)])
    assert [(p.kind, p.gold and p.gold.type, p.predicted.type) for p in align_relations(c)] == [
        ("label", "IMPLEMENTS", "AMENDS"),
        ("spurious", None, "REPLACES"),
    ]


@pytest.mark.parametrize("seed", range(3))
def test_no_fault_is_lost_or_counted_twice(gold, seed):
    docs = [vie.Doc.from_dict(spoilt(d, seed)) for d in gold]
    figures = score(gold, docs)
    comparisons = compare(gold, docs)
    for part, align in (
        ("entities", align_spans),
        ("relations", align_relations),
        ("arguments", align_arguments),
    ):
        row = getattr(figures, part)["ALL"]
        pairs = [p for c in comparisons for p in align(c)]
        right = sum(p.kind == "right" for p in pairs)
        assert 0 < right == round(row.r * row.gold)
        assert sum(p.gold is not None for p in pairs) == row.gold
        assert sum(p.predicted is not None for p in pairs) == row.predicted
        shown = [f for c in comparisons for s in faulty_sentences(c) for f in s.faults if f.part == part]
        assert len(shown) == len(pairs) - right


def test_the_ends_of_a_link_are_counted_from_the_sentence_and_left_out_elsewhere(document):
    data = browser_data([comparison_of(document, [])])
    first, second = data["documents"][0]["sentences"]
    (holds,) = [f for f in first["faults"] if f["part"] == "relations"]
    assert [first["text"][start:end] for start, end in holds["ends"]] == ["Lê Nam", "Giám đốc Công an tỉnh"]
    far = replace(document, relations=(MarkedRelation("HOLDS", 6, 2),))
    (holds,) = [
        f
        for s in browser_data([comparison_of(far, [])])["documents"][0]["sentences"]
        for f in s["faults"]
        if f["part"] == "relations"
    ]
    assert [second["text"][start:end] for start, end in holds["ends"]] == ["ông Nam"]


def test_a_perfect_reading_has_no_faults(gold):
    docs = [vie.Doc.from_dict(perfect(d)) for d in gold]
    assert browser_data(compare(gold, docs)) == {"documents": [], "total": len(gold)}


def test_a_fault_is_shown_in_its_sentence_with_all_spans_of_both_sides(document):
    (first, second) = faulty_sentences(comparison_of(document, [("ORG", "Hà Nội"), ("DATE", "5/3")]))
    assert first.text.startswith("Sáng 5/3")
    assert first.text.endswith("Hà Nội.")
    assert [first.text[s.start : s.end] for s in first.gold] == [
        "5/3", "Giám đốc Công an tỉnh", "Công an tỉnh", "Lê Nam", "Hà Nội"
    ]  # fmt: skip
    assert [(first.text[s.start : s.end], s.tag, s.is_right) for s in first.read] == [
        ("5/3", "DATE", True),
        ("Hà Nội", "ORG", False),
    ]
    wrong = [f for f in first.faults if f.kind == "label"]
    assert [(f.gold, f.read, f.note) for f in wrong] == [("LOC Hà Nội", "ORG Hà Nội", "score 1.00")]
    assert [f.gold for f in first.faults if f.part == "relations"] == [
        "Lê Nam → HOLDS → Giám đốc Công an tỉnh"
    ]
    assert [(f.gold, f.kind) for f in second.faults if f.part == "references"] == [("Chỉ thị 09", "missed")]
    (argument,) = [f for f in second.faults if f.part == "arguments"]
    assert [document.text[e.start : e.end] for e in argument.ends] == ["phát biểu", "ông Nam"]
    assert argument.note == "phát biểu and ông Nam were not read"


def test_a_span_over_a_sentence_end_keeps_its_sentences_together(document):
    (sentence,) = faulty_sentences(comparison_of(document, [("LOC", "Hà Nội.\nTại đây")]))
    assert sentence.text == document.text.strip()


def test_a_text_without_stops_is_cut():
    text = "Tổ công tác " * 1000 + "Hà Nội"
    gold = GoldDocument("a", text, (Mark(len(text) - 6, len(text), 1, "LOC", "Hà Nội"),))
    (sentence,) = faulty_sentences(compare([gold], [vie.Doc("a", text)])[0])
    assert len(sentence.text) < 1_100
    assert [sentence.text[s.start : s.end] for s in sentence.gold] == ["Hà Nội"]


class _Page(html.parser.HTMLParser):
    """Tags of a page, and the words of its scripts by their ids."""

    def __init__(self):
        super().__init__()
        self.tags, self.scripts, self._open = [], {}, None

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._open = dict(attrs).get("id", "") if tag == "script" else None

    def handle_data(self, data):
        if self._open is not None:
            self.scripts[self._open] = self.scripts.get(self._open, "") + data


def parsed(page: str) -> _Page:
    reader = _Page()
    reader.feed(page)
    return reader


def test_the_page_fetches_nothing_and_carries_all_faults(gold):
    docs = [vie.Doc.from_dict(spoilt(d, 1)) for d in gold]
    page = error_browser(compare(gold, docs), "Faults")
    reader = parsed(page)
    assert not [a for _, attributes in reader.tags for a in attributes if a in {"src", "srcset", "action"}]
    assert not [tag for tag, _ in reader.tags if tag in {"link", "img", "iframe"}]
    assert re.findall(r"https?://(?!www\.w3\.org/2000/svg)", page) == []
    data = json.loads(reader.scripts["faults"])
    assert data == browser_data(compare(gold, docs))
    assert len(data["documents"]) == len(gold)
    kinds = {f["kind"] for d in data["documents"] for s in d["sentences"] for f in s["faults"]}
    assert kinds == {"label", "boundary", "both", "missed", "spurious"}


@pytest.mark.parametrize(
    "words",
    [
        "</script><script>alert(1)</script>",
        "<!--<script>",
        "<img src=x onerror=alert(1)>",
        "a\ud800\x00\x1b[31m\u2028\u202e'\"&amp;",
        "🇻🇳 Hà Nội \u200b",
    ],
)
def test_no_words_of_a_document_become_html(words):
    text = f"{words} ở Hà Nội"
    gold = GoldDocument(
        words, text, (Mark(0, len(text), 1, "OFFENCE", text), Mark(0, 1, 2, "X<b>", text[:1]))
    )
    page = error_browser(compare([gold], [vie.Doc(words, text)]), title=words)
    page.encode("utf-8")
    reader = parsed(page)
    assert [tag for tag, _ in reader.tags] == [tag for tag, _ in parsed(error_browser([])).tags]
    (document,) = json.loads(reader.scripts["faults"])["documents"]
    (sentence,) = document["sentences"]
    assert len(sentence["text"]) == len(text), "offsets must hold for the words that are shown"
    assert {f["g"] for f in sentence["faults"]} == {"OFFENCE", "X<b>"}
