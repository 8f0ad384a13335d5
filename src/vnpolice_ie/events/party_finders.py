"""Finders of persons, posts and bodies: one for each `how` of role_patterns that looks for who acts."""

from __future__ import annotations

import re

from vnpolice_ie.draft import Candidate
from vnpolice_ie.events.guests import guests_of, listed_parties
from vnpolice_ie.events.parties import BESIDE, Party
from vnpolice_ie.events.patterns import Pattern
from vnpolice_ie.events.scene import Scene

_PASSIVE = re.compile(r"\b(?:bị|được)(?:,?\s+[^\W\d_]+){0,5}\s*$")
_DOER = re.compile(r"\b(?:bị|được|do)\s+(?:(?:ông|bà|đồng chí|các|lãnh đạo|cơ quan)\s*)?$")
# Words between the subject and its verb that are no new clause.
_NEAR = re.compile(r"(?:[\s,\"“”–—()-]|[^\W\d_]+(?=\W|$)){0,14}")
_PRONOUN = re.compile(
    r"\b(?:ông|bà|anh|chị|họ|tôi|này|đồng chí|cơ quan|chúng tôi|ủy ban|bộ|tỉnh)\s+(?:[^\W\d_]+\s+){0,3}$"
)
# "ông", "chị" as the subject of the trigger, or of its sentence.
_HE = re.compile(
    r"(?:^|[\s\"“”,.–-])(?:ông|bà|anh|chị|cô|hắn|anh ta|cụ|người này|(?<!các )đồng chí)"
    r"\s+(?:[^\W\d_]+\s+){0,3}$"
)
# "Kết luận của Ban Bí thư" is no subject, "đại diện của Ban Bí thư" is one.
_GENITIVE = re.compile(r"(?<!đại diện )(?<!lãnh đạo )(?<!đoàn )\bcủa (?:ông |bà |đồng chí )?$")
# A party after these is no subject of the verb that follows: "gửi Ban Bí thư đề nghị".
_OBLIQUE = re.compile(
    r"\b(?:đề nghị của|tờ trình của|đề xuất của"
    r"|với|cho|tại|gửi|từ|trong|đối với|về|trên|đến|tới|ngoài|phối hợp|thăm|thay mặt|ủy quyền của)"
    r"\s+(?:(?:ông|bà|đồng chí|gia đình|các)\s*)?$"
)
# Before a party that the passive after it is not about: "trốn khỏi Trại giam đã bị bắt".
_NO_PATIENT = re.compile(r"\b(?:khỏi|ra|theo|từ|tại)\s+(?:(?:ông|bà|anh|chị|đồng chí|cơ quan)\s*)?$")
# Somebody else named before a passive: ", 14 đối tượng đã bị bắt".
_OTHER_PATIENT = re.compile(
    r"[,;:][^,;:]*(?:\b(?:các|những|\d+|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|một) (?:[^\W\d_]+ ){0,2}"
    r"(?:đối tượng|bị can|bị cáo|người|cửa hàng|cán bộ|tên|nghi phạm|đồng phạm|chiếc|tàu)\b"
    r"|\b(?:tàu|chồng|vợ|con trai|con gái) )"
)
# After one who leads or owns what is acted against: "ổ nhóm do ông X cầm đầu".
_LEADS = re.compile(r"(?: \([^()]{0,60}\))? (?:cầm đầu|đứng tên|làm chủ|chủ mưu|điều hành)\b")
# Between a word that gives a role and the party: "với các đồng chí", "với phóng viên báo".
_TITLES = re.compile(
    r"(?:[:\s]|\b(?:ông|bà|anh|chị|ngài|đồng chí|các|lãnh đạo|pv|phóng viên|báo|nhà báo|cao|thêm"
    r"|bị can|bị cáo|cả|một|hai|ba|đơn vị|tập thể|cá nhân|đại diện|gia đình|ban|ngành"
    r"|đột xuất|thực tế|trực tiếp|toàn diện)\b)*"
)
# Between a party and the decision that it only hands over or tells of.
_TELLS_OF = re.compile(r"\b(?:thông báo|trình bày|tổ chức|nhận)\b")
_HANDS_OVER = re.compile(r"\b(?:trao|công bố)\b")
# Between a document and who issued it.
_OF_ISSUER = re.compile(r"\s*(?:ngày [\d/.-]{3,10}\s*)?(?:,\s*)?của\s+(?:ông\s+|bà\s+|đồng chí\s+)?")
# Between the body and the act of its decision: "của Bộ Chính trị về việc bổ nhiệm".
_ABOUT = re.compile(r"\s*(?:đã |vừa )?(?:về )?(?:việc )?")
_TOGETHER = re.compile(r"\bphối hợp(?: chặt chẽ)?(?: với| cùng)?(?: với)?(?: các| lực lượng)? $")
_CLAUSE = re.compile(r"(?:[^()]{0,80}\))?(?:[^,;:.()]|\([^()]{0,120}\))*")
# Before a body after the comma of an opening that does not act: "các đại biểu HĐND tỉnh".
_NO_OPENER = re.compile(r"\b(?:của|đại biểu|tại|theo)\s+$")
# Before a body of which somebody is there.
_SENT_BY = re.compile(r"\b(?:lãnh đạo|đại diện|chỉ huy)\b[^,]*$")
_DELEGATION = re.compile(r"\bđoàn\b[^,.;]{0,40}\b(?:của|thuộc)\s+$")
_OBJECT_GAP = 100  # characters between a trigger and its object
_OF = 6  # characters of "của" and the spaces around it
# Before a meeting that is not going on in what its sentence tells.
_ASIDE = re.compile(r"\b(?:sau|trước|bên lề|bên hành lang|kết thúc|để|hướng tới|chuẩn bị)\b")
# Between two posts that are gained together.
_JOINED = re.compile(r"(?:[ ,]|và|kiêm|đồng thời|giữ|chức|vụ|là|làm|nhiệm kỳ [\d -]+)*")
# A punishment after who gets it: "(37 tuổi) 17 năm tù".
_TERM = re.compile(
    r"(?:[^()]{0,80}\))?(?:\s*\([^()]{0,120}\))?(?:(?!\b(?:nhận|lĩnh|lãnh|chịu|từ)\b)[^.;()]){0,60}?"
    r"\b(?:\d[\d.,]* (?:năm|tháng|triệu)|chung thân|tử hình|án treo|tù)\b"
)
_FAR = 300  # characters looked back over for the verb that gives a role
_NEAR_GAP = 60  # characters between a subject and its verb
_TRANSITIVE = frozenset({"INSPECTION", "LEGAL_ACTION", "APPOINTMENT", "COMMENDATION"})
_ACTORS = frozenset({"PERSON", "POSITION", "ORG", "LOC"})


def _actors(party: Party | None, pattern: Pattern) -> list[Candidate]:
    return party.actors(pattern.labels) if party else []


def _subject_party(scene: Scene, pattern: Pattern) -> Party | None:
    for party in scene.before(scene.start):
        if not party.actors(pattern.labels) or _is_object(scene, party):
            continue
        before = scene.text(max(scene.sentence.start, party.start - 24), party.start)
        if _OBLIQUE.search(before) or (before.endswith("làm ") and not party.persons):
            continue
        if _LEADS.match(scene.draft.source.folded, party.end):
            continue
        return None if _only_tells(scene, party) else party
    return None


def _only_tells(scene: Scene, party: Party) -> bool:
    """Tell whether a person only states what others do: "Đại tá Kha cho biết đã bắt hai người"."""
    return (
        scene.trigger.event_type != "SPEECH"
        and bool(party.persons)
        and not scene.crosses_clause(party.end, scene.start)
        and any(
            t.event_type == "SPEECH" and party.end <= t.start < scene.start for t in scene.sentence.triggers
        )
    )


def _is_object(scene: Scene, party: Party) -> bool:
    """Tell whether a verb of the same type before the party has it: "khiển trách ông X; cách chức …"."""
    kind = scene.trigger.event_type
    after_verb = any(
        t.end <= party.start
        and (t.event_type == kind or (t.event_type in _TRANSITIVE and party.start - t.end <= BESIDE))
        for t in scene.sentence.triggers
    )
    gap = scene.text(party.end, min(scene.start, party.end + _NEAR_GAP))
    return after_verb and any(mark in gap for mark in (",", ";", " và ", " bằng "))


def subject(scene: Scene, pattern: Pattern) -> list[Candidate]:
    """The party before the trigger, not in an oblique phrase and no object of another verb."""
    return _actors(_subject_party(scene, pattern), pattern)


def near_subject(scene: Scene, pattern: Pattern) -> list[Candidate]:
    """The party right before the trigger, without a clause, a pronoun or a preposition in between."""
    party = next(scene.before(scene.start), None)
    if party is None:
        return []
    if scene.trigger.start - party.end > _NEAR_GAP:
        return []
    gap = scene.text(party.end, scene.trigger.start)
    if not _NEAR.fullmatch(gap) or _PRONOUN.search(gap):
        return []
    before = scene.text(max(scene.sentence.start, party.start - 24), party.start)
    if _GENITIVE.search(before) or _OBLIQUE.search(before) or before.endswith("làm "):
        return []
    return _actors(party, pattern)


def known(scene: Scene, pattern: Pattern) -> list[Candidate]:
    """The person last named before the sentence, where "ông" or "bà" is the subject."""
    start = scene.sentence.start
    if not _HE.search(scene.text(max(start, scene.start - 40), scene.start)):
        return []
    if any(p.persons for p in scene.before(scene.start)):
        return []
    known = scene.sentence.person_before
    return [known] if known else []


def known_patient(scene: Scene, pattern: Pattern) -> list[Candidate]:
    """The person last named, where a pronoun is the subject of a passive: "anh được tặng"."""
    return known(scene, pattern) if is_passive(scene) or doer_party(scene) else []


def is_passive(scene: Scene) -> bool:
    """Tell whether "bị" or "được" stands before the trigger."""
    if scene.passive is None:
        before = scene.text(max(scene.sentence.start, scene.start - 30), scene.start)
        scene.passive = _PASSIVE.search(before) is not None
    return scene.passive


def doer_party(scene: Scene) -> Party | None:
    """The party between "bị", "được" or "do" and the trigger."""
    if scene.doers is None:
        party = next(scene.before(scene.start), None)
        begin = max(scene.sentence.start, party.start - 30) if party else 0
        scene.doers = [party] if party and _DOER.search(scene.text(begin, party.start)) else []
    return next(iter(scene.doers), None)


def doer(scene: Scene, pattern: Pattern) -> list[Candidate]:
    """Who acts in a passive: "bị Công an tỉnh bắt"."""
    return _actors(doer_party(scene), pattern)


def active_subject(scene: Scene, pattern: Pattern) -> list[Candidate]:
    """The subject, unless the verb is passive."""
    return [] if is_passive(scene) else subject(scene, pattern)


def deciding_subject(scene: Scene, pattern: Pattern) -> list[Candidate]:
    """As active-subject, but for who only hands over or announces what another has decided."""
    party = None if is_passive(scene) else _subject_party(scene, pattern)
    if not party:
        return []
    between = scene.text(max(party.end, scene.start - _FAR), scene.start)
    if _TELLS_OF.search(between) or (party.persons and _HANDS_OVER.search(between)):
        return []
    return party.actors(pattern.labels)


def by_document(scene: Scene, pattern: Pattern) -> list[Candidate]:
    """The issuer named after a document before the trigger: "Theo Quyết định số 6 của Bộ trưởng, …"."""
    document = scene.sentence.last_before(scene.start, ("DOC_REF",))
    if not document:
        return []
    issuers = scene.sentence.between(document.end, scene.start, pattern.labels)[:1]
    return [c for c in issuers if _OF_ISSUER.fullmatch(scene.text(document.end, c.start))]


def of_before(scene: Scene, pattern: Pattern) -> list[Candidate]:
    """The body of "quyết định của Bộ Chính trị bổ nhiệm"."""
    party = next(scene.before(scene.start), None)
    if not party or not _follows_word(scene, pattern, scene.sentence.start, party.start):
        return []
    return party.actors(pattern.labels) if _ABOUT.fullmatch(scene.text(party.end, scene.start)) else []


def delegation(scene: Scene, pattern: Pattern) -> list[Candidate]:
    """The body and the head of "Đoàn công tác của Bộ Công an do ông Vũ Hạnh làm trưởng đoàn"."""
    found: list[Candidate] = []
    for party in scene.before(scene.start):
        before = scene.text(max(scene.sentence.start, party.start - _NEAR_GAP), party.start)
        if party.persons and _DOER.search(before):
            found += party.persons
        elif party.bodies and _DELEGATION.search(before):
            return found + party.actors(("ORG",))
    return []


def partner(scene: Scene, _: Pattern) -> list[Candidate]:
    """The bodies of "phối hợp với Công an tỉnh tổ chức", who act together with the subject."""
    for party in scene.before(scene.start):
        if scene.start - party.end > _NEAR_GAP or not _CLAUSE.fullmatch(scene.text(party.end, scene.start)):
            return []
        if _TOGETHER.search(scene.text(max(scene.sentence.start, party.start - 40), party.start)):
            return party.actors(("ORG",))
    return []


def by_doing(scene: Scene, pattern: Pattern) -> list[Candidate]:
    """The party of "do ông Vũ Hạnh chủ trì"."""
    assert pattern.words is not None
    for party in scene.after():
        before = scene.text(max(scene.end, party.start - 24), party.start)
        after = scene.text(party.end, min(scene.sentence.end, party.end + _OBJECT_GAP))
        if (
            _DOER.search(before)
            and (word := pattern.words.search(after))
            and "," not in after[: word.start()]
        ):
            return party.actors(pattern.labels)
    return []


def patient(scene: Scene, pattern: Pattern) -> list[Candidate]:
    """The subject of a passive, before its doer if one is named."""
    by = doer_party(scene)
    if not by and not is_passive(scene):
        return []
    reach = by.start if by else scene.start
    for party in scene.before(reach):
        before = scene.text(max(scene.sentence.start, party.start - 24), party.start)
        if not (actors := party.actors(pattern.labels)) or _NO_PATIENT.search(before):
            continue
        return [] if _OTHER_PATIENT.search(scene.text(party.end, reach)) else actors
    return []


def direct_object(scene: Scene, pattern: Pattern) -> list[Candidate]:
    """The first party after the trigger that is close enough."""
    for party in scene.after():
        if party.start - scene.end > _OBJECT_GAP or scene.crosses_clause(scene.end, party.start):
            return []
        if actors := party.actors(pattern.labels):
            return actors
    return []


def sentenced(scene: Scene, pattern: Pattern) -> list[Candidate]:
    """The object and those sentenced after it: "tuyên phạt A 20 năm tù, B 18 năm tù"."""
    found: list[Candidate] = []
    for party in scene.after():
        actors = party.actors(pattern.labels)
        if not found and party.start - scene.end > _OBJECT_GAP:
            return []
        term = _TERM.match(scene.draft.source.folded, party.end, min(scene.fence, party.end + _FAR))
        if actors and (term or not found):
            found += actors
        if not term:
            break
    return found


def near_object(scene: Scene, pattern: Pattern) -> list[Candidate]:
    """The party after the trigger with nothing but titles in between."""
    party = next(scene.after(), None)
    if party and _TITLES.fullmatch(scene.draft.source.folded, scene.end, party.start):
        return party.actors(pattern.labels)
    return []


def near_of(scene: Scene, pattern: Pattern) -> list[Candidate]:
    """The party of "buổi lễ của Công an tỉnh"."""
    party = next(scene.after(), None)
    if party and party.start - scene.end <= _OF and scene.text(scene.end, party.start).strip() == "của":
        return party.actors(pattern.labels)
    return []


def _follows_word(scene: Scene, pattern: Pattern, start: int, end: int) -> bool:
    assert pattern.words is not None
    tail = scene.text(max(start, end - 40), end)
    return any(_TITLES.fullmatch(tail, m.end()) for m in pattern.words.finditer(tail))


def word_after(scene: Scene, pattern: Pattern) -> list[Candidate]:
    """What stands right after one of the words, after the trigger."""
    if not _ACTORS.issuperset(pattern.labels) or pattern.labels == ("POSITION",):
        found = scene.next_of(pattern.labels)
        first = [c for c in found if _follows_word(scene, pattern, scene.end, c.start)][:2]
        return (
            first
            if len(first) < 2 or _JOINED.fullmatch(scene.text(first[0].end, first[1].start))
            else first[:1]
        )
    for party in scene.after():
        if _follows_word(scene, pattern, scene.end, party.start):
            if pattern.role == "PARTICIPANT":
                return listed_parties(scene.draft, scene.sentence, pattern.labels, party)
            return party.actors(pattern.labels)
    return []


def each_after(scene: Scene, pattern: Pattern) -> list[Candidate]:
    """As word-after, of every party that stands so: "Huân chương … cho A, Bằng khen cho B"."""
    parties = (p for p in scene.after() if _follows_word(scene, pattern, scene.end, p.start))
    listed = (listed_parties(scene.draft, scene.sentence, pattern.labels, party) for party in parties)
    return [c for found in listed for c in found if c.start < scene.fence]


def word_next(scene: Scene, pattern: Pattern) -> list[Candidate]:
    """The parties after the word that follows the trigger: "hội nghị có …"."""
    assert pattern.words is not None
    text = scene.draft.source.folded
    word = pattern.words.match(text, scene.end + 1)
    party = next(scene.after(), None)
    if word and party and _TITLES.fullmatch(text, word.end(), party.start):
        return listed_parties(scene.draft, scene.sentence, pattern.labels, party)
    return []


def attending(scene: Scene, pattern: Pattern) -> list[Candidate]:
    """The guests listed after "Dự hội nghị có …"."""
    assert pattern.words is not None
    begin = max(scene.sentence.start, scene.start - _NEAR_GAP)
    attended = pattern.words.search(scene.text(begin, scene.start))
    return guests_of(scene, pattern.labels) if attended else []


def word_before(scene: Scene, pattern: Pattern) -> list[Candidate]:
    """What stands right after one of the words, before the trigger."""
    for party in scene.before(scene.trigger.start):
        if _follows_word(scene, pattern, scene.sentence.start, party.start):
            return party.actors(pattern.labels)
    return []


def word_between(scene: Scene, pattern: Pattern) -> list[Candidate]:
    """The subject, with one of the words between it and the trigger: "chủ trì hội nghị"."""
    assert pattern.words is not None
    party = _subject_party(scene, pattern)
    if party and pattern.words.search(scene.text(max(party.end, scene.start - _FAR), scene.start)):
        return party.actors(pattern.labels)
    return []


def opening(scene: Scene, pattern: Pattern) -> list[Candidate]:
    """The party after the comma of an opening: "Phát biểu tại hội nghị, ông Kha …"."""
    begin = scene.sentence.start
    lead = scene.text(begin, scene.trigger.start)
    if len(lead) > _NEAR_GAP or _ASIDE.search(lead) or (pattern.words and not pattern.words.search(lead)):
        return []
    comma = scene.draft.source.text.find(",", scene.trigger.end, scene.sentence.end)
    if comma < 0:
        return []
    for party in scene.sentence.parties:
        if party.start <= comma or _NO_OPENER.search(scene.text(max(comma, party.start - 24), party.start)):
            continue
        if actors := party.actors(pattern.labels):
            near = scene.text(max(comma, party.start - _NEAR_GAP), party.start)
            if pattern.words and actors[0].label == "ORG" and not _SENT_BY.search(near):
                return []  # "Tại hội nghị, Bộ Chính trị đã bổ nhiệm": who decides
            if pattern.role == "ORGANIZER" and scene.text(comma + 1, party.start).strip():
                return []
            return actors if "," in near else []
    return []
