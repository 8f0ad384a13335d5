"""Where a text cites documents: spans of references with their forms, found from anchors in linear time.

Anchors are the digits of numbers, the kind nouns of laws, the first words of named documents, and the
units of provisions; from each the span is read forward and backward by a bounded number of characters.
Most anchors are words, which are looked for together with those of all other lists.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Literal, NamedTuple

from vnpolice_ie.grammar import laws, named_documents
from vnpolice_ie.grammar.numbered import find_numbered
from vnpolice_ie.grammar.provisions import ProvisionSpan, read_provisions
from vnpolice_ie.grammar.references import (
    CONNECTIVE,
    Citation,
    ReferenceForm,
    form_of_law,
    form_of_named,
)
from vnpolice_ie.text.matching import matches_at

_UNIT = re.compile(
    r"(?:điều \d|khoản \d|điểm [a-zđ](?!\w)|mục [\divxlc]|chương [\divxlc]|phần [\divxlc]"
    r"|điểm \d{1,2} (?=công văn|thông tư|thông báo|quyết định|nghị quyết|chỉ thị|kết luận|mục))"
)
# "của Nghị định này", "Bộ luật này" after a provision.
_THIS = re.compile(
    r"(?P<of> ?của)? (?P<type>bộ luật|luật|nghị định|thông tư|nghị quyết|quyết định|quy định|pháp lệnh"
    r"|quy chế) này(?!\w)"
)
_IN_PROVISION = "named-in-provision"
PROVISION_UNITS = ("điều", "khoản", "điểm", "mục", "chương", "phần")
"""The words, in lower case, at which provisions are looked for."""


class Anchor(NamedTuple):
    """Which document may be cited where a word stands.

    Attributes:
        kind: a law by its abbreviation, one of the `laws.KINDS`, or a document by its name.
        lead: what stands before the word and belongs to it: "nghị " before "quyết".
    """

    kind: Literal["abbreviation", "pháp lệnh", "hiến pháp", "name"]
    lead: str = ""


@cache
def anchors() -> dict[str, Anchor]:
    """The words, in lower case, at which documents are looked for.

    Of two words the second one is listed: a space may be lost before the first ("cácNghị quyết").
    """
    found = dict.fromkeys(laws.abbreviations(), Anchor("abbreviation"))
    found |= {"lệnh": Anchor("pháp lệnh", "pháp "), "hiến": Anchor("hiến pháp")}
    for words in named_documents.anchors():
        first, space, second = words.rpartition(" ")
        found[second] = Anchor("name", first + space)
    return found


def find_citations(
    text: str, folded: str, anchored: Iterable[tuple[int, Anchor]], units: Iterable[int]
) -> list[Citation]:
    """Find all references in a normal text.

    Provisions that name no document ("Điều 169", "khoản 2 Điều này") are among them, with a form that has a
    path alone: whether they are mentions, and of what, only the text around tells. In order, none overlap.

    Args:
        text: a normal text.
        folded: its lower-case twin of the same length.
        anchored: where the words of `anchors` stand in it, in order.
        units: where the `PROVISION_UNITS` stand in it, in order.
    """
    places: dict[str, list[int]] = defaultdict(list)
    for start, (kind, lead) in anchored:
        if folded.endswith(lead, 0, start):
            places[kind].append(start - len(lead))
    by_name = _disjoint([*_laws(text, folded, places), *_named(text, folded, places["name"])])
    heads = _disjoint([*by_name, *find_numbered(text, folded, by_name)])
    return _with_provisions(folded, heads, units)


def _disjoint(citations: list[Citation]) -> list[Citation]:
    """The citations in order, the longer where two overlap at their start, else the first."""
    if len(citations) < 2:
        return citations
    kept: list[Citation] = []
    end = 0
    for citation in sorted(citations, key=lambda c: (c.start, -c.end)):
        if citation.start >= end:
            kept.append(citation)
            end = citation.end
    return kept


def _laws(text: str, folded: str, places: Mapping[str, Sequence[int]]) -> Iterator[Citation]:
    for kind in laws.KINDS:
        if kind != "luật" and kind not in places:  # one word, which may lack the space before it
            continue
        done = 0
        for place in laws.places(folded, kind):
            if place < done:
                continue
            in_code = folded.endswith("bộ ", 0, place) and not folded.endswith("cán bộ ", 0, place)
            law = laws.read_law(text, folded, place - 3 if in_code else place)
            if law is None or (law.kind == "Hiến pháp" and _is_general(text, folded, law)):
                continue
            done = law.end
            rule = "constitution" if law.kind == "Hiến pháp" else "law" if law.listed else "unlisted-law"
            yield Citation(law.start, law.end, form_of_law(law), rule)
    for place in places.get("abbreviation", ()):
        if law := laws.read_abbreviation(folded, place):
            yield Citation(law.start, law.end, form_of_law(law), "law-abbreviation")


def _is_general(text: str, folded: str, law: laws.LawName) -> bool:
    """Tell whether "Hiến pháp" is part of a general phrase, "Hiến pháp và pháp luật", or any constitution."""
    bare = law.end - law.start == len("hiến pháp")
    return folded.startswith((" và pháp luật", ", pháp luật"), law.end) or (
        bare and text[law.start].islower()
    )


def _named(text: str, folded: str, places: Iterable[int]) -> Iterator[Citation]:
    for place in places:
        found = named_documents.read_named(text, folded, place)
        if found and not (place and folded[place - 1].isalnum() and text[place].islower()):
            rule = found.rule if found.alone else _IN_PROVISION
            yield Citation(place, found.end, form_of_named(found), rule)


def _with_provisions(folded: str, heads: list[Citation], units: Iterable[int]) -> list[Citation]:
    """The heads with the provisions before them joined in, and provisions that stand alone."""
    at = {head.start: head for head in heads}
    joined: set[int] = set()
    found: list[Citation] = []
    done = 0
    for unit in matches_at(_UNIT, folded, units):
        start = unit.start()
        if start < done or _is_counted(folded, start):
            continue
        start -= 5 if folded.endswith("tiểu ", 0, start) and folded.startswith("mục", start) else 0
        spans = read_provisions(folded, start)
        if not spans:
            continue
        done = spans[-1].end
        gap = CONNECTIVE.match(folded, done)
        head = at.get(gap.end()) if gap else None
        if head:
            joined.add(head.start)
            done = head.end
        found.extend(_provision_citations(folded, spans, head))
    rest = [h for h in heads if h.start not in joined and h.rule != _IN_PROVISION]
    return _disjoint([*found, *rest])


def _is_counted(folded: str, start: int) -> bool:
    """Tell whether a number of units is named: gồm 7 chương 103 điều."""
    return start > 1 and folded[start - 1] == " " and folded[start - 2].isdecimal()


def _provision_citations(
    folded: str, spans: list[ProvisionSpan], head: Citation | None
) -> Iterator[Citation]:
    this = _THIS.match(folded, spans[-1].end) if head is None else None
    for span in spans:
        end, rule = span.end, "provision"
        if span is spans[-1]:
            end = head.end if head else this.end() if this else end
        form = head.form._replace(provisions=span.path) if head else ReferenceForm(provisions=span.path)
        if head is None:
            rule = "provision-of-this" if this and this["of"] else "provision-alone"
        yield Citation(span.start, end, form, rule, this["type"] if this else None)
