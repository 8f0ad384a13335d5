"""The model folder: what lies in it, how it is sealed, and what is checked before any of it is used.

model.json         `ModelSettings`: network, tags and links, feature columns, decisions, precision
vocabulary.txt     entries of the compact encoder, one a line (or the files of a foreign tokenizer)
encoder.onnx, pairs.onnx            the two graphs, 32-bit
encoder.int8.onnx, pairs.int8.onnx  the same with whole numbers of 8 bits
model.safetensors  the weights, to train on
README.md          the card
hashes.json        SHA-256 of each of the others
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final, Literal, Self, get_args

from vnpolice_ie.errors import ResourceError, shown
from vnpolice_ie.io.output import OutputFile
from vnpolice_ie.model.config import NetworkConfig
from vnpolice_ie.model.decisions import Decisions
from vnpolice_ie.model.features import columns
from vnpolice_ie.model.scheme import Scheme, default_scheme

FORMAT: Final = 1
"""Version of the folder's form."""
SETTINGS: Final = "model.json"
VOCABULARY: Final = "vocabulary.txt"
WEIGHTS: Final = "model.safetensors"
CARD: Final = "README.md"
HASHES: Final = "hashes.json"
GRAPHS: Final = ("encoder", "pairs")

Precision = Literal["fp32", "int8"]
_MAPPINGS: Final = ("network", "scheme", "features", "reader", "decisions", "exported")
_LONGEST: Final = 10_000_000
"""Bytes that `model.json` and `hashes.json` may have."""


def graph_file(graph: str, precision: str) -> str:
    """Name of the file of one of the `GRAPHS`."""
    return f"{graph}.onnx" if precision == "fp32" else f"{graph}.{precision}.onnx"


@dataclass(frozen=True)
class ModelSettings:
    """All of a model but its weights and its vocabulary.

    Attributes:
        network: sizes of the network.
        scheme: tags and links.
        features: names and sizes of the feature columns; empty for a network that reads none.
        reader: what makes pieces of units: `kind` ("vocabulary" or "subwords") and what this kind needs.
        overlap: share of a window that the next one reads again.
        decisions: who decides what.
        precision: the graphs to run; empty while there are none.
        exported: how far the graphs agree with the network that they were made of.
    """

    network: NetworkConfig
    scheme: Scheme = field(default_factory=default_scheme)
    features: Mapping[str, int] = field(default_factory=dict)
    reader: Mapping[str, Any] = field(default_factory=lambda: {"kind": "vocabulary"})
    overlap: float = 0.25
    decisions: Decisions = field(default_factory=Decisions)
    precision: Precision | Literal[""] = ""
    exported: Mapping[str, Any] = field(default_factory=dict)

    @property
    def margin(self) -> int:
        """Units around a stretch of text that are read with it: all that its states hang on, if it is known
        how far that is, else half of what windows share."""
        reach, most = self.network.reach, self.network.encoder.max_pieces
        return round(most * self.overlap / 2) if reach is None else reach

    @property
    def window_overlap(self) -> float:
        """Share of a window that the next one reads again: no more than tells on states."""
        reach, most = self.network.reach, self.network.encoder.max_pieces
        return self.overlap if reach is None else min(self.overlap, 2 * reach / most)

    @property
    def has_pairs(self) -> bool:
        """Whether the network has a pair head."""
        return bool(self.network.pair_width and self.scheme.links)

    def to_dict(self) -> dict[str, Any]:
        """Return the settings as plain dicts and lists, with the version of their form."""
        return {
            "format": FORMAT,
            "network": self.network.to_dict(),
            "scheme": self.scheme.to_dict(),
            "features": dict(self.features),
            "reader": dict(self.reader),
            "overlap": self.overlap,
            "decisions": self.decisions.to_dict(),
            "precision": self.precision,
            "exported": dict(self.exported),
        }

    @classmethod
    def from_dict(cls, record: Mapping[str, Any], where: str) -> Self:
        """Read what `to_dict` wrote.

        Raises:
            ResourceError: it is of another version or form, or its feature columns are not this library's.
        """
        version = record.get("format")
        if version != FORMAT:
            raise ResourceError(
                f"the model is of format {version}, this library reads format {FORMAT}",
                where=where,
                remedy="Take the model and the library of one release, or export the model anew",
            )
        missing = sorted({f.name for f in fields(cls)} - record.keys())
        if missing:
            raise ResourceError(
                f"the settings lack {', '.join(missing)}", where=where, remedy="Export the model anew"
            )
        _check_kinds(record, where)
        _check_features(record["features"], where)
        try:
            return cls(
                network=NetworkConfig.from_dict(record["network"]),
                scheme=Scheme.from_dict(record["scheme"]),
                features=record["features"],
                reader=record["reader"],
                overlap=record["overlap"],
                decisions=Decisions.from_dict(record["decisions"]),
                precision=record["precision"],
                exported=record["exported"],
            )
        except ResourceError as error:
            raise error.at(where) from error


def feature_columns() -> dict[str, int]:
    """Names and sizes of the feature columns that this library makes."""
    return dict(zip(columns().names, columns().sizes, strict=True))


def _check_kinds(record: Mapping[str, Any], where: str) -> None:
    """Refuse settings whose parts are not what `to_dict` writes."""
    overlap, precision = record["overlap"], record["precision"]
    wrong = [name for name in _MAPPINGS if not isinstance(record[name], dict)]
    if isinstance(overlap, bool) or not isinstance(overlap, int | float) or not 0 <= overlap < 1:
        wrong.append("overlap")
    if precision not in ("", *get_args(Precision)):
        wrong.append("precision")
    if wrong:
        raise ResourceError(
            f"the settings have a wrong {wrong[0]}: {shown(record[wrong[0]], 40)}",
            where=where,
            remedy="Copy the whole folder anew, or export the model anew",
        )


def _check_features(found: Mapping[str, int], where: str) -> None:
    ours = feature_columns()
    if found and list(found.items()) != list(ours.items()):
        other = sorted(name for name in found.keys() | ours.keys() if found.get(name) != ours.get(name))
        named = ", ".join(other[:3]) + (" …" if len(other) > 3 else "") if other else "their order"
        raise ResourceError(
            f"the model was trained with other feature columns ({named})",
            where=where,
            remedy="Its annotation scheme or word lists are of another version: train it anew",
        )


@dataclass(frozen=True)
class ModelFolder:
    """A model folder that was opened.

    Attributes:
        path: the folder.
        settings: what its `model.json` says.
        hashes: SHA-256 of its files by their names.
    """

    path: Path
    settings: ModelSettings
    hashes: Mapping[str, str]

    @classmethod
    def open(cls, path: Path) -> Self:
        """Read the settings of a model folder.

        Raises:
            ResourceError: it is no model folder, of another version, or changed since it was sealed.
        """
        if not (path / SETTINGS).is_file():
            raise ResourceError(
                f"there is no {SETTINGS}" if path.is_dir() else "there is no such folder",
                where=str(path),
                remedy="Give the folder of a model, as training or `vnpolice-ie export` writes it",
            )
        hashes = _read_json(path / HASHES)
        if not all(isinstance(value, str) for value in hashes.values()):
            raise _unreadable(path / HASHES, TypeError("a hash is no string"))
        folder = cls(path, NO_SETTINGS, hashes)
        folder.file(SETTINGS)
        return cls(path, ModelSettings.from_dict(_read_json(path / SETTINGS), str(path / SETTINGS)), hashes)

    def file(self, name: str) -> Path:
        """Return the path of a file after its content was checked.

        Raises:
            ResourceError: it is missing, is not the one that the folder was sealed with, or lies elsewhere.
        """
        path = self.path / name
        if not _lies_in(path, self.path):
            raise ResourceError(
                f"{shown(name)} leads out of the model's folder",
                where=str(self.path),
                remedy="Put the file itself there instead of a link, then seal the folder anew; do not use a"
                " folder of somebody else that does so",
            )
        if name not in self.hashes or not path.is_file():
            raise ResourceError(
                f"the model has no {name}",
                where=str(self.path),
                remedy="Copy the whole folder anew, or make it with `vnpolice-ie export`",
            )
        if _hash(path) != self.hashes[name]:
            raise ResourceError(
                f"{name} is damaged or was changed: its SHA-256 is not the one in {HASHES}",
                where=str(path),
                remedy="Copy the whole folder anew, or make it with `vnpolice-ie export`",
            )
        return path

    def graph(self, graph: str) -> Path:
        """Return the path of one of the `GRAPHS`, checked.

        Raises:
            ResourceError: as of `file`, or the model has no graphs yet.
        """
        if not self.settings.precision:
            raise ResourceError(
                "the model has weights but no graphs to run",
                where=str(self.path),
                remedy="Make them with `vnpolice-ie export`",
            )
        return self.file(graph_file(graph, self.settings.precision))

    def vocabulary(self) -> list[str]:
        """Return the entries of the compact encoder's vocabulary.

        Raises:
            ResourceError: as of `file`.
        """
        path = self.file(VOCABULARY)
        try:
            return path.read_text(encoding="utf-8").split("\n")[:-1]
        except (OSError, ValueError) as error:
            raise _unreadable(path, error) from error

    def check(self) -> None:
        """Check every file.

        Raises:
            ResourceError: as of `file`.
        """
        for name in self.hashes:
            self.file(name)


NO_SETTINGS: Final = ModelSettings(NetworkConfig())


def write_settings(path: Path, settings: ModelSettings) -> None:
    """Write `model.json`, then seal the folder.

    Raises:
        OutputError: it cannot be written.
    """
    write_files(path, {SETTINGS: _json(settings.to_dict())})


def write_vocabulary(path: Path, entries: Iterable[str]) -> None:
    """Write the compact encoder's vocabulary, then seal the folder.

    Raises:
        OutputError: it cannot be written.
    """
    write_files(path, {VOCABULARY: "".join(f"{entry}\n" for entry in entries)})


def write_files(path: Path, files: Mapping[str, str | bytes]) -> None:
    """Write files of a model folder by their names, then seal it.

    Raises:
        OutputError: one cannot be written.
    """
    for name, content in files.items():
        with OutputFile(path / name) as file:
            file.write(content.encode() if isinstance(content, str) else content)
    seal(path)


def seal(path: Path) -> None:
    """Write `hashes.json` anew: the SHA-256 of every file, in folders inside too.

    Raises:
        OutputError: it cannot be written.
    """
    names = sorted(
        file.relative_to(path).as_posix()
        for file in path.rglob("*")
        if file.is_file() and file.name != HASHES and not file.name.startswith(".")
    )
    with OutputFile(path / HASHES) as file:
        file.write(_json({name: _hash(path / name) for name in names}).encode())


def _json(record: Mapping[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"


def _lies_in(path: Path, folder: Path) -> bool:
    """Tell whether a path stays in a folder, links followed; one that cannot be followed does not."""
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):  # too long, with a null, or a link to itself
        return False


def _unreadable(path: Path, error: Exception) -> ResourceError:
    return ResourceError(
        f"{path.name} cannot be read ({type(error).__name__})",
        where=str(path),
        remedy="Copy the whole folder anew, or make it with `vnpolice-ie export`",
    )


def _read_json(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > _LONGEST:
            raise ValueError("it is too long")
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise _unreadable(path, error) from error
    if not isinstance(record, dict):
        raise ResourceError(
            f"{path.name} holds no settings", where=str(path), remedy="Copy the whole folder anew"
        )
    return record


def _hash(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise _unreadable(path, error) from error
