"""Sets that are JSON: VietBioNER and VHE (text with offsets), PhoNER (lists of words and tags)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from vnpolice_ie.errors import InputError
from vnpolice_ie.io.gold import GoldDocument, Mark, MarkedArgument
from vnpolice_ie.training.benchmark.samples import LabelledSpan, Sample, TokenSpan, marks_of

ARGUMENT = "ARG"
"""Label of the spans that fill roles of VHE's events; the set gives them no label of their own."""


def text_with_entities(record: Mapping[str, Any], where: str, name: str) -> Sample:
    """Read `text`, `entities` (`start`, `end`, `label`) and, where they are there, `tokens`.

    Raises:
        InputError: a key is missing, or an entity or token does not stand in the text.
    """
    try:
        text = _text(record, where)
        spans = [
            LabelledSpan(*_offsets(text, e["start"], e["end"], e.get("text"), where), str(e["label"]))
            for e in record["entities"]
        ]
        tokens = _aligned(text, record.get("tokens") or (), where)
    except (KeyError, TypeError, AttributeError) as error:
        raise _foreign(where, f"{type(error).__name__}: {error}") from error
    document = GoldDocument(id=str(record.get("id", name)), text=text, marks=marks_of(text, spans))
    return Sample(document, tokens)


def text_with_events(record: Mapping[str, Any], where: str, name: str) -> Sample:
    """Read `text` and `events`, in the form of the VHE release or with arguments that number `entities`.

    Triggers become marks `EVENT` with the type, fillers of roles marks `ARG`. Events of one type with one
    trigger become one, with the arguments of all: published scores count such triggers and arguments once,
    as those of ACE are (Li et al. 2013: a trigger is right by offsets and type, an argument by its offsets,
    its role and the type of its event).

    Raises:
        InputError: a key is missing, or a trigger or argument does not stand in the text.
    """
    try:
        text = _text(record, where)
        entities = record.get("entities", ())
        triggers: list[LabelledSpan] = []
        fillers: list[LabelledSpan] = []
        links: list[tuple[LabelledSpan, str, LabelledSpan]] = []
        for event in record["events"]:
            released = event.get("trigger") or {
                "start": event["offset"][0],
                "end": event["offset"][1],
                "text": event.get("trigger_word"),
            }
            trigger = _span(text, released, f"EVENT.{event['type']}", where)
            triggers.append(trigger)
            for argument in event.get("args", event.get("arguments", ())):
                filler = _span(text, _filler(argument, entities), ARGUMENT, where)
                fillers.append(filler)
                links.append((trigger, str(argument["role"]), filler))
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise _foreign(where, f"{type(error).__name__}: {error}") from error
    # Each trigger is an event of its own, also where the same word stands twice.
    marks = tuple(
        replace(mark, key=f"v{mark.number}") if mark.event_type else mark
        for mark in marks_of(text, [*fillers, *triggers])
    )
    number_of = {_key(mark): mark.number for mark in marks}
    return Sample(
        GoldDocument(
            id=str(record.get("id", name)),
            text=text,
            marks=marks,
            arguments=tuple(
                dict.fromkeys(
                    MarkedArgument(number_of[trigger], role, number_of[filler])
                    for trigger, role, filler in links
                )
            ),
        )
    )


def words_and_tags(record: Mapping[str, Any], where: str) -> tuple[list[str], list[str]]:
    """Read `words` and `tags`, lists of strings of one length.

    Raises:
        InputError: they are something else.
    """
    words, tags = record.get("words"), record.get("tags")
    if not _are_strings(words) or not _are_strings(tags):
        raise _foreign(where, "it has no lists of strings under 'words' and 'tags'")
    assert isinstance(words, list)
    assert isinstance(tags, list)
    if len(words) != len(tags):
        raise _foreign(where, f"it has {len(words)} words and {len(tags)} tags")
    return words, tags


def _are_strings(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) and item for item in value)


def _key(mark: Mark) -> LabelledSpan:
    return LabelledSpan(mark.start, mark.end, mark.tag)


def _text(record: Mapping[str, Any], where: str) -> str:
    text = record["text"]
    if not isinstance(text, str):
        raise _foreign(where, f"its text is a {type(text).__name__}")
    return text


def _span(text: str, place: Mapping[str, Any], label: str, where: str) -> LabelledSpan:
    return LabelledSpan(*_offsets(text, place["start"], place["end"], place.get("text"), where), label)


def _filler(argument: Mapping[str, Any], entities: Any) -> Mapping[str, Any]:
    if "entity" in argument:
        number = argument["entity"]
        if not 0 <= number < len(entities):
            raise IndexError(f"no entity {number}")
        found: Mapping[str, Any] = entities[number]
        return found
    start, end = argument["offset"]
    return {"start": start, "end": end, "text": argument.get("mention")}


def _offsets(text: str, start: Any, end: Any, words: Any, where: str) -> tuple[int, int]:
    right = isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text)
    if not right or (words is not None and text[start:end] != words):
        raise InputError(
            f"the offsets {start}:{end} do not give {words!r}"
            if right
            else f"there is no span {start}:{end}",
            where=where,
            remedy="Offsets are code points into 'text', the end exclusive",
        )
    return start, end


def _aligned(text: str, tokens: Any, where: str) -> tuple[TokenSpan, ...]:
    spans: list[TokenSpan] = []
    at = 0
    for token in tokens:
        start = text.find(token, at)
        if start < 0 or not token or text[at:start].strip():
            raise InputError(
                f"the token {token!r} does not stand in the text at offset {at}",
                where=where,
                remedy="Tokens follow one another in the text with nothing but spaces between",
            )
        at = start + len(token)
        spans.append((start, at))
    return tuple(spans)


def _foreign(where: str, why: str) -> InputError:
    return InputError(
        f"the object is not of the set's form ({why})",
        where=where,
        remedy="Copy the file anew from the release",
    )
