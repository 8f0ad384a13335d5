"""A collection as a graph: texts, legal documents, persons and bodies, and what ties them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from vnpolice_ie.store.database import ask

if TYPE_CHECKING:
    import duckdb
    import networkx as nx

# What no XML document can hold.
_NOT_XML: Final = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def nodes(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, dict[str, Any]]]:
    """The nodes with their attributes; the ids begin with their kind: `unit:công an tỉnh phú hải`."""
    return [(f"{r['kind']}:{r.pop('id')}", _given(r)) for r in ask(connection, "graph/nodes")]


def edges(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str, str, dict[str, Any]]]:
    """The edges: from, to, relation, attributes."""
    return [
        (
            f"{r.pop('from_kind')}:{r.pop('from_id')}",
            f"{r.pop('to_kind')}:{r.pop('to_id')}",
            r.pop("relation"),
            _given(r),
        )
        for r in ask(connection, "graph/edges")
    ]


def _given(attributes: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in attributes.items() if value is not None}


def to_networkx(connection: duckdb.DuckDBPyConnection) -> nx.MultiDiGraph[str]:
    """The graph for networkx; parallel edges are told apart by their relation and their source."""
    import networkx as nx  # noqa: PLC0415  (an extra)

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_nodes_from(nodes(connection))
    for start, end, relation, attributes in edges(connection):
        graph.add_edge(start, end, relation=relation, **attributes)
    return graph


def graphml(graph: nx.MultiDiGraph[str]) -> bytes:
    """The graph as GraphML; characters that XML cannot hold become U+FFFD."""
    import networkx as nx  # noqa: PLC0415  (an extra)

    clean: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    clean.add_nodes_from((_xml(node), _clean(attributes)) for node, attributes in graph.nodes(data=True))
    for start, end, attributes in graph.edges(data=True):
        clean.add_edge(_xml(start), _xml(end), **_clean(attributes))
    lines: list[str] = list(nx.generate_graphml(clean, named_key_ids=True))
    return ("<?xml version='1.0' encoding='utf-8'?>\n" + "\n".join(lines) + "\n").encode("utf-8")


def _xml(words: str) -> str:
    return _NOT_XML.sub("\ufffd", words)


def _clean(attributes: dict[str, Any]) -> dict[str, Any]:
    return {key: _xml(value) if isinstance(value, str) else value for key, value in attributes.items()}
