"""What to tell of a name that no text has: it may be spelt wrong, so near names are told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from vnpolice_ie.errors import InputError
from vnpolice_ie.store.database import ask, statements

if TYPE_CHECKING:
    import duckdb

Kind = Literal["units", "documents", "persons", "texts"]
_SAYS: Final = {
    "units": "no text names the body {!r}",
    "documents": "no text speaks of the document {!r}",
    "persons": "no text names the person {!r}",
    "texts": "there is no text {!r}",
}
_VIEWS: Final = {
    "units": "units",
    "documents": "legal_documents",
    "persons": "persons",
    "texts": "texts",
}


def unknown(connection: duckdb.DuckDBPyConnection, kind: Kind, name: str, written: str = "") -> InputError:
    """The error for a name that the collection does not have.

    Args:
        connection: the collection.
        kind: what it is the name of.
        name: the name as it is looked for.
        written: the name as it was asked for.
    """
    connection.execute(f"CREATE OR REPLACE TEMP VIEW names AS {statements(f'near/{kind}')}")
    near = [row["name"] for row in ask(connection, "near/nearest", {"name": name})]
    remedy = f"Near names are {'; '.join(near)}" if near else f"Look into the view {_VIEWS[kind]}"
    return InputError(_SAYS[kind].format(written or name), where="the collection", remedy=remedy)
