"""Generated documents keep to the scheme, cover it, and come out the same for a seed, whatever faults their pages have."""

from __future__ import annotations

import unicodedata
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from vnpolice_ie.cli import app
from vnpolice_ie.errors import InputError, ResourceError
from vnpolice_ie.generator import documents as writing
from vnpolice_ie.generator import generate, kinds
from vnpolice_ie.generator.cast import Cast, is_known, roles
from vnpolice_ie.generator.corruption import Edit, apply, capitals, new_tones, same_length, to_nfd
from vnpolice_ie.generator.documents import COMMON, frames
from vnpolice_ie.generator.shared import SLOTS
from vnpolice_ie.generator.template import EVENT_PREFIXES, Marked, Slot, parse, walk
from vnpolice_ie.generator.words import word_lists
from vnpolice_ie.generator.world import table
from vnpolice_ie.io import markup
from vnpolice_ie.io.annotated import read_annotated
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.io.gold_checks import faults
from vnpolice_ie.schema import (
    EVENT_TYPES,
    LABELS,
    RELATION_TYPES,
    RELATIONS,
    EventType,
    fillers_of,
    roles_of,
)

WORLD_KINDS = [row["kind"] for row in table("world/outlines")]
DOCUMENTS = list(generate(300, seed=11))


def all_slots() -> list[tuple[str, Slot | Marked]]:
    """Every slot and mark of all frames and lists, with where it stands."""
    found = []
    for kind in dict.fromkeys((*kinds(), *WORLD_KINDS, COMMON)):
        for part, those in frames(kind).items():
            found += [(f"{kind} {part}", node) for frame in those for node in walk(frame.nodes)]
    for row in table("persons"):
        found += [
            (row["role"], node) for post in row["posts"].split(" ; ") for node in walk(parse(post.strip()))
        ]
    for row in table("papers"):
        if row["kind"] not in {"law", "named"}:
            found += [(row["role"], node) for node in walk(parse(row["issuer"]))]
    for name, words in word_lists().items():
        found += [(name, node) for entry in words for node in walk(parse(entry))]
    return found


def test_generated_documents_keep_to_the_scheme() -> None:
    assert [fault for document in DOCUMENTS for fault in faults(document, document.id)] == []
    for document in DOCUMENTS:
        assert all(mark.text == document.text[mark.start : mark.end] for mark in document.marks)


def test_the_mark_up_gives_generated_documents_back() -> None:
    for document in DOCUMENTS:
        again, found = markup.parse(markup.write(document), document.id)
        assert found == []
        assert again.text == document.text
        assert again.to_record() == document.to_record()


def test_three_hundred_documents_hold_every_label_event_role_and_relation() -> None:
    marks = [mark for document in DOCUMENTS for mark in document.marks]
    assert {mark.label for mark in marks} == set(LABELS)
    assert {mark.event_type for mark in marks} == {*EVENT_TYPES, None}
    assert {r.type for document in DOCUMENTS for r in document.relations} == set(RELATION_TYPES)
    seen = Counter(
        (document.numbered()[a.trigger].event_type, a.role)
        for document in DOCUMENTS
        for a in document.arguments
    )
    missing = {(event, role) for event in EVENT_TYPES for role in roles_of(event)} - set(seen)
    assert missing == set()


def test_every_kind_of_document_can_be_asked_for() -> None:
    assert len(kinds()) > 10
    for kind in kinds():
        assert all(document.marks or kind == "general" for document in generate(3, seed=1, kind=kind))
    with pytest.raises(InputError, match="there is no kind 'sports'"):
        generate(1, kind="sports")


def test_a_document_is_the_same_whatever_else_is_made() -> None:
    assert list(generate(5, seed=11, start=40)) == DOCUMENTS[40:45]
    assert list(generate(5, seed=12, start=40)) != DOCUMENTS[40:45]
    assert len({document.text for document in DOCUMENTS}) == len(DOCUMENTS)


def test_clean_documents_have_no_faults_of_copied_pages() -> None:
    for document in generate(200, seed=4, clean=True):
        assert "  " not in document.text
        assert document.text == unicodedata.normalize("NFC", document.text)
        assert not any(fault in document.text for fault in (" ,", " .", ",.", "..", "\u200b"))


def test_frames_and_lists_name_only_what_there_is() -> None:
    slots = all_slots()
    assert len(slots) > 1000
    assert {
        (where, n.name)
        for where, n in slots
        if isinstance(n, Slot) and not (is_known(n.name) or n.name in SLOTS)
    } == set()
    heads = {(where, n.head) for where, n in slots if isinstance(n, Marked)}
    assert {h for h in heads if h[1] not in LABELS and h[1][:3] not in EVENT_PREFIXES} == set()


def test_links_of_frames_fit_the_scheme() -> None:
    for where, node in all_slots():
        for target, name, is_role in node.links:
            if not is_role:
                assert name in RELATIONS, where
                continue
            event: EventType = EVENT_PREFIXES[target[:3]]
            assert name in roles_of(event), f"{where}: {event} has no {name}"
            if isinstance(node, Slot) and node.name.rstrip("0123456789") in roles("bodies"):
                assert "ORG" in fillers_of(name), f"{where}: {node.name} as {name}"  # type: ignore[arg-type]


def test_all_outlines_have_frames_for_their_parts() -> None:
    for row in (*table("outlines"), *table("world/outlines")):
        parts = {part.partition("*")[0].rstrip("?") for part in row["parts"].split()}
        assert parts <= {*frames(row["kind"]), *frames(COMMON)}, row["kind"]


@pytest.mark.parametrize("text", ["{chief", "[ORG Công an", "<a|b", "{Chief}", "[x y]"])
def test_a_frame_that_is_not_understood_is_told(text: str) -> None:
    with pytest.raises(ResourceError, match="the frame is not understood at"):
        parse(text)


@given(
    st.integers(0, 299),
    st.lists(
        st.tuples(st.integers(0, 600), st.integers(0, 4), st.sampled_from(["", " ", "\n", "–", "x", "  "])),
        max_size=12,
    ),
)
def test_edits_keep_the_marks_on_their_words(number: int, edits: list[tuple[int, int, str]]) -> None:
    document = DOCUMENTS[number]
    size = len(document.text)
    made = [Edit(min(at, size), min(at + length, size), words) for at, length, words in edits]
    after = apply(document, made)
    assert len(after.marks) == len(document.marks)
    assert faults_of_spans(after) == []
    untouched = document.text == after.text
    assert untouched or any(edit.words != document.text[edit.start : edit.end] for edit in made)
    for old, new in zip(document.marks, after.marks, strict=True):
        assert new.text == after.text[new.start : new.end]
        if not any(edit.start < old.end and edit.end > old.start for edit in made) and not any(
            old.start < edit.start < old.end for edit in made
        ):
            assert new.text == old.text


def faults_of_spans(document: GoldDocument) -> list[str]:
    return [
        str(fault)
        for fault in faults(document, "d")
        if "crosses a line" in str(fault) or "empty" in str(fault)
    ]


@given(st.integers(0, 299))
def test_letters_and_accents_apart_keep_the_marks(number: int) -> None:
    document = DOCUMENTS[number]
    apart = to_nfd(document)
    assert apart.text == unicodedata.normalize("NFD", document.text)
    for old, new in zip(document.marks, apart.marks, strict=True):
        assert new.text == unicodedata.normalize("NFD", old.text)


def test_new_tones_and_capitals_keep_the_length() -> None:
    assert (
        new_tones("Tỉnh ủy Hòa Bình khỏe, quý, hoàn, thủy, tòa")
        == "Tỉnh uỷ Hoà Bình khoẻ, quý, hoàn, thuỷ, toà"
    )
    assert capitals("Bắt nhóm trộm ở Huế\nTin", 19) == "BẮT NHÓM TRỘM Ở HUẾ\nTin"
    document = DOCUMENTS[0]
    assert len(same_length(document, new_tones(document.text)).text) == len(document.text)


def test_the_command_writes_mark_up_or_lines(tmp_path: Path) -> None:
    runner = CliRunner()
    for target in (tmp_path / "made", tmp_path / "made.jsonl"):
        result = runner.invoke(app, ["generate", "-n", "4", "--seed", "11", "-o", str(target)])
        assert result.exit_code == 0, result.output
        read = {document.id: document for document in read_annotated(target, labels="schema")}
        assert [read[d.id].text for d in DOCUMENTS[:4]] == [d.text for d in DOCUMENTS[:4]]
    again = runner.invoke(app, ["generate", "-n", "4", "-o", str(tmp_path / "made")])
    assert again.exit_code != 0


def test_numbers_below_zero_are_refused() -> None:
    with pytest.raises(InputError, match="a number of documents is not below zero"):
        generate(-1)


def test_a_slot_that_nothing_fills_is_named() -> None:
    with pytest.raises(ResourceError, match="no slot is called 'dragon'"):
        Cast(Random(1)).say("dragon", None)


def test_a_part_without_frames_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    furniture = {part: frames(COMMON)[part] for part in ("top", "bottom")}
    monkeypatch.setattr(writing, "frames", lambda kind: furniture if kind == COMMON else {})
    with pytest.raises(ResourceError, match="no frame is for 'head'"):
        next(generate(1, kind="crime"))
