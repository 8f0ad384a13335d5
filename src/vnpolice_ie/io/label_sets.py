"""The labels, relations and roles that a set of annotated documents may use."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

from vnpolice_ie.errors import InputError, SchemaError, nearest
from vnpolice_ie.schema import EVENT_TYPES, LABELS, RELATION_TYPES, roles_of, tag_of

_EVENT = "EVENT"


@dataclass(frozen=True, slots=True)
class LabelSet:
    """What an annotation may name.

    Attributes:
        tags: labels of marks, those of events with their type ("EVENT.MEETING").
        relations: types of relations; None allows any.
        roles: roles of events; None allows any.
        guidelines: the annotation scheme as a whole holds: nesting, signatures, edges of spans.
    """

    tags: frozenset[str]
    relations: frozenset[str] | None = None
    roles: frozenset[str] | None = None
    guidelines: bool = False

    def tag(self, name: str) -> str | None:
        """Return the tag that a name stands for, None if there is none.

        Tools that take no full stop in a name, and brat's event lines, write `EVENT-MEETING`,
        `EVENT_MEETING` or `MEETING` for `EVENT.MEETING`.
        """
        if name in self.tags:
            return name
        event_type = name
        for separator in "-_":
            event_type = event_type.removeprefix(_EVENT + separator)
        found = tag_of(_EVENT, event_type)
        return found if found in self.tags else None


OURS: Final = LabelSet(
    tags=frozenset(LABELS) - {_EVENT} | {tag_of(_EVENT, kind) for kind in EVENT_TYPES},
    relations=frozenset(RELATION_TYPES),
    roles=frozenset(role for kind in EVENT_TYPES for role in roles_of(kind)),
    guidelines=True,
)
"""The annotation scheme of `schema`."""

Labels = LabelSet | Collection[str] | Literal["schema"] | None
"""Allowed labels as readers take them: a set, the tags of one, `schema` for `OURS`, None for anything."""


def label_set(labels: Labels) -> LabelSet | None:
    """Return the label set that is meant.

    Raises:
        InputError: it is a word other than `schema`.
    """
    if labels is None or isinstance(labels, LabelSet):
        return labels
    if labels == "schema":
        return OURS
    if isinstance(labels, str):
        raise InputError(
            f"there is no label set {labels!r}", remedy="Give the labels as a list, or 'schema' for our own"
        )
    return LabelSet(frozenset(labels))


def unknown(kind: str, name: str, known: Collection[str], where: str) -> SchemaError:
    """Return the error for a label, relation or role that is not allowed; it names the nearest one.

    Args:
        kind: what it is, for the message ("label", "relation", "role").
        name: the name that is not known.
        known: those that are.
        where: its place.
    """
    return SchemaError(
        f"unknown {kind} {name!r}",
        where=where,
        remedy=f"{nearest(name, known)}The {kind}s are {', '.join(sorted(known))}",
    )
