"""What is merged over texts, made anew for the names and documents that loading has touched."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import astuple
from typing import TYPE_CHECKING, Any, Final

from vnpolice_ie.grammar.ranks import parse_rank
from vnpolice_ie.store.database import run, transaction, value
from vnpolice_ie.store.people import Sighting, take_apart
from vnpolice_ie.store.spellings import body, cited_as, name, name_key, position, post

if TYPE_CHECKING:
    import duckdb

Reading = Callable[..., tuple[Any, ...]]
_FOREIGN_LEVEL: Final = 13
"""The level of Chuẩn tướng, which lies between Đại tá and Thiếu tướng and which Vietnam does not have."""


def is_pending(connection: duckdb.DuckDBPyConnection) -> bool:
    """Tell whether something was loaded that is not merged yet: a run was stopped between the two."""
    return bool(
        value(
            connection,
            "SELECT EXISTS (FROM facts.unmerged_texts) OR EXISTS (FROM facts.touched_names)"
            " OR EXISTS (FROM facts.touched_documents)",
        )
    )


def merge(connection: duckdb.DuckDBPyConnection) -> None:
    """Bring the merged tables up to date; the texts alone tell the result, not the order they came in."""
    if not is_pending(connection):
        return
    with transaction(connection):
        _read_spellings(connection)
        run(connection, "read_texts")
        _read(connection, "posts", lambda *parts: (post(*parts),))
        run(connection, "merge_texts")
        run(connection, "merge_documents")
        _merge_people(connection)
    connection.execute("CHECKPOINT")


def _read_spellings(connection: duckdb.DuckDBPyConnection) -> None:
    run(connection, "unread_spellings")
    _read(connection, "bodies", lambda written: astuple(body(written)))
    _read(connection, "names", lambda written: (name_key(written), name(written)))
    _read(connection, "positions", lambda written: (*position(written), post(written, None, None)))
    _read(connection, "ranks", _rank)
    _read(connection, "documents", lambda *parts: astuple(cited_as(*parts)), into="cited_as")


def _rank(written: str) -> tuple[str | None, int | None]:
    rank = parse_rank(written)
    if rank is None:
        return None, None
    return rank.name, rank.level - (rank.level > _FOREIGN_LEVEL)


def _read(connection: duckdb.DuckDBPyConnection, what: str, reading: Reading, into: str = "") -> None:
    rows = connection.execute(f"FROM unread_{what}").fetchall()
    if rows:
        _insert(connection, f"merged.{into or what}", [(*row, *reading(*row)) for row in rows])


def _insert(
    connection: duckdb.DuckDBPyConnection, table: str, rows: Iterable[tuple[Any, ...]], columns: int = 0
) -> None:
    import pyarrow as pa  # noqa: PLC0415  (an extra)

    values = list(zip(*rows, strict=True)) or [()] * columns
    connection.register("rows_to_insert", pa.table({f"c{i}": list(v) for i, v in enumerate(values)}))
    connection.execute(f"INSERT INTO {table} SELECT * FROM rows_to_insert")
    connection.unregister("rows_to_insert")


def _merge_people(connection: duckdb.DuckDBPyConnection) -> None:
    run(connection, "group_people")
    before = -1
    while (now := value(connection, "SELECT coalesce(sum(label), 0) FROM groups")) != before:
        before = now
        run(connection, "spread_labels")
    run(connection, "mixed_groups")
    _take_mixed_groups_apart(connection)
    run(connection, "merge_people")


def _take_mixed_groups_apart(connection: duckdb.DuckDBPyConnection) -> None:
    rows = connection.execute(
        "SELECT g.label, n.node, n.date, n.level, list((lower(p.post), p.unit_key))"
        " FILTER (p.unit_key IS NOT NULL AND NOT p.is_open AND NOT p.is_former), n.text_id, n.person_no"
        " FROM groups g JOIN mixed USING (label) JOIN nodes n USING (node)"
        " LEFT JOIN merged.sighted_posts p USING (text_no, person_no) GROUP BY ALL"
    ).fetchall()
    groups: dict[int, list[Sighting]] = defaultdict(list)
    for label, node, date, level, posts, text_id, person_no in rows:
        groups[label].append(
            Sighting(node, date, level, frozenset(map(tuple, posts or ())), (text_id, person_no))
        )
    moved = [
        (node, min(nodes)) for members in groups.values() for nodes in take_apart(members) for node in nodes
    ]
    if moved:
        connection.execute("CREATE OR REPLACE TEMP TABLE moved (node BIGINT, label BIGINT)")
        _insert(connection, "moved", moved)
        connection.execute("UPDATE groups SET label = moved.label FROM moved WHERE moved.node = groups.node")
