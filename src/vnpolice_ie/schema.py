"""The annotation scheme: labels, nesting, event types with their roles, relations with their signatures.

This is the one table that rules, model, readers, writers and scorer read. The names follow the
annotation guidelines, version 1.3.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, NamedTuple, get_args

from vnpolice_ie.errors import SchemaError

Label = Literal["DOC_REF", "RANK", "POSITION", "PERSON", "ORG", "LOC", "DATE", "EVENT", "OFFENCE", "AWARD"]
EventType = Literal[
    "MEETING",
    "SPEECH",
    "INSPECTION",
    "ISSUANCE",
    "IMPLEMENTATION",
    "COMMENDATION",
    "APPOINTMENT",
    "LEGAL_ACTION",
]
RelationType = Literal["HAS_RANK", "HOLDS", "ISSUED_BY", "ISSUED_ON", "IMPLEMENTS", "AMENDS", "REPLACES"]
Role = Literal[
    "ADDRESSEE",
    "AGENT",
    "APPOINTEE",
    "AUTHORITY",
    "AWARD",
    "CHAIR",
    "DOCUMENT",
    "GIVER",
    "INSPECTOR",
    "ISSUER",
    "OFFENCE",
    "ORGANIZER",
    "PARTICIPANT",
    "PLACE",
    "POSITION",
    "RANK",
    "RECIPIENT",
    "SPEAKER",
    "TARGET",
    "TIME",
]

LABELS: Final[tuple[Label, ...]] = get_args(Label)
EVENT_TYPES: Final[tuple[EventType, ...]] = get_args(EventType)
RELATION_TYPES: Final[tuple[RelationType, ...]] = get_args(RelationType)

NESTED: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {"POSITION": frozenset({"ORG", "LOC", "DATE"})}
)
"""Outer label → labels that may stand inside it. No other nesting exists."""

COREFERENT: Final[frozenset[str]] = frozenset({"DOC_REF", "PERSON", "EVENT"})
"""Labels whose mentions share a key when they mean the same thing."""

_AGENTS: Final[frozenset[str]] = frozenset({"PERSON", "ORG", "POSITION", "LOC"})
_FILLERS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "TIME": frozenset({"DATE"}),
        "DOCUMENT": frozenset({"DOC_REF"}),
        "OFFENCE": frozenset({"OFFENCE"}),
        "AWARD": frozenset({"AWARD"}),
        "RANK": frozenset({"RANK"}),
        "POSITION": frozenset({"POSITION"}),
        "PLACE": frozenset({"LOC", "ORG"}),
        "APPOINTEE": frozenset({"PERSON"}),
    }
)

_ROLES: Final[Mapping[EventType, tuple[Role, ...]]] = MappingProxyType(
    {
        "MEETING": ("ORGANIZER", "CHAIR", "PARTICIPANT", "PLACE", "TIME", "DOCUMENT"),
        "SPEECH": ("SPEAKER", "ADDRESSEE", "TIME"),
        "INSPECTION": ("INSPECTOR", "TARGET", "DOCUMENT", "TIME", "PLACE"),
        "ISSUANCE": ("ISSUER", "DOCUMENT", "ADDRESSEE", "TIME"),
        "IMPLEMENTATION": ("AGENT", "DOCUMENT", "TIME", "PLACE"),
        "COMMENDATION": ("GIVER", "RECIPIENT", "AWARD", "TIME", "PLACE"),
        "APPOINTMENT": ("APPOINTEE", "POSITION", "RANK", "AUTHORITY", "DOCUMENT", "TIME"),
        "LEGAL_ACTION": ("AUTHORITY", "TARGET", "OFFENCE", "DOCUMENT", "TIME", "PLACE"),
    }
)


class Signature(NamedTuple):
    """Labels that a relation may link: from one of `heads` to one of `tails`."""

    heads: frozenset[str]
    tails: frozenset[str]


RELATIONS: Final[Mapping[RelationType, Signature]] = MappingProxyType(
    {
        "HAS_RANK": Signature(frozenset({"PERSON"}), frozenset({"RANK"})),
        "HOLDS": Signature(frozenset({"PERSON"}), frozenset({"POSITION"})),
        "ISSUED_BY": Signature(frozenset({"DOC_REF"}), frozenset({"ORG", "POSITION", "PERSON"})),
        "ISSUED_ON": Signature(frozenset({"DOC_REF"}), frozenset({"DATE"})),
        "IMPLEMENTS": Signature(frozenset({"DOC_REF"}), frozenset({"DOC_REF"})),
        "AMENDS": Signature(frozenset({"DOC_REF"}), frozenset({"DOC_REF"})),
        "REPLACES": Signature(frozenset({"DOC_REF"}), frozenset({"DOC_REF"})),
    }
)


def roles_of(event_type: EventType) -> tuple[Role, ...]:
    """Roles that an event of this type may have."""
    return _ROLES[event_type]


def fillers_of(role: Role) -> frozenset[str]:
    """Labels of the mentions that may fill a role."""
    return _FILLERS.get(role, _AGENTS)


def tag_of(label: str, event_type: str | None) -> str:
    """Label as the scorer counts it: `EVENT.MEETING` for an event, else the label itself."""
    return f"{label}.{event_type}" if label == "EVENT" and event_type else label


def may_nest(outer: str, inner: str) -> bool:
    """Tell whether a mention labelled `inner` may stand inside one labelled `outer`."""
    return inner in NESTED.get(outer, frozenset())


def link_error(relation: RelationType, head: str, tail: str, where: str) -> SchemaError | None:
    """What is wrong with a relation between mentions of two labels; None if its signature allows it."""
    heads, tails = RELATIONS[relation]
    if head in heads and tail in tails:
        return None
    return SchemaError(
        f"{relation} cannot link {head} to {tail}",
        where=where,
        remedy=f"It links {' or '.join(sorted(heads))} to {' or '.join(sorted(tails))}",
    )


def role_error(event_type: EventType, role: str, filler: str, where: str) -> SchemaError | None:
    """What is wrong with a mention of a label in a role of an event; None if the type allows it."""
    roles = roles_of(event_type)
    if role not in roles:
        return SchemaError(
            f"{event_type} has no role {role!r}", where=where, remedy=f"Its roles are {', '.join(roles)}"
        )
    fillers = fillers_of(role)
    if filler in fillers:
        return None
    return SchemaError(
        f"{role} cannot be a {filler}", where=where, remedy=f"It can be {' or '.join(sorted(fillers))}"
    )
