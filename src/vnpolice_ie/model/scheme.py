"""What a model tells apart: tags in two layers, links between spans, and what each may join.

The annotation scheme of `vnpolice_ie.schema` is the default; a model trained on a set of others
carries the scheme of that set.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from vnpolice_ie import schema
from vnpolice_ie.errors import ResourceError, shown

SAME_EVENT: Final = "SAME_EVENT"
"""Link between two triggers of one event."""

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Link:
    """A link that the pair head scores: a relation, a role of an event, or `SAME_EVENT`.

    Attributes:
        name: the relation type or role.
        heads, tails: tags of the spans that it may join (for a role, the head is the trigger).
    """

    name: str
    heads: frozenset[str]
    tails: frozenset[str]


@dataclass(frozen=True)
class Scheme:
    """Tags of both layers and links, each in the order of their ids.

    Attributes:
        outer: tags of layer 1, as `schema.tag_of` gives them ("ORG", "EVENT.MEETING").
        inner: labels of layer 2.
        nesting: outer tag → labels that may stand inside it.
        links: what the pair head scores.
    """

    outer: tuple[str, ...]
    inner: tuple[str, ...] = ()
    nesting: Mapping[str, frozenset[str]] = field(default_factory=dict)
    links: tuple[Link, ...] = ()

    @cached_property
    def outer_id(self) -> Mapping[str, int]:
        """Outer tag → its place in `outer`."""
        return {tag: number for number, tag in enumerate(self.outer)}

    @cached_property
    def inner_id(self) -> Mapping[str, int]:
        """Inner label → its place in `inner`."""
        return {label: number for number, label in enumerate(self.inner)}

    @cached_property
    def link_id(self) -> Mapping[str, int]:
        """Name of a link → its place in `links`."""
        return {link.name: number for number, link in enumerate(self.links)}

    @cached_property
    def tags(self) -> tuple[str, ...]:
        """All tags that a span may have: the outer ones, then the inner ones that are no outer ones."""
        return (*self.outer, *(label for label in self.inner if label not in self.outer_id))

    @cached_property
    def tag_id(self) -> Mapping[str, int]:
        """Tag → its place in `tags`."""
        return {tag: number for number, tag in enumerate(self.tags)}

    @cached_property
    def allowed(self) -> Bools:
        """Which links may join which tags, shape [tags, tags, links]: head, tail, link."""
        table = np.zeros((len(self.tags), len(self.tags), len(self.links)), dtype=np.bool_)
        for number, link in enumerate(self.links):
            heads = [self.tag_id[tag] for tag in link.heads if tag in self.tag_id]
            tails = [self.tag_id[tag] for tag in link.tails if tag in self.tag_id]
            table[np.ix_(heads, tails, [number])] = True
        return table

    @cached_property
    def inside(self) -> Bools:
        """Which inner labels may stand in which outer tag, shape [outer, inner]."""
        table = np.zeros((len(self.outer), len(self.inner)), dtype=np.bool_)
        for tag, labels in self.nesting.items():
            for label in labels:
                table[self.outer_id[tag], self.inner_id[label]] = True
        return table

    def to_dict(self) -> dict[str, Any]:
        """Return the scheme as plain lists and dicts."""
        return {
            "outer": list(self.outer),
            "inner": list(self.inner),
            "nesting": {tag: sorted(labels) for tag, labels in sorted(self.nesting.items())},
            "links": [
                {"name": link.name, "heads": sorted(link.heads), "tails": sorted(link.tails)}
                for link in self.links
            ],
        }

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Scheme:
        """Read what `to_dict` wrote.

        Raises:
            ResourceError: the record is of another form.
        """
        try:
            scheme = cls(
                outer=_names(record["outer"]),
                inner=_names(record["inner"]),
                nesting={tag: frozenset(_names(labels)) for tag, labels in record["nesting"].items()},
                links=tuple(_link(link) for link in record["links"]),
            )
            _names([link.name for link in scheme.links])
            assert scheme.inside.size >= 0  # a KeyError where the nesting names a tag that there is not
            return scheme
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise ResourceError(
                f"the scheme of the model cannot be read ({type(error).__name__}: {error})",
                remedy="The model was made by another version; train or export it anew",
            ) from error

    @classmethod
    def flat(cls, labels: Iterable[str]) -> Scheme:
        """A scheme of spans without nesting or links."""
        return cls(outer=tuple(sorted(set(labels))))

    @classmethod
    def nested(cls, outer: Iterable[str], inner: Iterable[str]) -> Scheme:
        """A scheme of two layers in which each outer label may hold each inner one."""
        inside = tuple(sorted(set(inner)))
        tags = tuple(sorted(set(outer)))
        return cls(outer=tags, inner=inside, nesting=dict.fromkeys(tags, frozenset(inside)))


def _link(record: Mapping[str, Any]) -> Link:
    (name,) = _names([record["name"]])
    return Link(name, frozenset(_names(record["heads"])), frozenset(_names(record["tails"])))


def _names(values: Any) -> tuple[str, ...]:
    """Names that are words, each once.

    Raises:
        TypeError: one is no word.
        ValueError: one stands twice.
    """
    if not isinstance(values, list) or not all(isinstance(value, str) and value for value in values):
        raise TypeError(f"{shown(values, 40)} are no names")
    if len(set(values)) != len(values):
        raise ValueError(f"a name stands twice in {shown(values, 40)}")
    return tuple(values)


def _event_tags() -> tuple[str, ...]:
    return tuple(schema.tag_of("EVENT", event_type) for event_type in schema.EVENT_TYPES)


@cache
def default_scheme() -> Scheme:
    """Return the annotation scheme: two layers, all relations and roles, and `SAME_EVENT`."""
    labels = tuple(label for label in schema.LABELS if label != "EVENT")
    inner = sorted({label for labels in schema.NESTED.values() for label in labels})
    roles: dict[schema.Role, list[str]] = {}
    for kind in schema.EVENT_TYPES:
        for role in schema.roles_of(kind):
            roles.setdefault(role, []).append(schema.tag_of("EVENT", kind))
    links = [Link(name, signature.heads, signature.tails) for name, signature in schema.RELATIONS.items()]
    links += [Link(role, frozenset(heads), schema.fillers_of(role)) for role, heads in sorted(roles.items())]
    links.append(Link(SAME_EVENT, frozenset(_event_tags()), frozenset(_event_tags())))
    return Scheme(
        outer=(*labels, *_event_tags()),
        inner=tuple(inner),
        nesting=dict(schema.NESTED),
        links=tuple(links),
    )


def is_ours(scheme: Scheme) -> bool:
    """Tell whether a scheme is the library's own, or a part of it: then the rules can read along."""
    ours = default_scheme()
    return set(scheme.outer) <= set(ours.outer) and set(scheme.inner) <= set(ours.inner)
