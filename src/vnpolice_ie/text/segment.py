"""Word segmentation behind one protocol: words as offsets, whoever finds them.

Vietnamese writes a space between syllables, not words; models such as PhoBERT want words. The library's
own rules do not need them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from vnpolice_ie.errors import InputError, ResourceError
from vnpolice_ie.text.rdr import RdrSegmenter


@runtime_checkable
class Segmenter(Protocol):
    """Cuts a text into words."""

    @property
    def name(self) -> str:
        """Name of the segmenter, as `segmenter` takes it."""

    def __call__(self, text: str) -> list[tuple[int, int]]:
        """Offsets of the words and signs of a text in normal form, in order; `end` is exclusive."""


def segmenter(name: str, *, folder: str | Path | None = None) -> Segmenter:
    """Make a segmenter by name.

    Args:
        name: `underthesea` or `pyvi` (optional packages), or `rdr`, the library's interpreter of
            RDRSegmenter's rule files.
        folder: for `rdr`: where `Model.RDR` and `vocabulary.txt` lie.

    Raises:
        InputError: there is no such segmenter, or `rdr` is given no folder.
        ResourceError: its package or its files are not there.
    """
    if name == "rdr":
        if folder is None:
            raise InputError("the segmenter 'rdr' needs its rule files", remedy="Name their folder: folder=…")
        return RdrSegmenter.from_folder(folder)
    if name not in _PACKAGES:
        raise InputError(
            f"there is no segmenter {name!r}", remedy=f"The segmenters are {', '.join((*_PACKAGES, 'rdr'))}"
        )
    return _PackageSegmenter(name)


class _PackageSegmenter:
    """Segments with an optional package and finds its words again in the text."""

    def __init__(self, name: str) -> None:
        self.name = name
        module, self._words_of = _PACKAGES[name]
        try:
            self._module = import_module(module)
        except ImportError:
            raise ResourceError(
                f"the package {name} is not installed", remedy=f"Install it: pip install {name}"
            ) from None

    def __call__(self, text: str) -> list[tuple[int, int]]:
        return align(self._words_of(self._module, text), text, self.name)


def _underthesea_words(module: Any, text: str) -> Iterable[str]:
    words: list[str] = module.word_tokenize(text)
    return words


def _pyvi_words(module: Any, text: str) -> Iterable[str]:
    segmented: str = module.tokenize(text)
    return segmented.split()


_PACKAGES: dict[str, tuple[str, Callable[[Any, str], Iterable[str]]]] = {
    "underthesea": ("underthesea", _underthesea_words),
    "pyvi": ("pyvi.ViTokenizer", _pyvi_words),
}


def align(words: Iterable[str], text: str, name: str = "segmenter") -> list[tuple[int, int]]:
    """Find words again in the text that they were cut from.

    Args:
        words: in order, the syllables of a word joined by spaces or underscores.
        text: the text; its spaces may differ from those of the words.
        name: what the error calls the segmenter.

    Raises:
        InputError: a word is not what comes next in the text.
    """
    out: list[tuple[int, int]] = []
    at = 0
    for word in words:
        first = None
        for char in word:
            if char.isspace():
                continue
            start = _skip_spaces(text, at)
            if text[start : start + 1] == char:
                first = start if first is None else first
                at = start + 1
            elif char != "_":
                raise InputError(
                    f"the segmenter changed the text at {text[start : start + 20]!r}",
                    where=name,
                    remedy="Give it text in normal form, or take another segmenter",
                )
        if first is not None:
            out.append((first, at))
    return out


def _skip_spaces(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at
