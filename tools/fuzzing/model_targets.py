"""Files of a model folder, each sealed again as one would who edits a model."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from tokenizers import Tokenizer, models, pre_tokenizers

import vnpolice_ie as vie
from fuzzing import seeds
from fuzzing.invariants import check_doc, check_error
from vnpolice_ie.model.assembly import shipped
from vnpolice_ie.model.folder import HASHES, SETTINGS, VOCABULARY, graph_file
from vnpolice_ie.model.piece_files import RULES_FILE, TOKENIZER_FILE, read_pieces, write_pieces
from vnpolice_ie.model.subwords import PieceRules, SubwordPieces
from vnpolice_ie.model.units import units_of
from vnpolice_ie.text.rdr import RuleTree
from vnpolice_ie.text.source import SourceText

Attempt = Callable[[bytes], str]
GRAPH = graph_file("pairs", "int8")
NOT_READ = ("model.safetensors", "reliability.png", "README.md")
"""Files of a folder that a pipeline does not read."""


def _seed(name: str) -> Callable[[], list[bytes]]:
    return lambda: [(shipped("compact") / name).read_bytes()]


settings_seed, hashes_seed, vocabulary_seed, graph_seed = map(_seed, (SETTINGS, HASHES, VOCABULARY, GRAPH))


def _changed(folder: Path, name: str) -> Attempt:
    """A pipeline of the shipped model with one file replaced."""
    copy = shutil.copytree(shipped("compact"), folder / "model", ignore=shutil.ignore_patterns(*NOT_READ))
    hashes = json.loads((copy / HASHES).read_text(encoding="utf-8"))

    def attempt(data: bytes) -> str:
        (copy / name).write_bytes(data)
        if name != HASHES:
            sealed = hashes | {name: hashlib.sha256(data).hexdigest()}
            (copy / HASHES).write_text(json.dumps(sealed), encoding="utf-8")
        try:
            doc = vie.load(copy)(seeds.TEXTS[0])
        except vie.VnPoliceError as error:
            return check_error(error, needs_place=True)
        check_doc(doc, seeds.TEXTS[0])
        return f"read: {len(doc.relations)}"

    return attempt


def settings(folder: Path) -> Attempt:
    """`model.json`."""
    return _changed(folder, SETTINGS)


def hashes(folder: Path) -> Attempt:
    """`hashes.json`."""
    return _changed(folder, HASHES)


def vocabulary(folder: Path) -> Attempt:
    """`vocabulary.txt`."""
    return _changed(folder, VOCABULARY)


def graph(folder: Path) -> Attempt:
    """The graph of pairs."""
    return _changed(folder, GRAPH)


def _layer_sizes() -> dict[str, tuple[int, ...]]:
    return {"weight": (4, 3), "bias": (4,)}


def weights_seed() -> list[bytes]:
    """The weights of one small layer, in 32 and in 16 bits."""
    from safetensors.numpy import save  # noqa: PLC0415  (extra train)

    return [
        save({name: np.ones(size, dtype) for name, size in _layer_sizes().items()})
        for dtype in (np.float32, np.float16)
    ]


def weights(folder: Path) -> Attempt:
    """Weights that a small layer takes."""
    from torch import nn  # noqa: PLC0415  (extra train)

    from vnpolice_ie.model.tensors import load_weights, read_tensors  # noqa: PLC0415

    layer = nn.Linear(3, 4)
    path = folder / "model.safetensors"

    def attempt(data: bytes) -> str:
        path.unlink(missing_ok=True)  # the last one may still be mapped into memory
        path.write_bytes(data)
        said = []
        for read in (lambda: read_tensors(path, "it", "Again"), lambda: load_weights(layer, path, "Again")):
            try:
                read()
                said.append("read")
            except vie.VnPoliceError as error:
                said.append(check_error(error, needs_place=True))
        return " ".join(said)

    return attempt


def _pieces() -> SubwordPieces:
    words = ["<s>", "</s>", "<pad>", "<unk>", "Công", "an", "tỉnh", "họp", "."]
    tokenizer = Tokenizer(models.WordLevel({word: n for n, word in enumerate(words)}, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    return SubwordPieces(tokenizer, PieceRules((0,), (1,), 2, 3, len(words), 32))


def _piece_file(name: str) -> list[bytes]:
    with TemporaryDirectory() as folder:
        write_pieces(_pieces(), Path(folder))
        return [(Path(folder) / name).read_bytes()]


def _one_line(files: list[bytes]) -> list[bytes]:
    return [json.dumps(json.loads(data)).encode() for data in files]


def tokenizer_seed() -> list[bytes]:
    """A small `tokenizer.json`."""
    return _one_line(_piece_file(TOKENIZER_FILE))


def piece_rules_seed() -> list[bytes]:
    """A small `pieces.json`."""
    return _one_line(_piece_file(RULES_FILE))


def _read_pieces(folder: Path, name: str) -> Attempt:
    write_pieces(_pieces(), folder)

    def attempt(data: bytes) -> str:
        (folder / name).write_bytes(data)
        try:
            reader = read_pieces(folder)
            source = SourceText("Công an tỉnh Bình Sơn họp.")
            found = reader(source, units_of(source))
        except vie.VnPoliceError as error:
            return check_error(error, needs_place=True)
        return f"read {len(found.ids)}"

    return attempt


def tokenizer(folder: Path) -> Attempt:
    """`tokenizer.json`."""
    return _read_pieces(folder, TOKENIZER_FILE)


def piece_rules(folder: Path) -> Attempt:
    """`pieces.json`."""
    return _read_pieces(folder, RULES_FILE)


def segmenter_seed() -> list[bytes]:
    """Rules as RDRSegmenter's."""
    rules = 'True : object.conclusion = "NULL"\n\tobject.tag == "B" : object.conclusion = "B"\n\t\tobject.word == "an" and object.prevTag1 == "B" : object.conclusion = "I"\n'
    return [rules.encode()]


def segmenter(folder: Path) -> Attempt:
    """The segmenter's rules."""
    from fuzzing.mutations import decoded  # noqa: PLC0415

    def attempt(data: bytes) -> str:
        try:
            tree = RuleTree(decoded(data).split("\n"), "Model.RDR")
        except vie.VnPoliceError as error:
            return check_error(error, needs_place=True)
        return tree.conclude({"word": "an", "tag": "B", "prevTag1": "B"})[:20]

    return attempt
