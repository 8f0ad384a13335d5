"""A collection as JSON-LD: legal documents in the terms of ELI, persons and texts in those of schema.org."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from vnpolice_ie.store.graph import edges, nodes

if TYPE_CHECKING:
    import duckdb

CONTEXT: Final[dict[str, Any]] = {
    "schema": "https://schema.org/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "vie": "urn:vnpolice-ie:",
    "date": "schema:datePublished",
    "label": "schema:name",
    "key": "eli:id_local",
    "title": "eli:title",
    "issuer": "eli:passed_by",
    "texts": "vie:texts",
    "first_date": "vie:firstDate",
    "last_date": "vie:lastDate",
    "post": "schema:roleName",
    "doubt": "vie:doubt",
    "CITES": {"@id": "eli:cites", "@type": "@id"},
    "IMPLEMENTS": {"@id": "eli:based_on", "@type": "@id"},
    "AMENDS": {"@id": "eli:amends", "@type": "@id"},
    "REPLACES": {"@id": "eli:repeals", "@type": "@id"},
    "NAMES": {"@id": "schema:mentions", "@type": "@id"},
    "MAY_BE": {"@id": "vie:mayBe", "@type": "@id"},
    "HOLDS": {"@id": "schema:worksFor", "@type": "@id"},
    "HELD": {"@id": "vie:heldPostAt", "@type": "@id"},
    "unit": {"@id": "schema:worksFor", "@type": "@id"},
}
_TYPES: Final = {
    "text": "schema:Article",
    "document": "eli:LegalResource",
    "person": "schema:Person",
    "unit": "schema:Organization",
}


def iri(node: str) -> str:
    """The IRI of a node: `urn:vnpolice-ie:` with its kind and its id, which is escaped."""
    kind, _, name = node.partition(":")
    return f"urn:vnpolice-ie:{kind}:{quote(name, safe='')}"


def json_ld(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """The document, one node a line: those of a person's posts are roles with first and last date."""
    ties: dict[str, dict[str, list[Any]]] = {}
    for start, end, relation, attributes in edges(connection):
        tie: Any = iri(end)
        if relation in {"HOLDS", "HELD"}:
            # schema.org's role: the property again inside it, with what holds of this post alone.
            tie = {"@type": "schema:OrganizationRole", relation: tie, **attributes}
        elif "doubt" in attributes:
            tie = {"@type": "vie:PossibleIdentity", relation: tie, **attributes}
        ties.setdefault(start, {}).setdefault(relation, []).append(tie)
    yield f'{{"@context": {json.dumps(CONTEXT)},\n"@graph": [\n'
    between = ""
    for node, attributes in nodes(connection):
        kind = attributes.pop("kind")
        body = {"@id": iri(node), "@type": _TYPES[kind], **attributes, **ties.get(node, {})}
        yield between + json.dumps(body, ensure_ascii=False)
        between = ",\n"
    yield "\n]}\n"
