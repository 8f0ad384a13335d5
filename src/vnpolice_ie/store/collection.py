"""A collection of annotated documents: loaded bit by bit, merged over texts, asked in Python or SQL."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Literal, Self

from vnpolice_ie.errors import InputError, OutputError
from vnpolice_ie.extras import require
from vnpolice_ie.grammar.references import normal_form, parse_reference
from vnpolice_ie.io.jsonl import raise_error
from vnpolice_ie.schema import RelationType
from vnpolice_ie.store.answers import (
    Citation,
    Conflict,
    DocumentRelation,
    Held,
    LegalDocument,
    Pair,
    PersonFound,
    UnitEvent,
)
from vnpolice_ie.store.database import ask, connect
from vnpolice_ie.store.export import Form, export
from vnpolice_ie.store.graph import to_networkx
from vnpolice_ie.store.lines import OnError, lines_of, lines_of_docs
from vnpolice_ie.store.loading import Loader, LoadReport
from vnpolice_ie.store.merging import is_pending, merge
from vnpolice_ie.store.near import unknown
from vnpolice_ie.store.rows import (
    citation,
    conflict,
    document_relations,
    legal_document,
    person_found,
    unit_event,
)
from vnpolice_ie.store.spellings import body, folded, name_key, position
from vnpolice_ie.store.terms import covers, held
from vnpolice_ie.types import Doc

if TYPE_CHECKING:
    import networkx as nx
    import pyarrow as pa

ACTING: Final = (
    *("AGENT", "AUTHORITY", "CHAIR", "GIVER", "INSPECTOR", "ISSUER", "ORGANIZER", "PARTICIPANT", "SPEAKER"),
)
"""Roles of those who do something; in the others something is done to them or with them."""
_DAY: Final = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_ALL_ROLES: Final = (*ACTING, "ADDRESSEE", "PLACE", "RECIPIENT", "TARGET")


class Collection:
    """Annotated documents in one DuckDB file, with what is merged over them.

    The file is made if it is not there. What was loaded stays, whatever ends the program; if merging
    was cut off, it is done when the file is next opened to write. One program can write to a file at a
    time, or several read it.

    Args:
        path: the file.
        read_only: open it only to read.

    Raises:
        ResourceError: the extra `store` is not installed.
        InputError: the file is no collection, is of another version, or is open elsewhere.
        OutputError: the file cannot be made.
    """

    def __init__(self, path: str | Path, *, read_only: bool = False) -> None:
        self.path = Path(path)
        self._connection = connect(self.path, read_only=read_only)
        if not read_only:
            merge(self._connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def __len__(self) -> int:
        """The number of texts."""
        return self.count("texts")

    @property
    def is_merged(self) -> bool:
        """Whether the merged views follow all that was loaded; only a file opened to read can be behind."""
        return not is_pending(self._connection)

    # Loading

    def load(
        self,
        *paths: str | Path,
        on_error: OnError = raise_error,
        advance: Callable[[int], object] = lambda lines: None,
        merged: Callable[[], object] = lambda: None,
    ) -> LoadReport:
        """Load files that `vnpolice-ie annotate` has written; what is there already is passed over.

        A document whose id is there is replaced if it has changed. Lines are loaded 2,000 at a time;
        what ends the program in between loses no more than that, and loading again goes on from there.

        Args:
            paths: files of the output format, JSON Lines.
            on_error: called with the error of each line that cannot be read; the others come in, and the
                bad ones are listed in the view `bad_lines`. By default the first one ends the loading.
            advance: called with a number of lines that have been dealt with.
            merged: called before the merging.

        Raises:
            InputError: a file cannot be read, or what `on_error` raises.
        """
        loader = Loader(self._connection, on_error=on_error, advance=advance)
        try:
            for path in paths:
                loader.load(lines_of(Path(path), on_error), str(path))
        finally:
            merged()
            merge(self._connection)
        return loader.report

    def add(self, docs: Iterable[Doc], *, on_error: OnError = raise_error) -> LoadReport:
        """Load documents, as `nlp.pipe` gives them; `on_error` as for `load`."""
        loader = Loader(self._connection, on_error=on_error)
        try:
            loader.load(lines_of_docs(docs), "")
        finally:
            merge(self._connection)
        return loader.report

    # Questions. Of a name that no text has they raise an InputError, which tells near ones; an empty list
    # says that it is known, but nothing of it is told.

    def documents(self, document: str) -> list[LegalDocument]:
        """The documents that a key means, the one that most texts cite first.

        Args:
            document: a reference in any spelling (`Chỉ thị 09-CT/TW`, `09-CT/TW`), or a document's id. Of a
                law without its year, those of all years are given too.
        """
        rows = self._ask("documents", document=document, key=_document_key(document))
        if not rows:
            raise unknown(self._connection, "documents", _plain_key(document), document)
        return [legal_document(row) for row in rows]

    def relations_to(
        self, document: str, relation: RelationType | None = "IMPLEMENTS"
    ) -> list[DocumentRelation]:
        """The documents that carry a document out (or amend, replace it), each with its sources.

        Args:
            document: as for `documents`; all documents of a key are looked at.
            relation: IMPLEMENTS, AMENDS or REPLACES; None for all.
        """
        found = self._relations(relation, tail=document, tail_key=_document_key(document))
        return found or self._nothing_of(document)

    def relations_from(self, document: str, relation: RelationType | None = None) -> list[DocumentRelation]:
        """The documents that a document carries out, amends or replaces, each with its sources."""
        found = self._relations(relation, head=document, head_key=_document_key(document))
        return found or self._nothing_of(document)

    def citations(self, document: str) -> list[Citation]:
        """The places that speak of a document, in order of time; undated texts last."""
        return self._citations(document=document, key=_document_key(document)) or self._nothing_of(document)

    def cited_in(self, text_id: str) -> list[Citation]:
        """The documents that a text speaks of."""
        found = self._citations(text=text_id)
        if not found and not self._ask("text", text=text_id):
            raise unknown(self._connection, "texts", text_id)
        return found

    def conflicts(self, document: str | None = None) -> list[Conflict]:
        """Values of documents (or of one) on which texts do not agree."""
        key = None if document is None else _document_key(document)
        rows = self._ask("conflicts", document=document, key=key)
        return [conflict(row) for row in rows]

    def holders(self, post: str | None, unit: str, on: str | None = None) -> list[Held]:
        """Who held a post of a body, in order of time.

        Args:
            post: the post without its body, `Giám đốc`; None for all posts.
            unit: the body's full name, `Công an tỉnh Phú Hải`.
            on: a day, month or year (ISO). Only those are given whose first and last source it lies
                between or touches; by default all.
        """
        key = None if post is None else position(post)[0]
        if on is not None and not _DAY.fullmatch(on):
            raise InputError(
                f"{on!r} is no day, month or year",
                where="on",
                remedy="Write it as 2019-08-27, 2019-08 or 2019",
            )
        rows = self._ask("holders", post=key, unit=body(unit).key)
        if not rows:
            self._check_unit(unit)
        return [h for h in held(rows, kind="post") if on is None or covers(h, on)]

    def persons(self, name: str) -> list[PersonFound]:
        """The persons of a name (or with an id), the one with the most texts first."""
        rows = self._ask("persons", person=name, name=name_key(name))
        if not rows:
            raise unknown(self._connection, "persons", name)
        return [person_found(row) for row in rows]

    def career(self, person: str, *, doubtful: bool = True) -> list[Held]:
        """The ranks and posts of a person in order of time.

        Args:
            person: a person's id, or a name: then of the one with the most texts.
            doubtful: also those of namesakes who may be the same person, each with its `doubt`.
        """
        found = self._ask("persons", person=person, name=name_key(person))
        if not found:
            raise unknown(self._connection, "persons", person)
        person_id, name = found[0]["person_id"], found[0]["name_key"]
        doubts = {person_id: ""} | {
            (p["other_person_id"] if p["person_id"] == person_id else p["person_id"]): p["reason"]
            for p in self._ask("pairs_of_name", name=name)
            if doubtful and not p["is_apart"] and person_id in {p["person_id"], p["other_person_id"]}
        }

        def of(query: str) -> list[dict[str, Any]]:
            return [r for r in self._ask(query, name=name) if r["person_id"] in doubts]

        posts = held(of("posts_of_name"), kind="post", doubts=doubts)
        ranks = held(of("ranks_of_name"), kind="rank", doubts=doubts)
        return sorted(
            [*ranks, *posts], key=lambda h: (h.first.date is None, h.first.date or 0, h.first.text_id)
        )

    def unit_events(self, unit: str, year: int | None = None, *, acting: bool = True) -> list[UnitEvent]:
        """What a body did.

        Args:
            unit: its full name.
            year: only events of this year: of their TIME, or of their text where they have none.
            acting: only events in which it does something, not those in which something is done to it.
        """
        rows = self._ask(
            "unit_events", unit=body(unit).key, year=year, roles=list(ACTING if acting else _ALL_ROLES)
        )
        if not rows:
            self._check_unit(unit)
        return [unit_event(row) for row in rows]

    def pairs(self, what: Literal["persons", "documents"], *, apart: bool = False) -> list[Pair]:
        """Persons of one name, or documents of one key, that may be one (or that are kept apart).

        Args:
            what: persons or documents.
            apart: those that something speaks against, instead of the doubtful ones.
        """
        one = what.removesuffix("s")
        view = f"{what}_kept_apart" if apart else f"doubtful_{one}_merges"
        query = f"SELECT {one}_id, other_{one}_id, reason FROM {view} ORDER BY ALL"
        rows = self._connection.execute(query).fetchall()
        return [Pair(*row) for row in rows]

    def sql(self, query: str, values: Mapping[str, object] | None = None) -> pa.Table:
        """The rows of a query over the views (docs/collections.md).

        Args:
            query: SQL of DuckDB.
            values: values of `$name` in the query.

        Raises:
            InputError: the query is wrong, or gives no table.
        """
        import duckdb  # noqa: PLC0415  (an extra)

        try:
            # None, which its types leave out, is the answer to what asks for no rows.
            rows: duckdb.DuckDBPyRelation | None = self._connection.sql(query, params=dict(values or {}))
            if rows is not None:
                return rows.to_arrow_table()
        except duckdb.Error as error:
            raise InputError(
                f"the query is wrong ({str(error).splitlines()[0]})",
                where="sql",
                remedy="The views are listed in docs/collections.md",
            ) from error
        raise InputError(
            "the query gives no rows", where="sql", remedy="Write one that begins with SELECT or FROM"
        )

    def count(self, rows: str) -> int:
        """The number of rows of a view, or of what follows FROM in a query."""
        return int(self.sql(f"SELECT count(*) AS n FROM {rows}").column("n")[0].as_py())

    # Files and graphs

    def export(self, output: str | Path, form: Form = "parquet", *, force: bool = False) -> dict[str, int]:
        """Write the collection in a form of other tools.

        Args:
            output: for parquet and csv a folder, with a file for each view; for graphml and jsonld a file.
            form: parquet, csv, graphml (networkx, Gephi), or jsonld (ELI and schema.org). In CSV, text
                that a spreadsheet would run as a formula has an apostrophe before it.
            force: replace what is there.

        Returns:
            the number of rows of each view, or of nodes and edges.

        Raises:
            OutputError: it is there and may not be replaced, or cannot be written.
        """
        require("store", "networkx")
        if Path(output).resolve() == self.path.resolve():
            raise OutputError("the output is the collection itself", where=str(output), remedy="Name another")
        return export(self._connection, Path(output), form, force=force)

    def graph(self) -> nx.MultiDiGraph[str]:
        """Texts, legal documents, persons and bodies as a graph of networkx; an edge has its `relation`.

        CITES and NAMES lead from texts, IMPLEMENTS, AMENDS and REPLACES from document to document, HOLDS
        and HELD (with post, first_date, last_date) from persons to bodies, MAY_BE between what may be one.
        """
        require("store", "networkx")
        return to_networkx(self._connection)

    def _ask(self, query: str, /, **values: object) -> list[dict[str, Any]]:
        return ask(self._connection, f"ask/{query}", values)

    def _check_unit(self, unit: str) -> None:
        key = body(unit).key
        if not self._ask("unit", unit=key):
            raise unknown(self._connection, "units", key, unit)

    def _nothing_of(self, document: str) -> list[Any]:
        """An empty answer on a document that texts speak of."""
        return self.documents(document)[:0]

    def _relations(
        self,
        relation: RelationType | None,
        *,
        head: str | None = None,
        head_key: str | None = None,
        tail: str | None = None,
        tail_key: str | None = None,
    ) -> list[DocumentRelation]:
        rows = self._ask(
            "document_relations",
            head=head,
            head_key=head_key,
            tail=tail,
            tail_key=tail_key,
            relation=relation,
        )
        return document_relations(rows)

    def _citations(
        self, *, document: str | None = None, key: str | None = None, text: str | None = None
    ) -> list[Citation]:
        return [citation(row) for row in self._ask("citations", document=document, key=key, text=text)]


def _document_key(document: str) -> str:
    return folded(_plain_key(document))


def _plain_key(document: str) -> str:
    try:
        return normal_form(parse_reference(document).document)
    except InputError:
        return document
