"""spaCy's DocBin: documents of ours kept without loss, those of other tools read as marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from spacy.tokens import Doc as SpacyDoc
from spacy.tokens import DocBin
from spacy.vocab import Vocab

from vnpolice_ie.errors import InputError, SchemaError, VnPoliceError
from vnpolice_ie.io.assembly import Reading
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.io.gold_docs import Document
from vnpolice_ie.io.jsonl import OnError, raise_error
from vnpolice_ie.io.limits import check_zlib
from vnpolice_ie.io.spacy_docs import to_spacy
from vnpolice_ie.io.spacy_gold import gold_from_spacy
from vnpolice_ie.io.spacy_layers import reading
from vnpolice_ie.io.text import read_bytes

PART: Final = 500
"""Documents of a file where a folder is written."""
_NO_BYTES: Final = "document with lone surrogates, which spaCy cannot store"


def to_docbin(
    documents: Iterable[Document],
    *,
    facts: bool = True,
    left_out: Counter[str] | None = None,
    on_error: OnError = raise_error,
) -> DocBin:
    """Collect documents in a DocBin, in memory; `write_annotated` writes files.

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


class BinParts:
    """Collects documents in one DocBin after another, and gives each away when it is full.

    Args:
        size: documents of a DocBin; None for all.
        write: takes the bytes of each.
    """

    def __init__(self, size: int | None, write: Callable[[bytes], object]) -> None:
        self._size, self._write = size, write
        self._vocab, self._found, self._written = Vocab(), DocBin(store_user_data=True), False

    def add(self, document: Document, left_out: Counter[str]) -> None:
        """Take a document; a SchemaError tells that spaCy cannot store it."""
        self._found.add(to_spacy(document, self._vocab, left_out=left_out))
        if self._size is not None and len(self._found) >= self._size:
            self._flush()

    def finish(self) -> None:
        """Give away what is left: an empty DocBin where there was no document at all."""
        if len(self._found) or not self._written:
            self._flush()

    def _flush(self) -> None:
        self._write(self._found.to_bytes())
        self._vocab, self._found, self._written = Vocab(), DocBin(store_user_data=True), True


def read_spacy_docs(path: Path, vocab: Vocab | None = None) -> Iterator[SpacyDoc]:
    """Read the documents of a file as spaCy's.

    Raises:
        InputError: it cannot be read or is no DocBin.
    """
    data = read_bytes(path)
    try:
        check_zlib(data, "the DocBin, unpacked,", str(path))
        found = DocBin().from_bytes(data)
        del data
        yield from found.get_docs(Vocab() if vocab is None else vocab)
    except VnPoliceError:
        raise
    except Exception as error:  # spaCy and msgpack have no common class for damaged files
        raise InputError(
            f"the file is no DocBin ({type(error).__name__}: {str(error)[:200]})",
            where=str(path),
            remedy="Write it with spaCy's DocBin.to_disk, or with write_annotated",
        ) from error


def read_docbin_documents(
    path: Path, name: str, how: Reading, *, keep_docs: bool
) -> Iterator[Document | None]:
    """Read the documents of a `.spacy` file; None for one with faults.

    Args:
        path: the file.
        name: id of documents that have none, with their number after it.
        how: allowed labels, and where faults go.
        keep_docs: whether a reading that is as it was made stays a `Doc`.

    Raises:
        InputError: the file cannot be read or is no DocBin.
    """
    for number, source in enumerate(read_spacy_docs(path), 1):
        where = f"{path}, document {number}"
        try:
            document = gold_from_spacy(source, f"{name}-{number}", where, how)
            doc = reading(source) if keep_docs else None
        except SchemaError as error:
            how.on_error(error)
            continue
        unchanged = doc is not None and document == GoldDocument.from_doc(doc)
        yield doc if unchanged else document
