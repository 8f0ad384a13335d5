"""Lines of the output format into the tables `facts`, a batch a transaction: a kill loses one batch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from vnpolice_ie.errors import InputError, VnPoliceError
from vnpolice_ie.schema import EVENT_TYPES, LABELS, RELATIONS, fillers_of, roles_of
from vnpolice_ie.store.database import run, storable, transaction, value
from vnpolice_ie.store.lines import Line, OnError, batches, mended, words_of
from vnpolice_ie.store.sentences import sentence_spans

if TYPE_CHECKING:
    import duckdb

BATCH: Final = 2000
"""Documents of a transaction: what a kill can lose, and few enough to hold in memory."""


@dataclass(slots=True)
class LoadReport:
    """What a load has done.

    Attributes:
        added: documents that were not there.
        replaced: documents whose content had changed.
        unchanged: documents that were there as they are.
        bad: lines that could not be read.
    """

    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    bad: int = 0

    @property
    def documents(self) -> int:
        """Documents that the load has seen and that are in the store now."""
        return self.added + self.replaced + self.unchanged


class Loader:
    """Loads lines into a store.

    Args:
        connection: the store, open to write.
        on_error: called with the error of each line that cannot be read; the others come in.
        advance: called with a number of lines that have been dealt with.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        *,
        on_error: OnError,
        advance: Callable[[int], object] = lambda lines: None,
    ) -> None:
        self._connection = connection
        self._on_error = on_error
        self._advance = advance
        self._stored = {row[0] for row in connection.execute("SELECT digest FROM facts.texts").fetchall()}
        self.report = LoadReport()
        _register_scheme(connection)

    def load(self, lines: Iterable[Line], source: str) -> None:
        """Load the lines of one source; a document whose id is there replaces the stored one.

        Args:
            lines: lines of the output format.
            source: the file that they are from; empty if they are from none.
        """
        seen: dict[str, int] = {}
        faults: list[tuple[int, VnPoliceError]] = []
        for batch in batches(lines, BATCH):
            fresh = [line for line in batch if line.digest not in self._stored]
            self.report.unchanged += len(batch) - len(fresh)
            if fresh:
                self._load_batch(fresh, seen, faults)
            self._advance(len(batch))
        self._note_bad_lines(source, faults)

    def _load_batch(
        self, lines: Sequence[Line], seen: dict[str, int], faults: list[tuple[int, VnPoliceError]]
    ) -> None:
        import pyarrow as pa  # noqa: PLC0415  (an extra)

        def fail(line: Line, error: VnPoliceError) -> None:
            faults.append((line.number, error))
            self.report.bad += 1
            self._on_error(error)

        words = {place: text for place, line in enumerate(lines) if (text := words_of(line)) is not None}
        self._read(words, lines)
        doubtful = sorted({*self._unsound(), *(set(range(len(lines))) - set(words))})
        if doubtful:
            for place in doubtful:
                words.pop(place, None)
                try:
                    words[place] = mended(lines[place])
                except VnPoliceError as error:
                    fail(lines[place], error)
            self._read(words, lines)
            for place in self._unsound():
                fail(lines[place], _unreadable(lines[place]))
                del words[place]
        newest = self._newest(words, lines, seen, fail)
        entering = pa.table(
            {
                "place": pa.array(newest, pa.int32()),
                "source": pa.array([lines[p].source for p in newest], pa.string()),
                "line": pa.array([lines[p].number for p in newest], pa.int32()),
            }
        )
        self._store(entering)
        self._stored.update(lines[p].digest for p in newest)

    def _read(self, words: dict[int, str], lines: Sequence[Line]) -> None:
        import pyarrow as pa  # noqa: PLC0415  (an extra)

        incoming = pa.table(
            {
                "place": pa.array(words, pa.int32()),
                "words": pa.array(words.values(), pa.string()),
                "digest": pa.array([lines[p].digest for p in words], pa.binary()),
            }
        )
        self._connection.register("incoming", incoming)
        run(self._connection, "read_batch")
        self._connection.unregister("incoming")

    def _unsound(self) -> list[int]:
        return [row[0] for row in self._connection.execute("SELECT place FROM unsound").fetchall()]

    def _newest(
        self,
        words: dict[int, str],
        lines: Sequence[Line],
        seen: dict[str, int],
        fail: Callable[[Line, VnPoliceError], None],
    ) -> list[int]:
        """Places of the documents to store: of two with one id in a source the later, and that is a fault."""
        rows = self._connection.execute("SELECT doc.id, place FROM parsed").fetchall()
        last: dict[str, int] = {}
        for name, place in sorted(((n, p) for n, p in rows if p in words), key=lambda row: row[1]):
            number = lines[place].number
            if name in seen:
                fail(
                    lines[place],
                    InputError(
                        f"the id {name!r} stands on line {seen[name]} too, which this line replaces",
                        where=lines[place].where,
                        remedy="Give each document an id of its own",
                    ),
                )
            seen[name] = number
            last[name] = place
        return sorted(last.values())

    def _store(self, entering: object) -> None:
        connection = self._connection
        connection.register("candidates", entering)
        with transaction(connection):
            connection.execute(
                "CREATE OR REPLACE TEMP TABLE leaving AS SELECT t.text_no FROM facts.texts t JOIN parsed p"
                " ON p.doc.id = t.text_id JOIN candidates USING (place)"
            )
            connection.execute(
                "CREATE OR REPLACE TEMP TABLE entering AS SELECT *, nextval('facts.text_numbers')::INTEGER"
                " AS text_no FROM (FROM candidates ORDER BY place)"
            )
            connection.register("new_sentences", self._sentences())
            left = value(connection, "SELECT count(*) FROM leaving")
            entered = value(connection, "SELECT count(*) FROM entering")
            if left:
                run(connection, "remove_texts")
            run(connection, "add_batch")
        connection.unregister("new_sentences")
        connection.unregister("candidates")
        self.report.replaced += left
        self.report.added += entered - left

    def _sentences(self) -> object:
        import pyarrow as pa  # noqa: PLC0415  (an extra)

        numbers: list[int] = []
        places: list[int] = []
        starts: list[int] = []
        ends: list[int] = []
        words: list[str] = []
        rows = self._connection.execute(
            "SELECT text_no, doc.text FROM parsed JOIN entering USING (place)"
        ).fetchall()
        for number, text in rows:
            for place, (start, end) in enumerate(sentence_spans(text)):
                numbers.append(number)
                places.append(place)
                starts.append(start)
                ends.append(end)
                words.append(text[start:end])
        return pa.table(
            {
                "text_no": pa.array(numbers, pa.int32()),
                "sentence_no": pa.array(places, pa.int32()),
                "start_offset": pa.array(starts, pa.int32()),
                "end_offset": pa.array(ends, pa.int32()),
                "words": pa.array(words, pa.string()),
            }
        )

    def _note_bad_lines(self, source: str, faults: list[tuple[int, VnPoliceError]]) -> None:
        connection, name = self._connection, storable(source)
        with transaction(connection):
            connection.execute("DELETE FROM facts.bad_lines WHERE source = ?", [name])
            if faults:
                rows = [(name, number, storable(str(error))) for number, error in faults]
                connection.executemany("INSERT INTO facts.bad_lines VALUES (?, ?, ?)", rows)


def _unreadable(line: Line) -> InputError:
    return InputError(
        "an id, a key or a name is missing",
        where=line.where,
        remedy="Compare it with docs/output-format.md",
    )


def _register_scheme(connection: duckdb.DuckDBPyConnection) -> None:
    """Put the annotation scheme beside the records, as tables to check them against."""
    import pyarrow as pa  # noqa: PLC0415  (an extra)

    labels = [(label, "") for label in LABELS if label != "EVENT"] + [("EVENT", t) for t in EVENT_TYPES]
    links = [(t, h, tail) for t, (heads, tails) in RELATIONS.items() for h in heads for tail in tails]
    roles = [(t, r, f) for t in EVENT_TYPES for r in roles_of(t) for f in fillers_of(r)]
    for name, columns, rows in (
        ("known_labels", ("label", "type"), labels),
        ("known_relations", ("type", "head", "tail"), links),
        ("known_roles", ("type", "role", "filler"), roles),
    ):
        table = pa.table({c: [row[i] for row in rows] for i, c in enumerate(columns)})
        connection.register("scheme_part", table)
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM scheme_part")
        connection.unregister("scheme_part")
