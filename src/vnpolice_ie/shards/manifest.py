"""The manifest of a folder of shards: what was read, how, and what came of it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Final, Literal

from vnpolice_ie.io.jsonl import dump_line
from vnpolice_ie.io.output import OutputFile
from vnpolice_ie.shards.folder import FAILURES, FORMAT, INPUTS, MANIFEST, ShardFolder
from vnpolice_ie.shards.journal import Journal

State = Literal["running", "stopped", "complete"]

_DESCRIBED: Final = {"use_attribute_docstrings": True, "extra": "forbid"}
"""How pydantic reads the classes, for the JSON Schema."""


@dataclass(frozen=True, slots=True)
class ShardEntry:
    """A shard."""

    __pydantic_config__: ClassVar[Any] = _DESCRIBED

    file: str
    """Its file in the folder."""
    documents: int
    """Documents in it, one a line."""
    bytes: int
    """Size of the file, as it is packed."""
    sha256: str
    """Digest of the file, as it is packed."""


@dataclass(frozen=True, slots=True)
class InputTotals:
    """What was given to read; all 0 if it was no files."""

    __pydantic_config__: ClassVar[Any] = _DESCRIBED

    listed_in: str
    """File with one line for each: file, bytes, documents, failures."""
    files: int
    """How many files."""
    bytes: int
    """Their size."""
    documents: int
    """Documents of them that were read."""
    failures: int
    """Documents, lines and files that could not be read."""


@dataclass(frozen=True, slots=True)
class FailureTotals:
    """What could not be read."""

    __pydantic_config__: ClassVar[Any] = _DESCRIBED

    listed_in: str
    """File with one line for each: id, kind, message, file, line."""
    count: int
    """How many."""
    kinds: dict[str, int]
    """How many by the class of the error."""


@dataclass(frozen=True, slots=True)
class RunEntry:
    """One stretch of work, from start to end or stop."""

    __pydantic_config__: ClassVar[Any] = _DESCRIBED

    started: str
    """When, ISO 8601."""
    seconds: float
    """How long, up to its last shard or its end."""
    documents: int
    """Documents that it read."""
    workers: int
    """Processes that read."""
    state: State
    """`running` also if the process was killed."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The manifest of a folder of shards."""

    __pydantic_config__: ClassVar[Any] = _DESCRIBED

    format: int
    """Version of this form."""
    state: State
    """Whether all is done. The shards that are named are whole in any state."""
    settings: dict[str, Any]
    """How it was read: library, model and digest of its files, options."""
    inputs: InputTotals
    """What was given to read."""
    documents: int
    """Documents in the shards."""
    failures: FailureTotals
    """What could not be read."""
    found: dict[str, int]
    """What the documents say, counted; their texts in bytes (UTF-8)."""
    seconds: float
    """Time of all runs."""
    documents_per_second: float
    """Speed over all runs."""
    runs: list[RunEntry]
    """The stretches of work, the first one first."""
    shards: list[ShardEntry]
    """The shards, in order."""


def manifest_of(folder: ShardFolder, state: State) -> Manifest:
    """Put together what the journal of a folder tells.

    Raises:
        OutputError: it is damaged.
    """
    with folder.journal.intact():
        return _manifest(folder.journal, state)


def _manifest(journal: Journal, state: State) -> Manifest:
    files, size, read, failed = journal.input_totals()
    kinds = journal.failure_kinds()
    shards: list[ShardEntry] = []
    documents = 0
    for _, shard in journal.shards():
        documents += shard.documents
        if shard.file is not None:
            entry = ShardEntry(
                file=shard.file, documents=shard.documents, bytes=shard.bytes, sha256=shard.sha256
            )
            shards.append(entry)
    runs = journal.runs()
    seconds = sum(run["seconds"] for run in runs)
    return Manifest(
        format=FORMAT,
        state=state,
        settings=journal.settings,
        inputs=InputTotals(listed_in=INPUTS, files=files, bytes=size, documents=read, failures=failed),
        documents=documents,
        failures=FailureTotals(listed_in=FAILURES, count=sum(kinds.values()), kinds=kinds),
        found=dict(sorted(journal.found().items())),
        seconds=round(seconds, 3),
        documents_per_second=round(documents / seconds, 3) if seconds else 0.0,
        runs=[RunEntry(**run) for run in runs],
        shards=shards,
    )


def write_manifest(folder: ShardFolder, state: State) -> Manifest:
    """Write the manifest, the list of failures and that of the inputs.

    Raises:
        OutputError: they cannot be written.
    """
    journal = folder.journal
    _write_lines(folder, FAILURES, (failed._asdict() for failed in journal.failures()))
    _write_lines(
        folder,
        INPUTS,
        (
            {"file": os.fspath(i.path), "bytes": i.bytes, "documents": i.documents, "failures": i.failures}
            for i in journal.inputs()
        ),
    )
    manifest = manifest_of(folder, state)
    with OutputFile(folder.path / MANIFEST, durable=True) as file:
        file.write((json.dumps(asdict(manifest), ensure_ascii=True, indent=1) + "\n").encode())
    return manifest


def _write_lines(folder: ShardFolder, name: str, records: Iterable[Mapping[str, Any]]) -> None:
    with OutputFile(folder.path / name, durable=True) as file:
        for record in records:
            file.write(dump_line(record))


def manifest_schema() -> dict[str, Any]:
    """JSON Schema of the manifest."""
    from pydantic import TypeAdapter  # noqa: PLC0415  (slow to import)

    described: dict[str, Any] = TypeAdapter(Manifest).json_schema()
    return described
