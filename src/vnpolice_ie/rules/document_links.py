"""Which documents a document carries out, amends or replaces: IMPLEMENTS, AMENDS, REPLACES."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence

from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.rules.document_tail import Tail
from vnpolice_ie.schema import RelationType

# From the first document's tail to the second: what the first does to the second.
_IMPLEMENTS = re.compile(
    r"\s?,?\s?[\"“]?(?:về (?:việc )?|quy định |hướng dẫn |nhằm |để |ban hành |tiếp tục "
    r"|đã )?[^.;:\n()]{0,160}?"
    r"(?P<act>quy định chi tiết|hướng dẫn|thi hành|thực hiện|triển khai|quán triệt|sơ kết|tổng kết"
    r"|cụ thể hóa|thể chế hóa)"
    r"(?: (?:hiệu quả|có hiệu quả|nghiêm túc|nghiêm|một số điều|một số nội dung|nội dung|các nội dung"
    r"|chi tiết|tinh thần|kết quả|\d{1,2} năm|một năm"
    r"|việc|thực hiện|thi hành|triển khai|biện pháp|các quy định|quy định|của|tại|và|các|toàn diện"
    r"|đầy đủ|thắng lợi|chủ trương)){0,8} "
)
_OPENS = re.compile(
    r"\s?,?\s?[\"“]?(?:về|quy định|hướng dẫn|nhằm|để|ban hành|tiếp tục|sơ kết|tổng kết|thực hiện"
    r"|triển khai|cụ thể hóa|chi tiết|đã)(?!\w)"
)
_BY_THEIR_LEAVE = re.compile(r" (?:được|đang được) (?:triển khai|thực hiện|ban hành|xây dựng) theo ")
_AMENDS = re.compile(
    r"[^.;\n]{0,200}?(?<!được )(?<!bị )(?P<act>sửa đổi|bổ sung|bãi bỏ một số"
    r"|bãi bỏ các)(?:,? (?:và )?bổ sung)?(?![^.;\n]*(?:bởi|thay thế) $)[^.;\n]{0,80}"
)
# Passive, or about the documents that carry out the law named.
_NO_AMENDMENT = re.compile(r"(?:được|bị) (?:sửa đổi|bổ sung)|thi hành|quy định chi tiết|hướng dẫn|theo |tại ")
_AMENDED_BY = re.compile(
    r"(?:\(|,|^|được )[^.;:\n]{0,20}?sửa đổi(?:,? (?:và )?bổ sung)?(?: một số điều"
    r"| một số nội dung)?(?: (?:bởi|theo|tại|bằng)) (?:các )?$"
)
_REPLACES = re.compile(r"(?:thay thế|bãi bỏ|hủy bỏ|thay cho)(?: (?:cho|toàn bộ|các|đối với))* ?$")
_REPLACED_BY = re.compile(r"(?:được|bị) (?:thay thế|bãi bỏ)(?: (?:bởi|bằng|theo|tại)) (?:các )?$")
_THIS = re.compile(
    r"(?P<type>bộ luật|luật|nghị định|thông tư|nghị quyết|quyết định|quy định|chỉ thị|quy chế"
    r"|pháp lệnh) này(?!\w)"
)
_LAPSES = re.compile(r"(?:hết hiệu lực|bị bãi bỏ|được bãi bỏ)(?!\w)")
_LAPSE_LIST = re.compile(
    r"(?:sau|sau đây)[^.\n]{0,40}(?:hết hiệu lực|bị bãi bỏ)[^.\n]{0,30}:$|(?:bãi bỏ"
    r"|thay thế)[^.\n]{0,60}sau(?: đây)? ?:$"
)
_LIST_LINE = re.compile(r"\s?(?:[a-zđ\d]{1,2}[).]|[-+•*]) ?")
_OPENS_SENTENCE = re.compile(r"(?:[-+•*] ?|\d{1,2}[.)] ?)?(?P<act>sửa đổi|bổ sung|thay thế|bãi bỏ)(?!\w)")
_PREMISE = re.compile(
    r"(?:để |nhằm |tiếp tục |căn cứ )?(?:thực hiện|triển khai|thể chế hóa|cụ thể hóa|quán triệt)(?!\w)"
)
_AND = re.compile(r"\s?(?:và|,? và|cùng)\s(?:các )?")
_AND_OR_COMMA = re.compile(r"\s?(?:,|;|và|,? và)\s(?:các )?")
_MAX_GAP = 420


def relate_documents(draft: Draft, mentions: Sequence[Candidate], tails: Mapping[Candidate, Tail]) -> None:
    """Add the relations between documents; the mentions are in order."""
    links = _Links(draft, tails)
    sentences: dict[int, list[Candidate]] = {}
    for mention in mentions:
        sentences.setdefault(draft.source.sentence_index(mention.start), []).append(mention)
    for index, inside in sentences.items():
        links.read(draft.source.sentences[index], inside)


class _Links:
    """Reads the sentences in order and remembers which document the text is about."""

    def __init__(self, draft: Draft, tails: Mapping[Candidate, Tail]) -> None:
        self._draft = draft
        self._folded = draft.source.folded
        self._tails = tails
        self._amending: Candidate | None = None
        self._lapsing: Candidate | None = None
        self._of_type: dict[str, list[Candidate]] = {}
        self._objects: set[Candidate] = set()

    def read(self, sentence: tuple[int, int], inside: Sequence[Candidate]) -> None:
        """Read one sentence and its mentions, which are in order."""
        start, end = sentence
        self._lapse_list(start, inside)
        self._opening(start, inside)
        for first, second in itertools.pairwise(inside):
            self._pair(first, second, inside)
        self._premise(start, inside)
        self._by_this(start, end, inside)
        for mention in inside:
            if mention not in self._objects and mention.reference and mention.reference.type:
                self._of_type.setdefault(mention.reference.type.lower(), []).append(mention)

    def _relate(self, kind: RelationType, head: Candidate, tail: Candidate, rule: str) -> None:
        if head.reference != tail.reference:
            self._draft.relate(kind, head, tail, f"document_relations.{rule}")
        self._objects.add(tail)

    def _pair(self, first: Candidate, second: Candidate, inside: Sequence[Candidate]) -> None:
        tail = self._tails[first].end
        gap = self._folded[tail : second.start]
        if len(gap) > _MAX_GAP:
            return
        if _AMENDED_BY.search(gap):
            self._amended_by(first, second, inside)
        elif _REPLACED_BY.search(gap):
            self._relate("REPLACES", second, first, "replaced-by")
        elif _REPLACES.search(gap):
            self._relate("REPLACES", self._agent(first, inside), second, "replaces")
        elif _AMENDS.fullmatch(gap) and not _NO_AMENDMENT.search(gap):
            self._amending = self._agent(first, inside)
            self._relate("AMENDS", self._amending, second, "amends")
        elif _BY_THEIR_LEAVE.fullmatch(gap) or (_OPENS.match(gap) and _IMPLEMENTS.fullmatch(gap)):
            self._relate("IMPLEMENTS", first, second, "implements")
            self._with_coordinated("IMPLEMENTS", first, second, inside)

    def _amended_by(self, first: Candidate, second: Candidate, inside: Sequence[Candidate]) -> None:
        target = self._objects_before(first, inside)
        self._draft.relate("AMENDS", second, target, "document_relations.amended-by")
        self._objects.add(second)
        for other in self._coordinated(second, inside, _AND_OR_COMMA):
            self._draft.relate("AMENDS", other, target, "document_relations.amended-by")
            self._objects.add(other)

    def _objects_before(self, first: Candidate, inside: Sequence[Candidate]) -> Candidate:
        """The document that "(đã được sửa đổi …)" speaks of: not the law that it carries out."""
        for relation in reversed(self._draft.relations[-4:]):
            if relation.type == "IMPLEMENTS" and relation.tail is first and relation.head in inside:
                return relation.head
        return first

    def _agent(self, first: Candidate, inside: Sequence[Candidate]) -> Candidate:
        """The acting document: the first one that is itself not acted on."""
        return next((m for m in inside if m not in self._objects and m.start <= first.start), first)

    def _with_coordinated(
        self, kind: RelationType, head: Candidate, second: Candidate, inside: Sequence[Candidate]
    ) -> None:
        for other in self._coordinated(second, inside, _AND):
            self._relate(kind, head, other, "coordinated")

    def _coordinated(
        self, mention: Candidate, inside: Sequence[Candidate], joint: re.Pattern[str]
    ) -> list[Candidate]:
        """Mentions that continue a list begun by a mention."""
        found: list[Candidate] = []
        last = mention
        for other in inside:
            if other.start <= last.start:
                continue
            gap = self._folded[self._tails[last].end : other.start]
            titled = (
                gap[gap.rfind(" và ") :] if len(gap) <= _MAX_GAP and gap.startswith((" quy", " về")) else gap
            )
            if not (joint.fullmatch(gap) or joint.fullmatch(titled)):
                break
            found.append(other)
            last = other
        return found

    def _opening(self, start: int, inside: Sequence[Candidate]) -> None:
        """A sentence "Sửa đổi, bổ sung một số điều của …" that goes on with the amending document."""
        act = _OPENS_SENTENCE.match(self._folded, start)
        if act is None or self._amending is None:
            return
        if len(self._folded[act.end() : inside[0].start]) > 120:
            return
        kind: RelationType = "AMENDS" if act["act"] in ("sửa đổi", "bổ sung") else "REPLACES"
        for mention in inside:
            if mention is not self._amending:
                self._relate(kind, self._amending, mention, "goes-on")

    def _premise(self, start: int, inside: Sequence[Candidate]) -> None:
        """ "Thực hiện Kết luận số 44, X ban hành Kế hoạch số 12": the plan carries out the conclusion."""
        if not _PREMISE.match(self._folded, start) or len(inside) < 2:
            return
        issued = next(
            (
                m
                for m in inside[1:]
                if self._folded.endswith(("ban hành ", "ra ", "ký "), max(start, m.start - 12), m.start)
            ),
            None,
        )
        if issued is not None:
            self._relate("IMPLEMENTS", issued, inside[0], "premise")

    def _by_this(self, start: int, end: int, inside: Sequence[Candidate]) -> None:
        """ "Thông tư này thay thế Thông tư số …", "… hết hiệu lực kể từ ngày Nghị định này có hiệu lực"."""
        this = _THIS.search(self._folded, start, end)
        if this is None:
            return
        agent = self._this(this["type"], inside)
        if agent is None:
            return
        if _LAPSES.search(self._folded, start, end):
            for mention in inside:
                if mention not in self._objects and mention is not agent:
                    self._relate("REPLACES", agent, mention, "lapses")
            if self._folded[start:end].endswith(":"):
                self._lapsing = agent
            return
        first = inside[0]
        if this.end() <= first.start and _REPLACES.search(self._folded, this.end(), first.start):
            self._relate("REPLACES", agent, first, "this-replaces")
        elif this.end() <= first.start and _AMENDS.fullmatch(self._folded, this.end(), first.start):
            self._relate("AMENDS", agent, first, "this-amends")

    def _this(self, kind: str, inside: Sequence[Candidate]) -> Candidate | None:
        before = self._of_type.get(kind, [])
        return next((m for m in before if m not in inside), None)

    def _lapse_list(self, start: int, inside: Sequence[Candidate]) -> None:
        """The lines of a list of documents that lapse."""
        if self._lapsing is None:
            return
        line = _LIST_LINE.match(self._folded, start)
        if line is None:
            self._lapsing = None
            return
        for mention in [inside[0], *self._coordinated(inside[0], inside, _AND_OR_COMMA)]:
            if line.end() == inside[0].start:
                self._relate("REPLACES", self._lapsing, mention, "lapse-list")
