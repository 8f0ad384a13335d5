"""Spans and links of rules and model together: who decides, under which name, how surely."""

import pytest

from marks import parse_marks
from told_model import READER, Told, draft_with, settings, unit_spans
from vnpolice_ie.draft import DraftEvent
from vnpolice_ie.lexicon.explanations import explain
from vnpolice_ie.model.decisions import Decision
from vnpolice_ie.model.layers import links_of
from vnpolice_ie.model.links import JointLinkStage
from vnpolice_ie.model.scheme import Scheme
from vnpolice_ie.model.sections import Section, sections_of
from vnpolice_ie.model.spans import JointSpanStage
from vnpolice_ie.model.units import UnitSpan, units_of
from vnpolice_ie.rules import link_stages
from vnpolice_ie.schema import RELATION_TYPES
from vnpolice_ie.scores import RuleScores
from vnpolice_ie.text.source import SourceText

SCORES = RuleScores({"test": 0.7, "argument": 0.6})


def read_spans(rules, model, *, sure=0.9, **decisions):
    """Mark-up of the rules' spans and of the model's → the spans of both as (words, tag, rule, score)."""
    text, found = parse_marks(rules)
    plain, told = parse_marks(model)
    assert plain == text
    nested = {b for b in told for a in told if a[0] <= b[0] and b[1] <= a[1] and a != b}
    backend = Told(
        unit_spans(text, [s for s in told if s not in nested]), unit_spans(text, sorted(nested)), sure=sure
    )
    draft = draft_with(text, found)
    JointSpanStage(backend, READER, settings(**decisions))(draft)
    doc = draft.finish(SCORES)
    return [(m.text, m.tag, m.rule, round(m.score, 2)) for m in doc.entities]


ORG = "⟦ORG|Công an tỉnh Nam Hải⟧ họp."
PLACE = "Công an tỉnh ⟦LOC|Nam Hải⟧ họp."


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("rules", [("Nam Hải", "LOC", "test.rule", 0.7)]),
        ("model", [("Công an tỉnh Nam Hải", "ORG", "model.ORG", 0.9)]),
    ],
)
def test_who_decides_on_a_tag_is_heard(by, expected):
    decision = Decision(by)
    assert read_spans(PLACE, ORG, outer={"LOC": decision, "ORG": decision}) == expected


def test_the_model_may_not_give_a_tag_that_the_rules_decide_on():
    assert read_spans("Công an tỉnh Nam Hải họp.", ORG, outer={"ORG": Decision("rules")}) == []


@pytest.mark.parametrize(("bonus", "expected"), [(1.0, []), (15.0, ["Nam Hải"])])
def test_what_the_rules_found_counts_for_as_much_as_its_bonus(bonus, expected):
    both = {"LOC": Decision("both", bonus)}
    assert [words for words, *_ in read_spans(PLACE, "Công an tỉnh Nam Hải họp.", outer=both)] == expected


def test_where_both_agree_the_rule_is_named_and_the_model_says_how_sure():
    assert read_spans(ORG, ORG, sure=0.8) == [("Công an tỉnh Nam Hải", "ORG", "test.rule", 0.8)]


def test_scores_are_calibrated_by_the_table_of_the_tag():
    calibration = {"ORG": ((0.0, 0.0), (0.8, 0.5), (1.0, 0.9))}
    assert read_spans(ORG, ORG, sure=0.9, calibration=calibration)[0][3] == 0.7


INSIDE = "Giám đốc Công an tỉnh Nam Hải họp."
POST = "⟦POSITION|Giám đốc ⟦ORG|Công an tỉnh Nam Hải⟧⟧ họp."


def test_bodies_in_posts_are_the_second_layer():
    assert read_spans(INSIDE, POST) == [
        ("Giám đốc Công an tỉnh Nam Hải", "POSITION", "model.POSITION", 0.9),
        ("Công an tỉnh Nam Hải", "ORG", "model.ORG", 0.9),
    ]
    assert len(read_spans(INSIDE, POST, inner={"ORG": Decision("rules")})) == 1
    kept = read_spans(POST, "⟦POSITION|Giám đốc Công an tỉnh Nam Hải⟧ họp.", inner={"ORG": Decision("rules")})
    assert [rule for *_, rule, _ in kept] == ["test.rule", "test.rule"]


def test_what_ends_inside_a_unit_stays_only_where_the_rules_decide():
    text = "Điều 5a họp."
    for by, count in (("rules", 1), ("model", 0)):
        draft = draft_with(text, [(0, 6, "DOC_REF")])
        JointSpanStage(Told(), READER, settings(outer={"DOC_REF": Decision(by)}))(draft)
        assert len(draft.mentions()) == count


def test_a_date_of_the_model_is_read_by_the_grammar():
    text, told = parse_marks("Họp ⟦DATE|ngày 5-3-2020⟧.")
    draft = draft_with(text, [])
    JointSpanStage(Told(unit_spans(text, told)), READER, settings())(draft)
    for stage in link_stages():
        stage(draft)
    assert [(m.rule, m.normalized) for m in draft.finish(SCORES).entities] == [("model.DATE", "2020-03-05")]


def test_labels_of_another_scheme_are_read_without_the_rules():
    scheme = Scheme.flat(["PATIENT_ID"])
    text, told = parse_marks("Bệnh nhân ⟦PATIENT_ID|2345⟧ khỏi bệnh.")
    draft = draft_with(text, [(0, 9, "PERSON")])
    JointSpanStage(Told(unit_spans(text, told), scheme=scheme), READER, settings(scheme))(draft)
    assert [(c.label, draft.text_of(c)) for c in draft.mentions()] == [("PATIENT_ID", "2345")]


def test_a_long_text_is_read_in_sections_that_end_with_sentences():
    text = "Ông Lê Nam họp. Bà Vũ Hoa đến. Anh Tạ Minh về."
    draft = draft_with(text, [])
    backend = Told([UnitSpan(1, 3, "PERSON")], links={("PERSON", "PERSON", "HOLDS"): 0.9})
    JointSpanStage(backend, READER, settings(), section=8)(draft)
    assert [draft.text_of(c) for c in draft.mentions("PERSON")] == ["Lê Nam", "Vũ Hoa", "Tạ Minh"]
    assert backend.encoded == 3


@pytest.mark.parametrize(("kept", "runs"), [(0, 4), (8, 3), (100, 2)])
def test_links_of_a_long_text_stay_in_their_section(kept, runs):
    marked = "⟦RANK|Đại tá⟧ ⟦PERSON|Lê Nam⟧ họp. ⟦RANK|Đại úy⟧ ⟦PERSON|Vũ Hoa⟧ đến."
    text, found = parse_marks(marked)
    draft = draft_with(text, found)
    backend = Told([UnitSpan(0, 2, "RANK"), UnitSpan(2, 4, "PERSON")], links={HAS_RANK: 0.9})
    JointSpanStage(backend, READER, settings(), section=8, kept=kept)(draft)
    JointLinkStage(backend, settings())(draft)
    assert backend.encoded == runs
    assert [(r.head.text, r.tail.text) for r in draft.finish(SCORES).relations] == [
        ("Lê Nam", "Đại tá"),
        ("Vũ Hoa", "Đại úy"),
    ]


def test_what_is_held_of_a_batch_is_bounded():
    text, found = parse_marks("⟦RANK|Đại tá⟧ ⟦PERSON|Lê Nam⟧ họp.")
    drafts = [draft_with(text, found) for _ in range(5)]
    backend = Told(unit_spans(text, found), links={HAS_RANK: 0.9})
    JointSpanStage(backend, READER, settings(), section=13, kept=13).batch(drafts)
    assert backend.runs == [2, 2, 1]
    held = [bool(draft.notes["model"].states) for draft in drafts]
    assert held == [True, True, False, False, False]
    for draft in drafts:
        JointLinkStage(backend, settings())(draft)
    assert {len(draft.relations) for draft in drafts} == {1}


def test_a_sentence_longer_than_a_section_is_cut():
    source = SourceText("Ông Lê Nam và bà Vũ Hoa họp. Hết.")
    sections = sections_of(source, units_of(source), 4, 2)
    assert sections == [Section(0, 4, 0, 6), Section(4, 8, 2, 10), Section(8, 11, 6, 11)]
    assert sections_of(SourceText(""), units_of(SourceText("")), 4, 2) == [Section(0, 0, 0, 0)]


TITLES = "⟦RANK|Đại tá⟧ ⟦PERSON|Lê Nam⟧ và ⟦POSITION|Trưởng phòng⟧ họp."


def read_links(marked, answers, rules=(), *, max_distance=160, triggers=None, **decisions):
    """Links that the model gives by tags, among spans that all agree on; rules as (type, head, tail) by words."""
    text, found = parse_marks(marked)
    draft = draft_with(text, found)
    parts = settings(max_distance=max_distance, **decisions)
    backend = Told(unit_spans(text, found), links=answers)
    JointSpanStage(backend, READER, parts)(draft)
    at = {draft.text_of(c): c for c in draft.mentions()}
    for name, head, tail in rules:
        draft.relate(name, at[head], at[tail], "test.rule")
    for stage in link_stages()[-2:]:
        stage(draft)
    JointLinkStage(backend, parts)(draft)
    return draft.finish(SCORES)


def relations(doc):
    return [(r.type, r.tail.text, r.rule, round(r.score, 2)) for r in doc.relations]


HAS_RANK = ("PERSON", "RANK", "HAS_RANK")
HOLDS = ("PERSON", "POSITION", "HOLDS")
RULE = ("HOLDS", "Lê Nam", "Trưởng phòng")


def test_relations_of_the_model_and_what_the_people_get_of_them():
    doc = read_links(TITLES, {HAS_RANK: 0.9, HOLDS: 0.4}, [RULE])
    assert relations(doc) == [("HAS_RANK", "Đại tá", "model_links.HAS_RANK", 0.9)]
    assert [(p.rank, p.positions) for p in doc.people] == [("Đại tá", ())]


def test_a_relation_that_both_find_keeps_the_name_of_its_rule():
    assert relations(read_links(TITLES, {HOLDS: 0.8}, [RULE])) == [
        ("HOLDS", "Trưởng phòng", "test.rule", 0.8)
    ]


def test_relations_that_the_rules_decide_on_stay():
    rules = {"HOLDS": Decision("rules"), "HAS_RANK": Decision("rules")}
    doc = read_links(TITLES, {HAS_RANK: 0.9, HOLDS: 0.1}, [RULE], links=rules)
    assert relations(doc) == [("HOLDS", "Trưởng phòng", "test.rule", 0.7)]


@pytest.mark.parametrize(("bonus", "count"), [(0.1, 0), (2.0, 1)])
def test_a_rule_counts_for_as_much_as_its_bonus(bonus, count):
    both = {"HOLDS": Decision("both", bonus)}
    assert len(relations(read_links(TITLES, {HOLDS: 0.4}, [RULE], links=both))) == count


def test_the_threshold_of_a_link_is_its_own():
    sure = {"HOLDS": Decision(threshold=0.95)}
    assert relations(read_links(TITLES, {HOLDS: 0.9}, links=sure)) == []


def test_where_the_model_has_not_looked_the_rules_answer_stands():
    apart = TITLES.replace("và", "họp cùng với ông")
    doc = read_links(apart, {HAS_RANK: 0.9}, [RULE], max_distance=1)
    assert relations(doc) == [
        ("HAS_RANK", "Đại tá", "model_links.HAS_RANK", 0.9),
        ("HOLDS", "Trưởng phòng", "test.rule", 0.7),
    ]


MEETING = "Ông ⟦PERSON|Lê Nam⟧ dự ⟦EVENT.MEETING|hội nghị⟧ về ⟦DOC_REF|Chỉ thị 5⟧. ⟦EVENT.MEETING|Buổi họp⟧ kéo dài."


def events(doc):
    return [
        ([t.text for t in e.triggers], [(a.role, a.mention.text, round(a.score, 2)) for a in e.arguments])
        for e in doc.events
    ]


def test_arguments_of_the_model_carry_its_scores():
    doc = read_links(MEETING, {("EVENT.MEETING", "PERSON", "CHAIR"): 0.8})
    found = [arguments for _, arguments in events(doc)]
    assert [("CHAIR", "Lê Nam", 0.8)] in found
    assert all(role == "CHAIR" for arguments in found for role, *_ in arguments)


def test_arguments_in_roles_that_the_rules_decide_on_stay():
    rules = {role: Decision("rules") for role in ("PARTICIPANT", "SAME_EVENT")}
    doc = read_links(MEETING, {("EVENT.MEETING", "DOC_REF", "DOCUMENT"): 0.9}, links=rules)
    arguments = [a for _, found in events(doc) for a in found]
    assert ("PARTICIPANT", "Lê Nam", 0.6) in arguments
    assert ("DOCUMENT", "Chỉ thị 5", 0.9) in arguments


@pytest.mark.parametrize(
    ("probability", "expected"), [(0.9, [["hội nghị", "Buổi họp"]]), (0.1, [["hội nghị"], ["Buổi họp"]])]
)
def test_the_model_tells_which_triggers_are_one_event(probability, expected):
    doc = read_links(MEETING, {("EVENT.MEETING", "EVENT.MEETING", "SAME_EVENT"): probability})
    assert [triggers for triggers, _ in events(doc)] == expected


@pytest.mark.parametrize("times", [2, 20])
def test_an_event_that_a_text_comes_back_to_is_looked_at_place_by_place(times):
    text, found = parse_marks("Ông ⟦PERSON|Lê Nam⟧ dự ⟦EVENT.MEETING|hội nghị⟧. " * times)
    draft = draft_with(text, found)
    people, meetings = draft.mentions("PERSON"), draft.mentions("EVENT")
    draft.events = [DraftEvent("MEETING", list(meetings), [("PARTICIPANT", p) for p in people])]
    near = links_of(draft, lambda c: (draft.source.sentence_at(c.start)[0], c.start, c.end), 99)
    assert near == {
        (meeting, person): ["PARTICIPANT"] for meeting, person in zip(meetings, people, strict=True)
    }
    # The first of the next sentence stands 7 characters behind a meeting, its meeting 18.
    assert len(links_of(draft, lambda c: (0, c.start, c.end), 7)) == times + times - 1
    assert len(links_of(draft, lambda c: (0, c.start, c.end), 18)) == times + (times - 1) * 3
    assert len(links_of(draft)) == times * times + times * (times - 1)


def test_without_a_reading_of_the_model_the_links_stay():
    draft = draft_with(*parse_marks(TITLES))
    person, rank = draft.mentions("PERSON")[0], draft.mentions("RANK")[0]
    draft.relate("HAS_RANK", person, rank, "test.rule")
    JointLinkStage(Told(), settings())(draft)
    assert len(draft.relations) == 1


def test_what_the_model_finds_is_explained_in_words():
    tags = settings().scheme.tags
    assert len(tags) > 10
    assert all(explain(f"{JointSpanStage.name}.{tag}") != explain(JointSpanStage.name) for tag in tags)
    stage = JointLinkStage.name
    assert all(explain(f"{stage}.{relation}") != explain(stage) for relation in RELATION_TYPES)
