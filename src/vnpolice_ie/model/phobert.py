"""PhoBERT's subwords (no torch): its published files `vocab.txt` and `bpe.codes` as a tokenizer.

Both are of fastBPE's form: a line of `bpe.codes` is a merge ("n g</w> 1234"), in the order of the merges;
one of `vocab.txt` a subword and its count, with "@@" at the end of a subword that does not end its word.

Source: Nguyen and Nguyen, "PhoBERT: Pre-trained language models for Vietnamese", Findings of EMNLP 2020,
section 2; Sennrich et al. 2016 for the merges.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers
from tokenizers.processors import TemplateProcessing

from vnpolice_ie.errors import ResourceError
from vnpolice_ie.model.compact_tokenizer import UNIT

VOCABULARY_FILE: Final = "vocab.txt"
CODES_FILE: Final = "bpe.codes"
SPECIAL: Final = ("<s>", "<pad>", "</s>", "<unk>")
MASK: Final = "<mask>"
_END: Final = "</w>"


def read_tokenizer(vocabulary: Path, codes: Path) -> tuple[Tokenizer, int]:
    """Read PhoBERT's files.

    Args:
        vocabulary: `vocab.txt`.
        codes: `bpe.codes`.

    Returns:
        The tokenizer, and the size of PhoBERT's vocabulary. A subword that its merges can make and its
        vocabulary does not have gets an id from that size on; PhoBERT reads it as `<unk>`.

    Raises:
        ResourceError: a file cannot be read or is of another form.
    """
    ids = {word: number for number, word in enumerate(SPECIAL)}
    for line in _lines(vocabulary, "a subword and its count"):
        ids.setdefault(line[0], len(ids))
    ids.setdefault(MASK, len(ids))
    size = len(ids)
    symbols = {_symbol(word, number): number for word, number in ids.items()}
    merges = [(line[0], line[1]) for line in _lines(codes, "two parts and their count")]
    for first, second in merges:
        for part in (first, second, first + second):
            symbols.setdefault(part, len(symbols))
    model = models.BPE(
        vocab=symbols, merges=merges, unk_token="<unk>", end_of_word_suffix=_END, fuse_unk=False
    )
    tokenizer = Tokenizer(model)
    # For running text without segmentation: each syllable and sign is a word.
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(UNIT), "removed", invert=True)
    tokenizer.decoder = decoders.BPEDecoder(suffix=_END)
    tokenizer.add_special_tokens([AddedToken(word, special=True) for word in (*SPECIAL, MASK)])
    tokenizer.post_processor = TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return tokenizer, size


def _symbol(word: str, number: int) -> str:
    """A subword as the merges write it."""
    if number < len(SPECIAL) or word == MASK:
        return word
    return word.removesuffix("@@") if word.endswith("@@") else word + _END


def _lines(path: Path, form: str) -> list[list[str]]:
    parts = 3 if path.name == CODES_FILE else 2
    try:
        # Only line feeds part lines: subwords hold other signs that `splitlines` would cut at.
        rows = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ResourceError(
            f"the file cannot be read ({error})",
            where=str(path),
            remedy=f"Put PhoBERT's {VOCABULARY_FILE} and {CODES_FILE} beside its config.json",
        ) from error
    split = [row.rsplit(" ", parts - 1) for row in rows]
    for number, row in enumerate(split, 1):
        if len(row) != parts:
            raise ResourceError(
                f"{' '.join(row)[:40]!r} is not of the form: {form}",
                where=f"{path}, line {number}",
                remedy=f"Take PhoBERT's {path.name} as it was published",
            )
    return split
