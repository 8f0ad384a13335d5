"""The date that governs the clause of an event."""

from __future__ import annotations

import re

from vnpolice_ie.draft import Candidate
from vnpolice_ie.events.scene import Scene

# A date that is no time of an event: of birth, of a term.
_OTHER_DATE = re.compile(r"(?:\bsn|\bsinh(?: năm| ngày)?|\bnhiệm kỳ|\bgiai đoạn|\bkhóa)\s*$")
_PERIOD = re.compile(r"nhiệm kỳ|giai đoạn|\d{4}\s*-\s*\d{4}")
_YEAR = re.compile(r"(?:năm )?\d{4}")
_SOON = 60  # characters between a verb and a year that follows it closely


def time_of(scene: Scene) -> list[Candidate]:
    """The last date before the trigger that is not cut off from it, else the next one; at most one."""
    dates = [c for c in _dates(scene) if _is_time(scene, c)]
    after = [c for c in dates if scene.end <= c.start < scene.fence]
    if scene.trigger.event_type == "SPEECH":
        after = []  # "cho biết, sáng 27/5 …": the time of what is told
    before = [c for c in dates if c.end <= scene.start and not _is_cut_off(scene, c)]
    if scene.trigger.event_type == "IMPLEMENTATION" and scene.sentence.triggers[0].event_type == "INSPECTION":
        before = []  # "sáng 8-10, Đoàn kiểm tra việc thực hiện": the time of the inspection
    return before[-1:] or after[:1]


def _dates(scene: Scene) -> list[Candidate]:
    """Dates of the sentence that are not a document's, save those of a document that is issued here."""
    dates = scene.sentence.by_label.get("DATE", [])
    if "DOC_REF" not in scene.sentence.by_label:
        return dates
    found: list[Candidate] = []
    for c in dates:
        document = scene.sentence.last_before(c.start, ("DOC_REF",))
        own = document and scene.text(document.end, c.start).strip() in {"", ",", "("}
        issued = scene.trigger.event_type == "ISSUANCE" and document and document.start >= scene.end
        if not own or issued:
            found.append(c)
    return found


def _is_year(scene: Scene, date: Candidate) -> bool:
    return _YEAR.fullmatch(scene.draft.folded_of(date)) is not None


def _is_time(scene: Scene, date: Candidate) -> bool:
    begin = scene.sentence.start
    if _PERIOD.search(scene.draft.folded_of(date)):
        return False
    if _OTHER_DATE.search(scene.text(max(begin, date.start - 12), date.start)):
        return False
    if _is_year(scene, date):  # a year alone says when only at the head of the sentence or by the verb
        return date.start - begin <= 4 or 0 <= date.start - scene.end <= _SOON
    return True


def _is_cut_off(scene: Scene, date: Candidate) -> bool:
    """Tell whether a statement, a quotation or another clause stands between the date and the trigger."""
    source = scene.draft.source.text
    if any(source.find(mark, date.end, scene.start) >= 0 for mark in '"“”;'):
        return True
    return any(
        t.event_type == "SPEECH" and date.end <= t.start and t.end <= scene.start
        for t in scene.sentence.triggers
    )
