"""A collection in files: its views as Parquet or CSV, its graph as GraphML or JSON-LD."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from vnpolice_ie.errors import OutputError
from vnpolice_ie.io.output import OutputFile, OutputFolder, check_output
from vnpolice_ie.store.database import value
from vnpolice_ie.store.graph import graphml, to_networkx
from vnpolice_ie.store.json_ld import json_ld

if TYPE_CHECKING:
    import duckdb

Form = Literal["parquet", "csv", "graphml", "jsonld"]
MARKER: Final = ".vnpolice-ie-tables"
# What a spreadsheet takes for a formula, or strips until it is one.
_FORMULA: Final = r"^[\x00-\x20\x7f-\x{a0}\x{ad}\p{Z}\p{Cf}]*[=+\-@＝＋－＠|]|^[\t\r\n]"


def export(connection: duckdb.DuckDBPyConnection, output: Path, form: Form, *, force: bool) -> dict[str, int]:
    """Write a collection.

    Args:
        connection: the collection.
        output: a folder (parquet, csv: one file a view), or a file (graphml, jsonld).
        form: the format.
        force: replace what is there.

    Returns:
        the number of rows of each view, or of nodes and edges.

    Raises:
        OutputError: it is there and may not be replaced, or cannot be written.
    """
    if form in {"parquet", "csv"}:
        return _tables(connection, output, form, force=force)
    check_output(output, force=force)
    with OutputFile(output) as file:
        if form == "jsonld":
            lines = 0
            for part in json_ld(connection):
                file.write(part.encode("utf-8", "replace"))
                lines += 1
            return {"nodes": lines - 2}
        graph = to_networkx(connection)
        file.write(graphml(graph))
        return {"nodes": graph.number_of_nodes(), "edges": graph.number_of_edges()}


def views(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The names of the views that users ask."""
    return [
        row[0]
        for row in connection.execute(
            "SELECT view_name FROM duckdb_views() WHERE NOT internal AND schema_name = 'main' ORDER BY ALL"
        ).fetchall()
    ]


def _tables(
    connection: duckdb.DuckDBPyConnection, output: Path, form: Form, *, force: bool
) -> dict[str, int]:
    import duckdb  # noqa: PLC0415  (an extra)

    rows: dict[str, int] = {}
    with OutputFolder(output, marker=MARKER, force=force) as folder:
        for view in views(connection):
            target = str(folder.working / f"{view}.{form}").replace("'", "''")
            options = "FORMAT parquet, COMPRESSION zstd" if form == "parquet" else "FORMAT csv, HEADER"
            columns = _harmless(connection, view) if form == "csv" else "*"
            try:
                query = f"COPY (SELECT {columns} FROM {view} ORDER BY ALL) TO '{target}' ({options})"
                rows[view] = value(connection, query)
            except duckdb.IOException as error:
                raise OutputError(
                    f"it cannot be written ({str(error).splitlines()[0]})",
                    where=str(output),
                    remedy="Check the path, its permissions and the free space",
                ) from error
    return rows


def _harmless(connection: duckdb.DuckDBPyConnection, view: str) -> str:
    """The columns of a view; text that a spreadsheet would run as a formula gets an apostrophe before it."""
    described = connection.execute(f"DESCRIBE {view}").fetchall()
    return ", ".join(
        f"CASE WHEN regexp_matches({name}, '{_FORMULA}') THEN '''' || {name} ELSE {name} END AS {name}"
        if kind == "VARCHAR"
        else name
        for name, kind, *_ in ((f'"{row[0]}"', *row[1:]) for row in described)
    )
