"""spaCy's DocBin: files of documents, ours kept without loss, those of other tools read as marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from spacy.tokens import Doc as SpacyDoc
from spacy.tokens import DocBin
from spacy.vocab import Vocab

from vnpolice_ie.errors import InputError, SchemaError, VnPoliceError
from vnpolice_ie.io.assembly import Reading
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.io.jsonl import OnError, raise_error
from vnpolice_ie.io.output import OutputFile
from vnpolice_ie.io.spacy_docs import from_spacy, to_spacy
from vnpolice_ie.io.spacy_gold import gold_from_spacy
from vnpolice_ie.io.text import read_bytes
from vnpolice_ie.types import Doc

SUFFIX: Final = ".spacy"
_NO_BYTES: Final = "document with lone surrogates, which spaCy cannot store"


def to_docbin(
    documents: Iterable[Doc | GoldDocument],
    *,
    facts: bool = True,
    left_out: Counter[str] | None = None,
    on_error: OnError = raise_error,
) -> DocBin:
    """Collect documents in a DocBin.

    Args:
        documents: readings or annotated documents.
        facts: whether each document's record is stored in its user data. Without it only what spaCy has a
            place for is: the spans with labels and keys.
        left_out: counts what is not stored, by kind.
        on_error: called with the error of each document that spaCy cannot store.

    Raises:
        SchemaError: what `on_error` raises.
    """
    counts: Counter[str] = Counter() if left_out is None else left_out
    vocab = Vocab()
    found = DocBin(store_user_data=facts)
    for document in documents:
        try:
            found.add(to_spacy(document, vocab, facts=facts, left_out=counts))
        except SchemaError as error:
            counts[_NO_BYTES] += 1
            on_error(error)
    return found


def write_docbin(
    documents: Iterable[Doc | GoldDocument],
    path: Path,
    *,
    facts: bool = True,
    left_out: Counter[str] | None = None,
    on_error: OnError = raise_error,
) -> int:
    """Write documents to a `.spacy` file, as `to_docbin` collects them; return how many.

    The file is held in memory as a whole, as spaCy does it: write very large collections in parts.

    Raises:
        SchemaError: what `on_error` raises.
        OutputError: the file cannot be written.
    """
    found = to_docbin(documents, facts=facts, left_out=left_out, on_error=on_error)
    with OutputFile(path) as file:
        file.write(found.to_bytes())
    return len(found)


def read_spacy_docs(path: Path, vocab: Vocab | None = None) -> Iterator[SpacyDoc]:
    """Read the documents of a file as spaCy's.

    Raises:
        InputError: it cannot be read or is no DocBin.
    """
    data = read_bytes(path)
    try:
        yield from DocBin().from_bytes(data).get_docs(Vocab() if vocab is None else vocab)
    except Exception as error:  # spaCy and msgpack have no common class for damaged files
        raise InputError(
            f"the file is no DocBin ({type(error).__name__}: {str(error)[:200]})",
            where=str(path),
            remedy="Write it with spaCy's DocBin.to_disk, or with to_docbin",
        ) from error


def read_docbin(path: Path, *, on_error: OnError = raise_error) -> Iterator[Doc]:
    """Read back the readings that `write_docbin` wrote.

    Args:
        path: the file.
        on_error: called with the error of each document that carries none.

    Raises:
        InputError: the file cannot be read or is no DocBin.
        SchemaError: what `on_error` raises.
    """
    for number, source in enumerate(read_spacy_docs(path), 1):
        try:
            doc = from_spacy(source)
        except SchemaError as error:
            on_error(_placed(error, path, number))
        else:
            yield doc


def read_gold_docbin(path: Path, name: str, how: Reading) -> Iterator[GoldDocument | None]:
    """Read the spans of a file's documents as marks, whoever made it; None for one with faults.

    Args:
        path: the file.
        name: id of documents that have none, with their number after it.
        how: allowed labels, and where faults go.

    Raises:
        InputError: the file cannot be read or is no DocBin.
    """
    for number, source in enumerate(read_spacy_docs(path), 1):
        try:
            yield gold_from_spacy(source, f"{name}-{number}", f"{path}, document {number}", how)
        except SchemaError as error:
            how.on_error(error)


def _placed(error: SchemaError, path: Path, number: int) -> VnPoliceError:
    return SchemaError(error.what, where=f"{path}, document {number}", remedy=error.remedy)
