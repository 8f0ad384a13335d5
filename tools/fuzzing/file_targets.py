"""Files of texts, annotation, settings and collections."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import vnpolice_ie as vie
from fuzzing import seeds
from fuzzing.invariants import Broken, check_error, check_errors
from vnpolice_ie.display.collection.page import CollectionPage
from vnpolice_ie.display.html import page
from vnpolice_ie.io.annotated import WRITTEN, Format, read_annotated, read_documents, write_annotated
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.io.gold_docs import Document
from vnpolice_ie.io.jsonl import dump_line, read_docs, read_records
from vnpolice_ie.training.config_file import read_config

Attempt = Callable[[bytes], str]
Errors = list[vie.VnPoliceError]


def json_lines(folder: Path, ending: str = "") -> Attempt:
    """Texts in JSON Lines, packed or not: what can be read is, and read by rules; the rest is listed."""
    path = folder / f"a.jsonl{ending}"
    nlp = vie.load("rules")

    def attempt(data: bytes) -> str:
        path.write_bytes(data)
        records = []
        with listed() as errors:
            for record in read_records(path, on_error=errors.append):
                records.append(record)
                with listed(errors):
                    nlp(record.text[:2000], id=record.id or "a", date=record.date)
        return f"{min(len(records), 3)} {check_errors(errors)}"

    return attempt


def output(folder: Path) -> Attempt:
    """The output format: what comes out is shown, and is written and read again as it was."""
    path, again = folder / "a.jsonl", folder / "b.jsonl"

    def attempt(data: bytes) -> str:
        path.write_bytes(data)
        with listed() as errors:
            docs = list(read_docs(path, on_error=errors.append))
            again.write_bytes(b"".join(dump_line(doc.to_dict()) for doc in docs))
            if [*read_docs(again)] != docs:
                raise Broken("the output reads otherwise when written again")
            with CollectionPage(folder / "page.html") as collection:
                for doc in docs:
                    page(doc)
                    doc._repr_html_()
                    collection.add(doc)
        return f"{len(docs)} {check_errors(errors)}"

    return attempt


def annotated(folder: Path, form: Format, ending: str) -> Attempt:
    """Annotated documents of one format: marks are exact, and nothing but the library's errors comes."""
    path = folder / f"a{ending}"

    def attempt(data: bytes) -> str:
        path.write_bytes(data)
        return _read_in_all_ways(path, form)

    return attempt


def brat(folder: Path) -> Attempt:
    """brat's annotation beside a text that stays."""
    document = seeds.gold()[0]
    (folder / "a.txt").write_text(document.text, encoding="utf-8", newline="")

    def attempt(data: bytes) -> str:
        (folder / "a.ann").write_bytes(data)
        return _read_in_all_ways(folder / "a.ann", "brat")

    return attempt


@cache
def dataset_seed(ending: str) -> list[bytes]:
    """The files of a dataset that have an ending."""
    with TemporaryDirectory() as folder:
        return [path.read_bytes() for path in seeds.dataset(Path(folder) / "set") if path.suffix == ending]


def dataset(folder: Path, ending: str) -> Attempt:
    """A folder of `datasets`, one file of which is another."""
    paths = [path for path in seeds.dataset(folder / "set") if path.suffix == ending]
    sound = {path: path.read_bytes() for path in paths}

    def attempt(data: bytes) -> str:
        said = []
        for path, content in sound.items():
            path.unlink()  # the last one may still be mapped into memory
            path.write_bytes(data)
            said.append(_read_in_all_ways(folder / "set", "datasets"))
            path.unlink()
            path.write_bytes(content)
        return " ".join(said)

    return attempt


def configuration(folder: Path) -> Attempt:
    """Training configurations."""
    path = folder / "a.yaml"

    def attempt(data: bytes) -> str:
        path.write_bytes(data)
        try:
            read_config(path, check_files=False)
        except vie.VnPoliceError as error:
            return check_error(error, needs_place=True)
        return "read"

    return attempt


def conversion(folder: Path) -> Attempt:
    """Documents that could be read are written in every format, or refused."""
    path = folder / "a.jsonl"

    def attempt(data: bytes) -> str:
        path.write_bytes(data)
        documents: list[Document] = []
        with listed() as errors:
            documents += read_documents(path, "jsonl", on_error=errors.append)
        said = [check_errors(errors)]
        for form in WRITTEN if documents else ():
            if form == "datasets":
                continue  # some 50 ms each; its rows are those of parquet
            target = folder / f"out-{form}"
            with listed() as refused:
                write_annotated(documents, target, form, force=True, on_error=refused.append)
            said.append(check_errors(refused))
            _remove(target)
        return " ".join(said)

    return attempt


@contextmanager
def listed(errors: Errors | None = None) -> Iterator[Errors]:
    """Take errors of the library into a list; what else is raised goes on."""
    found: Errors = [] if errors is None else errors
    try:
        yield found
    except vie.VnPoliceError as error:
        found.append(error)


def _read_in_all_ways(path: Path, form: Format) -> str:
    said = []
    for known in (form, None):
        for labels in (None, "schema"):
            with listed() as errors:
                documents = read_annotated(path, known, labels, on_error=errors.append)
                said.append(str(min(len(documents), 3)))
                for document in documents:
                    _check_marks(document)
            said.append(check_errors(errors))
        with listed() as errors:
            for _ in read_documents(path, known, on_error=errors.append):
                pass
        check_errors(errors)
    return " ".join(dict.fromkeys(said))


def _check_marks(document: GoldDocument) -> None:
    for mark in document.marks:
        if not 0 <= mark.start < mark.end or document.text[mark.start : mark.end] != mark.text:
            raise Broken(f"wrong offsets: {mark}")
    if GoldDocument.from_record(document.to_record()) != document:
        raise Broken("the record reads otherwise")


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
