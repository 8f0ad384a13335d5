"""Which pieces of a tokenizer go on with the unit that the piece before them belongs to (no torch).

A pipeline of transformers tells a model ids alone. This table lets it find the units again: a piece that
begins with a letter or digit and has no mark of a space goes on with a unit that ended in one.
"""

from __future__ import annotations

import json
from functools import cache

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from vnpolice_ie.model.subwords import space_mark

Joins = npt.NDArray[np.bool_]


def joins_of(tokenizer: Tokenizer, size: int) -> Joins:
    """Return, for each id, whether it can go on with a unit, and whether a unit can go on after it.

    Args:
        tokenizer: the tokenizer.
        size: ids in the table; the others go on with nothing.

    Returns:
        The table, shape [size, 2].
    """
    form = json.loads(tokenizer.to_str())["model"]
    mark, ending = space_mark(tokenizer), form.get("end_of_word_suffix") or ""
    continuing = form.get("continuing_subword_prefix") or ""
    in_bytes = "ByteLevel" in repr(tokenizer.pre_tokenizer)
    table = np.zeros((size, 2), dtype=np.bool_)
    if form["type"] == "WordLevel":
        return table
    special = {number for number, token in tokenizer.get_added_tokens_decoder().items() if token.special}
    for piece, number in tokenizer.get_vocab(with_added_tokens=False).items():
        if number >= size or number in special:
            continue
        whole = bool(ending) and piece.endswith(ending)
        bare = piece.removesuffix(ending).removeprefix(continuing)
        begins = not (mark and bare.startswith(mark)) and piece.startswith(continuing)
        bare = bare.removeprefix(mark)
        table[number] = (
            begins and bool(bare) and _in_word(bare[0], in_bytes),
            not whole and (not bare or _in_word(bare[-1], in_bytes)),
        )
    return table


def _in_word(char: str, in_bytes: bool) -> bool:
    # Bytes beyond ASCII are parts of letters, nearly always.
    return char.isalnum() or (in_bytes and char not in _ascii())


@cache
def _ascii() -> frozenset[str]:
    return frozenset(map(chr, range(33, 127)))
