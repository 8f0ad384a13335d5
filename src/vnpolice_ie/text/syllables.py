"""What a written Vietnamese syllable can look like.

The inventory of onsets, nuclei and codas is that of the orthography (quốc ngữ); it tells Vietnamese
words from others and from wrongly decoded ones, and does not judge which syllables are in use.
"""

from __future__ import annotations

import re
import unicodedata

_ONSET = "ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnpqrstvx]"
_NUCLEUS = (
    "uyê|oai|oao|oay|oeo|uây|uôi|ươi|ươu|iêu|yêu|uya|uyu|uao|uêu|uơi"
    "|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|oe|oi|ôi|ơi|oo|ôô|ua|uâ|uê|ui|uô|uơ|ươ|ưa|ưi|ưu|uy|yê|ya"
    "|[aăâeêioôơuưy]"
)
_CODA = "ch|ng|nh|[cmnpt]"
_SYLLABLE = re.compile(f"(?:{_ONSET})?(?:{_NUCLEUS})({_CODA})?")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_TONE = re.compile(f"[{_TONES}]")
_STOPS = frozenset({"c", "ch", "p", "t"})
_TONES_WITH_STOPS = frozenset({"\u0301", "\u0323"})


def is_syllable(word: str) -> bool:
    """Tell whether a word, in any case, could be a Vietnamese syllable: letters in order, one tone at most.

    A syllable that ends in c, ch, p or t has the tone sắc or nặng.
    """
    decomposed = unicodedata.normalize("NFD", word.lower())
    tones = _TONE.findall(decomposed)
    if len(tones) > 1:
        return False
    plain = unicodedata.normalize("NFC", _TONE.sub("", decomposed))
    match = _SYLLABLE.fullmatch(plain)
    if match is None:
        return False
    return match[1] not in _STOPS or bool(_TONES_WITH_STOPS.intersection(tones))
