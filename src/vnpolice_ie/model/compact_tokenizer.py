"""The compact encoder's pieces as a tokenizer of the `tokenizers` library (no torch), for transformers.

It splits and folds as the library does, but for two things: the old tone placement ("hoà") is not moved,
and words that were glued together ("tỉnhLâm") are not parted. The library itself reads with
`model.pieces.VocabularyPieces`.
"""

from __future__ import annotations

from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers

from vnpolice_ie.model.vocabulary import SPECIAL, UNKNOWN, Vocabulary
from vnpolice_ie.text.normal import SAME_LENGTH, ZERO_WIDTH

# As in `text.tokens`; the four separators are spaces to Python and not to the tokenizer.
UNIT = r"[\p{L}\p{N}]+|[^\s\x1c-\x1f\p{L}\p{N}]"
"""A syllable, number, code or sign, for the tokenizer's regular expressions."""


def compact_tokenizer(vocabulary: Vocabulary) -> Tokenizer:
    """Return the tokenizer: each syllable, number or sign is a piece, digits are read as 0."""
    tokenizer = Tokenizer(
        models.WordLevel({entry: number for number, entry in enumerate(vocabulary)}, unk_token=UNKNOWN)
    )
    alike: dict[str, list[str]] = {}
    for char, plain in SAME_LENGTH.items():
        alike.setdefault(plain, []).append(char)
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(f"[{ZERO_WIDTH}]"), ""),
            normalizers.NFC(),
            *(normalizers.Replace(Regex(f"[{''.join(chars)}]"), plain) for plain, chars in alike.items()),
            normalizers.Lowercase(),
            normalizers.Replace(Regex(r"\p{Nd}"), "0"),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(UNIT), "removed", invert=True)
    tokenizer.add_special_tokens([AddedToken(entry, special=True) for entry in SPECIAL])
    return tokenizer
