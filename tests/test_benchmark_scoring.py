"""Figures of published sets: spans on the set's tokens, levels, exact spans, triggers and arguments."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from seqeval.metrics import f1_score
from seqeval.scheme import IOB2

from marks import parse_marks
from vnpolice_ie.io.gold import GoldDocument, MarkedArgument
from vnpolice_ie.io.tags import decode_tags
from vnpolice_ie.training.benchmark.samples import LabelledSpan, Sample, marks_of
from vnpolice_ie.training.benchmark.scoring import ArgumentFact, Reading, level_tags, score_set
from vnpolice_ie.types import Argument, Doc, Event, Mention


def sample_of(marked, tokens=()):
    text, spans = parse_marks(marked)
    document = GoldDocument("a", text, marks_of(text, [LabelledSpan(*span) for span in spans]))
    return Sample(document, tuple(tokens))


def reading_of(marked):
    return Reading(tuple(LabelledSpan(*span) for span in parse_marks(marked)[1]))


def words(text):
    """Token offsets of a text whose tokens stand between bars."""
    cuts = [-1, *(i for i, c in enumerate(text) if c == "|"), len(text)]
    return [(a + 1, b) for a, b in pairwise(cuts)]


def score(pairs, *, from_inside=False, events=False, tokens=False):
    samples = [sample_of(gold, words(parse_marks(gold)[0]) if tokens else ()) for gold, _ in pairs]
    return score_set(samples, [reading_of(read) for _, read in pairs], from_inside=from_inside, events=events)


class TestTokens:
    def test_a_span_is_read_as_the_tokens_that_it_touches(self):
        pairs = [("ở|⟦LOC|Bình Sơn⟧|và|⟦LOC|Tân Hà⟧", "ở|Bình ⟦LOC|Sơn⟧|và|⟦LOC|Tân Hà⟧")]
        found = score(pairs, tokens=True)
        assert found.levels[0]["LOC"] == (1.0, 1.0, 1.0, 2, 2)
        assert found.exact["LOC"] == (0.5, 0.5, 0.5, 2, 2)

    @pytest.mark.parametrize(
        ("read", "precision", "recall"),
        [
            ("ở|⟦LOC|Bình|Sơn⟧|và|⟦LOC|Tân|Hà⟧", 1, 1),
            ("ở|⟦LOC|Bình|Sơn⟧|và|Tân|Hà", 1, 0.5),
            ("ở|⟦LOC|Bình|Sơn⟧|và|⟦ORG|Tân|Hà⟧", 0.5, 0.5),
            ("ở|⟦LOC|Bình⟧|⟦LOC|Sơn⟧|và|⟦LOC|Tân|Hà⟧", 1 / 3, 0.5),
            ("⟦LOC|ở|Bình|Sơn⟧|và|⟦LOC|Tân|Hà⟧", 0.5, 0.5),
            ("ở|Bình|Sơn|và|Tân|Hà", 0, 0),
        ],
    )
    def test_a_span_is_right_as_a_whole_with_its_label(self, read, precision, recall):
        row = score([("ở|⟦LOC|Bình|Sơn⟧|và|⟦LOC|Tân|Hà⟧", read)], tokens=True).levels[0]["ALL"]
        assert (row.p, row.r) == pytest.approx((precision, recall))

    def test_neighbours_stay_apart(self):
        tags = level_tags(
            [LabelledSpan(0, 2, "X"), LabelledSpan(2, 4, "X")], [(0, 2), (2, 4)], from_inside=False
        )
        assert tags == [["B-X", "B-X"]]

    def test_a_span_between_tokens_is_none(self):
        assert level_tags([LabelledSpan(2, 3, "X")], [(0, 2), (3, 4)], from_inside=False) == []

    @given(st.lists(st.tuples(st.integers(1, 3), st.sampled_from(["", "PER", "LOC"])), min_size=1))
    def test_tags_say_what_the_spans_say(self, pieces):
        spans, at = [], 0
        for length, label in pieces:
            if label:
                spans.append((at, at + length, label))
            at += length
        tokens = [(i, i + 1) for i in range(at)]
        tags = level_tags([LabelledSpan(*span) for span in spans], tokens, from_inside=False)
        assert [tuple(s) for level in tags for s in decode_tags(level)] == spans

    def test_the_figure_is_seqevals_own(self):
        gold = ["⟦PER|Tý⟧|ở|⟦LOC|Bình|Sơn⟧", "⟦PER|Lê|Tý⟧|đi"]
        read = ["⟦PER|Tý⟧|ở|⟦LOC|Bình⟧|Sơn", "Lê|⟦PER|Tý⟧|⟦PER|đi⟧"]
        sides = [
            [level_tags(reading_of(s).spans, words(parse_marks(s)[0]), from_inside=False)[0] for s in side]
            for side in (gold, read)
        ]
        found = score(list(zip(gold, read, strict=True)), tokens=True)
        assert found.f1 == f1_score(*sides, mode="strict", scheme=IOB2) == pytest.approx(2 / 7)


class TestRawText:
    def test_a_span_is_right_if_its_offsets_are(self):
        found = score([("⟦PER|Lê Tý⟧ ở ⟦LOC|Bình Sơn⟧.", "⟦PER|Lê Tý⟧ ở Bình ⟦LOC|Sơn⟧.")])
        assert found.levels[0]["PER"].f1 == 1
        assert found.levels[0]["LOC"] == found.exact["LOC"] == (0, 0, 0, 1, 1)
        assert found.levels[0]["ALL"] == found.exact["ALL"] == (0.5, 0.5, 0.5, 2, 2)

    def test_texts_without_any_span_count_nothing(self):
        found = score([("vắng", "vắng"), ("", "")])
        assert found.levels == ({"ALL": (0, 0, 0, 0, 0)},)

    def test_what_is_found_in_a_text_without_spans_is_wrong(self):
        found = score([("⟦PER|Tý⟧ vắng", "⟦PER|Tý⟧ vắng"), ("Tân", "⟦LOC|Tân⟧")])
        assert found.levels[0]["ALL"] == (0.5, 1, pytest.approx(2 / 3), 1, 2)

    def test_a_text_of_which_nothing_was_read_counts_as_missed(self):
        assert score([("⟦PER|Tý⟧", "Tý")]).levels[0]["ALL"] == (0, 0, 0, 1, 0)


class TestLevels:
    GOLD = "⟦ORG|Công an ⟦LOC|Bình Sơn⟧⟧ bắt ⟦PER|Tý⟧"

    @pytest.mark.parametrize(("from_inside", "level_1"), [(False, ["ORG", "PER"]), (True, ["LOC", "PER"])])
    def test_each_level_has_its_own_figures(self, from_inside, level_1):
        found = score([(self.GOLD, self.GOLD)], from_inside=from_inside)
        assert [sorted(rows) for rows in found.levels] == [
            ["ALL", *level_1],
            ["ALL", *({"ORG", "LOC"} - {*level_1})],
        ]
        assert {rows["ALL"].f1 for rows in found.levels} == {1.0}
        assert found.exact["ALL"] == (1, 1, 1, 3, 3)

    def test_an_inner_span_without_its_outer_one(self):
        found = score([(self.GOLD, "Công an ⟦LOC|Bình Sơn⟧ bắt ⟦PER|Tý⟧")])
        outer, inner = found.levels
        assert outer["ALL"] == (0.5, 0.5, 0.5, 2, 2)
        assert inner["ALL"] == (0, 0, 0, 1, 0)
        assert found.exact["ALL"] == (1, pytest.approx(2 / 3), pytest.approx(0.8), 3, 2)

    def test_the_label_is_left_out_of_what_is_identified(self):
        found = score([("⟦ORG|Bình Sơn⟧", "⟦LOC|Bình Sơn⟧")])
        assert (found.exact["ALL"].f1, found.identified.f1) == (0, 1)


class TestEvents:
    def gold(self):
        text, spans = parse_marks("⟦ARG|Vua⟧ ⟦EVENT.BOUND|sai⟧ ⟦ARG|Tý⟧ ⟦EVENT.ATTACK|đánh⟧ ⟦ARG|Tân Hà⟧")
        marks = marks_of(text, [LabelledSpan(*span) for span in spans])
        links = [(2, "agent", 1), (4, "agent", 3), (4, "theme", 5)]
        return Sample(
            GoldDocument("a", text, marks, arguments=tuple(MarkedArgument(*link) for link in links))
        )

    def test_triggers_and_arguments(self):
        sample = self.gold()
        text = sample.document.text
        at = {word: (text.index(word), text.index(word) + len(word)) for word in ("Vua", "sai", "Tý", "đánh")}
        reading = Reading(
            tuple(
                LabelledSpan(*at[word], label)
                for word, label in [
                    ("Vua", "ARG"),
                    ("sai", "EVENT.DIE"),
                    ("Tý", "ARG"),
                    ("đánh", "EVENT.ATTACK"),
                ]
            ),
            (
                ArgumentFact(*at["Tý"], "ATTACK", "theme"),
                ArgumentFact(*at["Tý"], "ATTACK", "agent"),
                ArgumentFact(*at["Vua"], "DIE", "agent"),
            ),
        )
        found = score_set([sample], [reading], from_inside=False, events=True)
        assert (found.identified.f1, found.f1) == (1, 0.5)
        assert sorted(found.exact) == ["ALL", "EVENT.ATTACK", "EVENT.BOUND", "EVENT.DIE"]
        assert found.arguments_identified == (0.5, pytest.approx(1 / 3), pytest.approx(0.4), 3, 2)
        assert found.arguments_classified["ALL"] == (pytest.approx(1 / 3),) * 3 + (3, 3)
        assert found.to_dict()["arguments_classified"]["theme"]["predicted"] == 1

    def test_a_set_without_events_has_no_arguments(self):
        assert "arguments_classified" not in score([("⟦PER|Tý⟧", "Tý")]).to_dict()

    def test_a_gold_document_and_a_reading_give_the_same_facts(self):
        sample = self.gold()
        mentions = {
            m.number: Mention(m.start, m.end, f"T{m.number}", m.label, m.text, type=m.event_type)
            for m in sample.document.marks
        }
        events = tuple(
            Event(
                f"E{number}",
                mentions[number].type,
                (mentions[number],),
                tuple(
                    Argument(a.role, mentions[a.filler])
                    for a in sample.document.arguments
                    if a.trigger == number
                ),
            )
            for number in (2, 4)
        )
        doc = Doc("a", sample.document.text, tuple(mentions.values()), events=events)
        assert Reading.of_doc(doc) == Reading.of_gold(sample.document)
