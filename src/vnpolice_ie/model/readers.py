"""From a model folder to the reader of pieces that its encoder needs (no torch)."""

from __future__ import annotations

from vnpolice_ie.errors import ResourceError, shown
from vnpolice_ie.model.folder import SETTINGS, VOCABULARY, ModelFolder
from vnpolice_ie.model.pieces import PieceReader, VocabularyPieces
from vnpolice_ie.model.vocabulary import Vocabulary


def reader_of(folder: ModelFolder) -> PieceReader:
    """Return the reader of pieces of a model.

    Raises:
        ResourceError: its files are missing or damaged, or the library knows no such reader.
    """
    kind = folder.settings.reader.get("kind")
    if kind == "vocabulary":
        try:
            vocabulary = Vocabulary(folder.vocabulary())
        except ResourceError as error:
            raise error if error.where else error.at(str(folder.path / VOCABULARY)) from error
        sizes = folder.settings.network.encoder
        if len(vocabulary) != sizes.size:
            raise ResourceError(
                f"the vocabulary has {len(vocabulary)} entries, the network {sizes.size}",
                where=str(folder.path),
                remedy="Copy the whole folder anew, or export the model anew",
            )
        return VocabularyPieces(vocabulary, sizes.max_pieces)
    if kind == "subwords":
        from vnpolice_ie.model.piece_files import (  # noqa: PLC0415  (tokenizers, for these models alone)
            RULES_FILE,
            SEGMENTER_FOLDER,
            TOKENIZER_FILE,
            read_pieces,
        )

        for name in folder.hashes:
            if name in (RULES_FILE, TOKENIZER_FILE) or name.startswith(f"{SEGMENTER_FOLDER}/"):
                folder.file(name)
        return read_pieces(folder.path)
    raise ResourceError(
        f"there is no reader of kind {shown(kind)}",
        where=str(folder.path / SETTINGS),
        remedy="The model is of a later version: take the library of its release",
    )
