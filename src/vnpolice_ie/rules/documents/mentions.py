"""Mentions of documents (DOC_REF): what the grammar cites, and provisions whose document the text tells."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence

from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.grammar.citations import find_citations
from vnpolice_ie.grammar.provisions import Provision
from vnpolice_ie.grammar.references import Citation, ReferenceForm
from vnpolice_ie.rules.listed import listed_in
from vnpolice_ie.text.source import SourceText

# The text is itself a resolution or decision: its "Điều 1 của Nghị quyết này" are its own articles.
_ENACTS = re.compile(r"quyết(?<!\wquyết) (?:nghị|định) ?:")
# A body named after a document: Ban Chỉ đạo Đề án 06.
_BODY_BEFORE = re.compile(r"(?:ban chỉ đạo|bcđ|tổ công tác|tổ giúp việc|văn phòng|tổ đề án) $")
# "khoản 2 Điều này" is a provision of the article that it stands in.
_OF_THIS_ARTICLE = re.compile(r",? (?:điều|khoản|điểm|mục|chương) (?:này|trên)")
# "sửa đổi Điều 2": of the document that is amended, not of the one that amends.
_AMENDED = re.compile(r"(?:sửa đổi|bổ sung|bãi bỏ|thay thế)(?: các| tên| một số nội dung(?: của| tại)?)? $")
# "khoản 3 Điều 16 Quy chế quản lý tài chính": of a document that has no name of its own.
_OF_OTHER = re.compile(
    r",? (?:của |trong |tại )?(?:quy chế|quy định|nội quy|điều lệ|hợp đồng|dự thảo|phụ lục|luật|nghị định"
    r"|thông tư|hiệp định|công ước)(?!\w)"
)
_BRACKET = re.compile(r"\((?:từ )?$|\(từ điều \d{1,3}[a-zđ]? đến $")
_NEAR = 120
# The text of a law itself: its headings are no mentions, and "của Luật này" is the text.
_HEADING = re.compile(r"\nđiều \d{1,3}[a-zđ]?[.:]")
_MANY_HEADINGS = 5
# The text is itself a decision in articles.
_OWN_ARTICLE = re.compile(r"\nđiều 1[a-zđ]?[.:]")
_OF_OWN = re.compile(r"(?:có tên (?:tại|ở)|nêu tại)(?: các)? (?:điều \d{1,2}(?:,| và) )?$")
_WITH_ARTICLES = {"Luật", "Bộ luật", "Pháp lệnh", "Nghị định", "Thông tư", "Quy định"}
_HAS_ARTICLE = {"điều", "khoản", "điểm"}  # "mục I" alone is of the text itself as a rule


class DocumentStage:
    """Mentions of documents (DOC_REF), each with the form that the grammar parsed."""

    name = "documents"

    def __call__(self, draft: Draft) -> None:
        """Add the mentions; a provision without a document takes the one that its sentence names."""
        source = draft.source
        for citation in _resolved(source, citations_in(source)):
            if not _names_body(source.folded, citation):
                rule = f"{self.name}.{citation.rule}"
                draft.add(Candidate(citation.start, citation.end, "DOC_REF", rule, reference=citation.form))


def citations_in(source: SourceText) -> list[Citation]:
    """All references in a text, see `find_citations`."""
    listed, starts = listed_in(source), source.tokens.starts
    anchored = ((starts[first], anchor) for first, (_, anchor) in listed.citation_anchors.items())
    units = [starts[first] for first in listed.provision_units]
    return find_citations(source.text, source.folded, anchored, units)


def _units(citation: Citation) -> set[str]:
    return {provision.unit for provision in citation.form.provisions}


def _names_body(folded: str, citation: Citation) -> bool:
    before = folded[max(0, citation.start - 16) : citation.start]
    return citation.rule == "bare-number" and _BODY_BEFORE.search(before) is not None


def _resolved(source: SourceText, citations: Sequence[Citation]) -> list[Citation]:
    """The citations with each provision's document; those whose document nothing tells are left out."""
    context: _Context | None = None
    found: list[Citation] = []
    for citation in citations:
        if not citation.form.is_provision_alone:
            found.append(citation)
            continue
        context = context or _Context(source, citations)
        document = context.document_of(citation)
        if document is not None:
            form = document._replace(provisions=citation.form.provisions)
            found.append(citation._replace(form=form))
    return found


class _Context:
    """What the citations of a text tell of a provision that names no document."""

    def __init__(self, source: SourceText, citations: Sequence[Citation]) -> None:
        self._source = source
        self._named = [c for c in citations if not c.form.is_provision_alone]
        self._starts = [c.start for c in self._named]
        self._of_path: dict[tuple[Provision, ...], set[ReferenceForm]] = defaultdict(set)
        self._of_type: dict[str, list[int]] = defaultdict(list)
        for n, c in enumerate(self._named):
            if c.form.provisions:
                self._of_path[c.form.provisions].add(c.form.document)
            if c.form.type:
                self._of_type[c.form.type.lower()].append(n)
        enacts = _ENACTS.search(source.folded)
        self._enacted = enacts.start() if enacts else len(source.text)
        if sum(1 for _ in _HEADING.finditer(source.folded)) >= _MANY_HEADINGS:
            self._enacted = -1

    def document_of(self, citation: Citation) -> ReferenceForm | None:
        """The document that a provision belongs to, None where the text leaves it open."""
        if citation.rule == "provision-of-this":
            return self._this(citation)
        folded = self._source.folded
        if (own := self._own(citation)) is not None:
            return own
        if citation.this or citation.start > self._enacted or not _HAS_ARTICLE & _units(citation):
            return None
        if _OF_THIS_ARTICLE.match(folded, citation.end) or _OF_OTHER.match(folded, citation.end):
            return None
        return self._in_sentence(citation) or self._elsewhere(citation) or self._spoken_of(citation)

    def _own(self, citation: Citation) -> ReferenceForm | None:
        """The document itself, for articles that it speaks of: "người có tên tại Điều 1"."""
        if not self._named or not _OF_OWN.search(
            self._source.folded, max(0, citation.start - 30), citation.start
        ):
            return None
        head = self._named[0]
        titled = head.form.number is not None and self._source.folded.startswith("số", head.start)
        opens = head.start == 0 or self._source.text[head.start - 1] == "\n"
        articled = _OWN_ARTICLE.search(self._source.folded, head.end, citation.start) is not None
        return head.form.document if titled and opens and articled else None

    def _this(self, citation: Citation) -> ReferenceForm | None:
        if citation.start > self._enacted:
            return None
        numbers = self._of_type.get(citation.this or "", [])
        before = bisect_left(numbers, bisect_left(self._starts, citation.start)) - 1
        return self._named[numbers[before]].form.document if before >= 0 else None

    def _in_sentence(self, citation: Citation) -> ReferenceForm | None:
        folded = self._source.folded
        start, end = self._source.sentence_at(citation.start)
        before = folded[max(0, citation.start - 40) : citation.start]
        if _BRACKET.search(before):
            return None
        n = bisect_left(self._starts, citation.start)
        if n and self._starts[n - 1] >= start and not _AMENDED.search(before):
            return self._named[n - 1].form.document
        if n < len(self._named) and self._starts[n] < end and not (n and self._starts[n - 1] >= start):
            return self._named[n].form.document
        return None

    def _elsewhere(self, citation: Citation) -> ReferenceForm | None:
        """The document whose same provision the text cites in full, if it is one document only."""
        documents = self._of_path.get(citation.form.provisions, set())
        if len(documents) == 1:
            return next(iter(documents))
        n = bisect_right(self._starts, citation.start)
        if n < len(self._named) and self._starts[n] - citation.end <= _NEAR:
            following = self._named[n]
            between = self._source.folded[citation.end : following.start]
            if "\n" not in between and between.startswith(".") and between.endswith("("):
                return following.form.document
        return None

    def _spoken_of(self, citation: Citation) -> ReferenceForm | None:
        """The law that a report is on: the first that it names."""
        folded = self._source.folded
        opens = citation.start == 0 or folded[citation.start - 1] == "\n"
        if opens or "điều" not in _units(citation) or _OWN_ARTICLE.search(folded, 0, citation.start):
            return None
        words = folded[max(0, citation.start - 40) : citation.start]
        if _BRACKET.search(words) or _AMENDED.search(words):
            return None
        before = self._named[: bisect_left(self._starts, citation.start)]
        return next((c.form.document for c in before if _has_articles(c.form)), None)


def _has_articles(form: ReferenceForm) -> bool:
    if form.name and form.name.lower().startswith("sửa đổi"):
        return False  # what it changes has other numbers than it has itself
    return form.is_law or form.type in _WITH_ARTICLES
