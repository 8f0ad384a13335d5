"""What several readings agree on, and what they leave open."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from marks import parse_marks
from vnpolice_ie.errors import InputError
from vnpolice_ie.io.annotated import read_annotated
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.model.pieces import VocabularyPieces
from vnpolice_ie.model.scheme import default_scheme
from vnpolice_ie.model.units import units_of
from vnpolice_ie.model.vocabulary import Vocabulary
from vnpolice_ie.text.source import SourceText
from vnpolice_ie.training.consensus import consensus
from vnpolice_ie.training.examples import Inexpressible, example_of
from vnpolice_ie.types import Argument, Doc, Event, Mention, Person, Relation

RunCommand = Callable[..., tuple[int, str, str]]


def reading(marked: str, *links: tuple[str, str, str]) -> Doc:
    """A reading from a marked sentence; links name their ends by words: (head, relation or role, tail)."""
    text, spans = parse_marks(marked)
    mentions = []
    for number, (start, end, tag) in enumerate(spans, 1):
        label, _, kind = tag.partition(".")
        mentions.append(Mention(start, end, f"T{number}", label, text[start:end], type=kind or None))
    by_words = {m.text: m for m in mentions}
    relations = [Relation(n, by_words[h], by_words[t]) for h, n, t in links if n == "HOLDS"]
    events = [
        Event(
            f"E{number}",
            m.type,
            (m,),
            tuple(Argument(n, by_words[t]) for h, n, t in links if h == m.text and n != "HOLDS"),
        )
        for number, m in enumerate((m for m in mentions if m.type), 1)
    ]
    people = [Person(m.text, (m,)) for m in mentions if m.label == "PERSON"]
    return Doc("a", text, tuple(mentions), tuple(relations), tuple(events), people=tuple(people))


FULL = reading(
    "⟦RANK|Thượng tá⟧ ⟦PERSON|Lê Văn An⟧, ⟦POSITION|Trưởng ⟦ORG|Công an huyện Phú Hòa⟧⟧, ⟦EVENT.SPEECH|phát biểu⟧.",
    ("Lê Văn An", "HOLDS", "Trưởng Công an huyện Phú Hòa"),
    ("phát biểu", "SPEAKER", "Lê Văn An"),
)
SHORT = reading(
    "⟦RANK|Thượng tá⟧ ⟦PERSON|Lê Văn An⟧, ⟦POSITION|Trưởng ⟦ORG|Công an huyện Phú⟧⟧ Hòa, ⟦EVENT.SPEECH|phát biểu⟧."
)
PLACE = reading(
    "⟦RANK|Thượng tá⟧ ⟦PERSON|Lê Văn An⟧, Trưởng Công an ⟦LOC|huyện Phú Hòa⟧, ⟦EVENT.SPEECH|phát biểu⟧."
)


def words(document: GoldDocument) -> list[tuple[str, str]]:
    return [(mark.tag, mark.text) for mark in document.marks]


def left_open(document: GoldDocument) -> list[str]:
    return [document.text[start:end] for start, end in document.unsure.spans]


def test_what_most_say_is_annotated() -> None:
    found = consensus([FULL, FULL, SHORT])
    assert words(found) == [
        ("RANK", "Thượng tá"),
        ("PERSON", "Lê Văn An"),
        ("POSITION", "Trưởng Công an huyện Phú Hòa"),
        ("ORG", "Công an huyện Phú Hòa"),
        ("EVENT.SPEECH", "phát biểu"),
    ]
    assert found.marks[3].parent == 3
    assert [tuple(r) for r in found.relations] == [("HOLDS", 2, 3)]
    assert [tuple(a) for a in found.arguments] == [(5, "SPEAKER", 2)]
    assert left_open(found) == []
    assert found.unsure.links == ()


def test_what_fewer_say_is_left_open() -> None:
    found = consensus([FULL, SHORT, PLACE])
    assert words(found) == [("RANK", "Thượng tá"), ("PERSON", "Lê Văn An"), ("EVENT.SPEECH", "phát biểu")]
    assert left_open(found) == ["Trưởng Công an huyện Phú Hòa"]
    assert found.unsure.links == ((3, "SPEAKER", 2),)


def test_an_inner_span_without_its_holder_is_no_outer_one() -> None:
    longer = reading(
        "⟦RANK|Thượng tá⟧ ⟦PERSON|Lê Văn An⟧, ⟦POSITION|Trưởng ⟦ORG|Công an huyện Phú Hòa⟧,⟧ ⟦EVENT.SPEECH|phát biểu⟧."
    )
    found = consensus([FULL, longer])
    assert "ORG" not in {tag for tag, _ in words(found)}
    assert left_open(found) == ["Trưởng Công an huyện Phú Hòa,"]


def test_an_argument_stands_at_the_nearest_trigger_of_its_event() -> None:
    text = "Ông Ba nói. Bà Tư nhắc lại: ông nói hôm qua."
    person = Mention(4, 6, "T1", "PERSON", "Ba")
    near, far = (Mention(at, at + 3, f"T{n}", "EVENT", "nói", type="SPEECH") for n, at in ((2, 7), (3, 32)))
    doc = Doc(
        "a",
        text,
        (person, near, far),
        (),
        (Event("E1", "SPEECH", (far, near), (Argument("SPEAKER", person),)),),
    )
    found = consensus([doc, doc])
    assert [tuple(a) for a in found.arguments] == [(2, "SPEAKER", 1)]
    assert found.marks[1].key == found.marks[2].key


ALONE = "the readings are not of one text, or there is only one"
SHARE = "is not from 0.5 to below 1"


@pytest.mark.parametrize(
    ("readings", "share", "message"),
    [
        ([FULL], 0.5, ALONE),
        ([FULL, Doc("a", "Khác.")], 0.5, ALONE),
        ([FULL, FULL], 0.3, SHARE),
        ([FULL, FULL], 1.0, SHARE),
    ],
)
def test_readings_that_cannot_agree_are_refused(readings: list[Doc], share: float, message: str) -> None:
    with pytest.raises(InputError, match=message):
        consensus(readings, share)


def test_the_command_writes_documents_to_learn_from(tmp_path: Path, run_command: RunCommand) -> None:
    other = replace(SHORT, id="b")
    crossing = replace(reading("Ở ⟦LOC|quận\nBa Đình⟧."), id="c")
    write(tmp_path / "one.jsonl", FULL, other, crossing)
    write(tmp_path / "two.jsonl", SHORT, crossing)
    out = tmp_path / "silver.jsonl"
    status, _, told = run_command("consensus", tmp_path / "one.jsonl", tmp_path / "two.jsonl", "-o", out)
    assert status == 0
    assert "1 documents: 3 spans and 0 links agreed on, 1 stretches and 1 links left open" in told
    assert "1 documents were left out: not every file has them" in told
    assert "1 documents were left out: the annotation scheme does not allow" in told
    (document,) = read_annotated(out, labels="schema")
    assert left_open(document) == ["Trưởng Công an huyện Phú Hòa"]
    assert document == consensus([FULL, SHORT])


def test_the_command_wants_two_readings(tmp_path: Path, run_command: RunCommand) -> None:
    write(tmp_path / "one.jsonl", FULL)
    status, _, told = run_command("consensus", tmp_path / "one.jsonl", "-o", tmp_path / "silver.jsonl")
    assert status == 2
    assert "one reading agrees with itself" in told
    assert not (tmp_path / "silver.jsonl").exists()


def write(file: Path, *docs: Doc) -> None:
    file.write_text("".join(json.dumps(doc.to_dict()) + "\n" for doc in docs), encoding="utf-8")


def test_training_passes_over_what_is_left_open() -> None:
    items_module = pytest.importorskip("vnpolice_ie.training.items")
    document = consensus([FULL, SHORT, PLACE])
    scheme = default_scheme()
    reader = VocabularyPieces(Vocabulary.of_counts(Counter(["thượng"]), 20), 512)
    example = example_of(document, scheme, reader, Inexpressible(), max_distance=160)
    (item,) = items_module.items_of(example, scheme, reader, 0.25, 160)
    units = units_of(SourceText(document.text)).words
    left = [word for word, tag in zip(units, item.outer, strict=True) if tag == items_module.IGNORED]
    assert " ".join(left) == "Trưởng Công an huyện Phú Hòa"
    speaker = item.counted[:, scheme.link_id["SPEAKER"]]
    trigger, person = (i for i, span in enumerate(item.spans) if span.tag in {"EVENT.SPEECH", "PERSON"})
    assert not any(
        counted
        for (head, tail), counted in zip(item.pairs.index, speaker, strict=True)
        if {head, tail} == {trigger, person}
    )
