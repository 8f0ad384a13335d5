"""Documents of spaCy's DocBin for the one door; readings stay such where no span was changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from vnpolice_ie.errors import SchemaError
from vnpolice_ie.io.assembly import Reading
from vnpolice_ie.io.docbin import read_spacy_docs
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.io.gold_docs import Document
from vnpolice_ie.io.spacy_gold import gold_from_spacy
from vnpolice_ie.io.spacy_layers import reading


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
