"""The file of a collection: opened, made, its statements run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from vnpolice_ie.errors import InputError, OutputError
from vnpolice_ie.extras import require
from vnpolice_ie.io.text import unreadable

if TYPE_CHECKING:
    import duckdb

FORMAT: Final = 2
"""Version of the tables; a store of another version has to be built anew."""

_MAKE: Final = "Make it with vnpolice-ie build-store OUT.jsonl -o FILE"

_LONE: Final = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
_SETTINGS: Final[dict[str, Any]] = {
    # Nothing is fetched from anywhere.
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    # Batches are small beside it, so the file is written in few large parts; the log has what is committed.
    "checkpoint_threshold": "256MB",
}


def storable(words: str) -> str:
    """The words with U+FFFD for lone surrogates, which no database can hold: one code point for one."""
    return words.translate(_LONE)


@cache
def statements(name: str) -> str:
    """The SQL of store/sql/`name`.sql."""
    return resources.files(__package__).joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")


def run(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Run all statements of store/sql/`name`.sql."""
    connection.execute(statements(name))


def ask(
    connection: duckdb.DuckDBPyConnection, name: str, values: Mapping[str, object] | None = None
) -> list[dict[str, Any]]:
    """The rows of the query store/sql/`name`.sql, each by its columns.

    Args:
        connection: the store.
        name: the query.
        values: its parameters by name.
    """
    given = {key: storable(item) if isinstance(item, str) else item for key, item in (values or {}).items()}
    result = connection.execute(statements(name), given)
    columns = [column[0] for column in result.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in result.fetchall()]


def value(connection: duckdb.DuckDBPyConnection, query: str) -> Any:
    """The one value that a query gives."""
    return connection.execute(query).fetchall()[0][0]


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All of what is done inside, or nothing."""
    connection.execute("BEGIN")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def connect(path: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    """Open the file of a collection; one that is not there is made, unless it is only to be read.

    Raises:
        ResourceError: the extra is not installed.
        InputError: there is no such file, it is no collection, or another program holds it.
        OutputError: it cannot be made there.
    """
    require("store", "duckdb", "pyarrow")
    import duckdb  # noqa: PLC0415  (an extra)

    if read_only and not path.exists():
        raise InputError(
            "there is no such file",
            where=str(path),
            remedy=_MAKE,
        )
    _check_kind(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = duckdb.connect(str(path), read_only=read_only, config=_SETTINGS)
    except OSError as error:
        raise OutputError(
            f"it cannot be written ({error.strerror})", where=str(path), remedy="Check the path"
        ) from error
    except duckdb.Error as error:
        raise _unopened(path, str(error)) from error
    try:
        _prepare(connection, path, read_only=read_only)
    except BaseException:
        connection.close()
        raise
    return connection


def _check_kind(path: Path) -> None:
    """Refuse a file that is no database: DuckDB opens some (JSON), and keeps nothing of what is loaded."""
    try:
        with path.open("rb") as file:
            kind = file.read(12)[8:]
    except FileNotFoundError:
        return
    except OSError as error:
        raise unreadable(path, error) from error
    if kind != b"DUCK":
        raise InputError(
            "the file is no collection", where=str(path), remedy="Name another file, or a new one"
        )


def _unopened(path: Path, why: str) -> InputError:
    first = why.splitlines()[0]
    if "lock" in first:
        return InputError(
            "another program has it open", where=str(path), remedy="Close it there, or open both only to read"
        )
    return InputError(
        f"it cannot be opened ({first})", where=str(path), remedy="Name a file that build-store has made"
    )


def _prepare(connection: duckdb.DuckDBPyConnection, path: Path, *, read_only: bool) -> None:
    tables = connection.execute("SELECT schema_name, table_name FROM duckdb_tables()").fetchall()
    if ("facts", "about") not in tables:
        if tables:
            raise InputError(
                "this database is no collection", where=str(path), remedy="Name another file, or a new one"
            )
        if read_only:
            raise InputError("the collection is empty", where=str(path), remedy=_MAKE)
        with transaction(connection):
            run(connection, "tables")
            run(connection, "views")
            connection.execute("INSERT INTO facts.about VALUES (?)", [FORMAT])
        return
    found = value(connection, "SELECT max(format) FROM facts.about")
    if found != FORMAT:
        raise InputError(
            f"the collection has the format {found}, this version reads {FORMAT}",
            where=str(path),
            remedy="Build it anew from the annotated documents",
        )
