"""Readers of published sets, on small files of the same forms; all sentences were written for these tests."""

import json
from itertools import pairwise
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marks import parse_marks
from vnpolice_ie.errors import InputError
from vnpolice_ie.io.gold import GoldDocument, MarkedArgument
from vnpolice_ie.training.benchmark.enamex import parse
from vnpolice_ie.training.benchmark.samples import LabelledSpan, levels, marks_of, spaced, without_crossing
from vnpolice_ie.training.benchmark.sets import BENCHMARKS, benchmark_of, read_set


def write(folder, files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder


def marked(sample):
    """The marks of a sample as the tests write them, and that their words stand in the text."""
    document = sample.document
    assert all(m.text == document.text[m.start : m.end] for m in document.marks)
    return [(m.tag, m.text) for m in document.marks]


def words(sample):
    return [sample.document.text[start:end] for start, end in sample.tokens]


def column_file(*sentences):
    return "\n".join("\n".join(sentence) + "\n" for sentence in sentences)


SYLLABLES = column_file(
    ["Bệnh O", "nhân O", "23 B-PATIENT_ID", "trú O", "tại O", "Bình B-LOCATION", "Sơn I-LOCATION", ". O"],
    ["Chị O", "L.T.H. B-NAME", "ho B-SYMPTOM_AND_DISEASE", ", O", "sốt B-SYMPTOM_AND_DISEASE"],
)
WORDS = column_file(
    ["Bệnh_nhân O", "23 B-PATIENT_ID", "trú O", "tại O", "Bình_Sơn B-LOCATION", ". O"],
)


class TestPhoNER:
    def test_syllables(self, tmp_path):
        write(tmp_path, {f"data/syllable/{s}_syllable.conll": SYLLABLES for s in ("train", "dev", "test")})
        found = read_set("PhoNER_COVID19", tmp_path)
        first, second = found.parts["train"]
        assert found.variant == "syllable"
        assert first.document.text == "Bệnh nhân 23 trú tại Bình Sơn ."
        assert marked(first) == [("PATIENT_ID", "23"), ("LOCATION", "Bình Sơn")]
        assert marked(second)[1:] == [("SYMPTOM_AND_DISEASE", "ho"), ("SYMPTOM_AND_DISEASE", "sốt")]
        assert words(second) == ["Chị", "L.T.H.", "ho", ",", "sốt"]
        assert found.labels == ("LOCATION", "NAME", "PATIENT_ID", "SYMPTOM_AND_DISEASE")

    def test_words_become_syllables_and_keep_their_bounds(self, tmp_path):
        write(tmp_path, {f"{s}_word.conll": WORDS for s in ("train", "dev", "test")})
        (sample,) = read_set("phoner", tmp_path).parts["test"]
        assert sample.document.text == "Bệnh nhân 23 trú tại Bình Sơn ."
        assert words(sample) == ["Bệnh nhân", "23", "trú", "tại", "Bình Sơn", "."]
        assert marked(sample) == [("PATIENT_ID", "23"), ("LOCATION", "Bình Sơn")]

    def test_of_two_variants_the_asked_one_is_read(self, tmp_path):
        write(tmp_path, {f"syllable/{s}.conll": SYLLABLES for s in ("train", "dev", "test")})
        write(tmp_path, {f"word/{s}.conll": WORDS for s in ("train", "dev", "test")})
        assert len(read_set("phoner", tmp_path).parts["train"]) == 2
        assert len(read_set("phoner", tmp_path, "word").parts["train"]) == 1

    def test_json_lines(self, tmp_path):
        record = {
            "words": ["Ngày", "5_3", "tại", "Bình", "Sơn"],
            "tags": ["O", "B-DATE", "O", "B-LOC", "I-LOC"],
        }
        lines = json.dumps(record, ensure_ascii=False) + "\n"
        write(tmp_path, {f"{s}_syllable.json": lines for s in ("train", "dev", "test")})
        (sample,) = read_set("phoner", tmp_path).parts["dev"]
        assert marked(sample) == [("DATE", "5_3"), ("LOC", "Bình Sơn")]

    def test_tabs_windows_line_ends_and_a_byte_order_mark(self, tmp_path):
        text = "\ufeff" + "\r\n".join(["Bình\tB-LOC", "Sơn\tI-LOC", "", "", "vắng\tO"])
        write(tmp_path, {f"{s}.conll": text for s in ("train", "dev", "test")})
        first, second = read_set("phoner", tmp_path).parts["train"]
        assert (marked(first), marked(second)) == ([("LOC", "Bình Sơn")], [])
        assert words(first) == ["Bình", "Sơn"]

    def test_tags_that_break_their_scheme_are_counted(self, tmp_path):
        text = SYLLABLES + "\n" + column_file(["Tân O", "Hà I-LOCATION"]) + "\n"
        files = {"train.conll": text * 2, "dev.conll": SYLLABLES, "test.conll": SYLLABLES}
        found = read_set("phoner", write(tmp_path, files))
        assert found.notes == ("2 tags of the train part break their scheme; each was read as a beginning",)
        assert marked(found.parts["train"][2]) == [("LOCATION", "Hà")]

    @pytest.mark.parametrize(
        ("line", "fault"),
        [
            ("Sơn", r"train\.conll, line 2: the line 'Sơn' has 1 of the columns token … tag"),
            (
                "Sơn LOC",
                r"train\.conll, line 1 and after: the tag 'LOC' is neither O nor a prefix and a label, as B-PERSON",
            ),
        ],
    )
    def test_a_broken_line_is_named(self, tmp_path, line, fault):
        write(tmp_path, {"train.conll": f"Bình B-LOC\n{line}\n", "test.conll": SYLLABLES})
        with pytest.raises(InputError, match=fault):
            read_set("phoner", tmp_path)

    @pytest.mark.parametrize(
        ("record", "fault"),
        [
            ({"words": ["a"], "tags": []}, "1 words and 0 tags"),
            ({"words": "Bình", "tags": ["O"]}, "no lists of strings"),
            ({"words": ["a", ""], "tags": ["O", "O"]}, "no lists of strings"),
            ({"tags": ["O"]}, "no lists of strings"),
        ],
    )
    def test_a_broken_object_is_named(self, tmp_path, record, fault):
        write(tmp_path, {f"{s}.json": json.dumps(record) for s in ("train", "dev", "test")})
        with pytest.raises(InputError, match=rf"\.json, object 1: .*{fault}"):
            read_set("phoner", tmp_path)


class TestVLSP2016:
    ROWS = "\n".join(
        [
            "<s>",
            "Công_an\tN\tB-NP\tB-ORG\tO",
            "tỉnh\tN\tI-NP\tI-ORG\tO",
            "Bình_Sơn\tNp\tI-NP\tI-ORG\tB-LOC",
            "bắt\tV\tB-VP\tO\tO",
            "Lê_Văn_Tý\tNp\tB-NP\tB-PER",
            "</s>",
            "",
        ]
    )

    def test_both_levels_are_marks_one_in_the_other(self, tmp_path):
        write(tmp_path, {"train.txt": self.ROWS * 20, "test.txt": self.ROWS})
        found = read_set("vlsp-2016", tmp_path)
        (sample,) = found.parts["test"]
        organisation, place, person = sample.document.marks
        assert marked(sample) == [("ORG", "Công an tỉnh Bình Sơn"), ("LOC", "Bình Sơn"), ("PER", "Lê Văn Tý")]
        assert (organisation.parent, place.parent, person.parent) == (None, organisation.number, None)
        assert words(sample) == ["Công an", "tỉnh", "Bình Sơn", "bắt", "Lê Văn Tý"]

    def test_without_a_development_part_each_tenth_sentence_is_held_out(self, tmp_path):
        write(tmp_path, {"train.txt": self.ROWS * 20, "test.txt": self.ROWS})
        found = read_set("vlsp2016", tmp_path)
        assert [len(found.parts[split]) for split in ("train", "dev", "test")] == [18, 2, 1]
        assert "held out" in found.notes[0]

    def test_a_line_with_too_few_columns(self, tmp_path):
        write(tmp_path, {"train.txt": "Bình_Sơn\tNp\tB-LOC\n", "test.txt": self.ROWS})
        with pytest.raises(InputError, match=r"train\.txt, line 1: .* has 3 of the columns"):
            read_set("vlsp2016", tmp_path)


NESTED = (
    'Ngày 5-3, <ENAMEX TYPE="PERSON">Lê Văn Tý</ENAMEX> đến '
    '<ENAMEX TYPE="ORGANIZATION">Công an <ENAMEX TYPE="LOCATION">tỉnh Bình Sơn</ENAMEX></ENAMEX>.\n'
)


class TestVLSP2018:
    def test_a_file_is_a_document_with_nested_marks(self, tmp_path):
        files = {
            "VLSP2018-NER-train-Jan14/Đời sống/1.muc": NESTED,
            "VLSP2018-NER-train-Jan14/Đời sống/2.muc": NESTED * 2,
            "VLSP2018-NER-dev/Xã hội/3.muc": NESTED,
            "VLSP2018-NER-Test-Domains/Xã hội/4.muc": NESTED,
        }
        found = read_set("vlsp2018", write(tmp_path, files))
        assert [len(found.parts[split]) for split in ("train", "dev", "test")] == [2, 1, 1]
        assert found.benchmark.nested
        sample = found.parts["train"][0]
        assert sample.document.text == "Ngày 5-3, Lê Văn Tý đến Công an tỉnh Bình Sơn.\n"
        assert marked(sample) == [
            ("PERSON", "Lê Văn Tý"),
            ("ORGANIZATION", "Công an tỉnh Bình Sơn"),
            ("LOCATION", "tỉnh Bình Sơn"),
        ]
        assert sample.tokens == ()

    @pytest.mark.parametrize(
        ("raw", "plain"),
        [
            ("a < b, 5 > 3 <br> <ENAMEX TYPE='LOC'>Bình Sơn</ENAMEX>", "a < b, 5 > 3 <br> ⟦LOC|Bình Sơn⟧"),
            ("<enamex type=loc> Bình Sơn </enamex >x", " ⟦LOC|Bình Sơn⟧ x"),
            ('<ENAMEX TYPE="LOC"> </ENAMEX>vắng', " vắng"),
            ("", ""),
        ],
    )
    def test_other_brackets_and_edge_spaces(self, raw, plain):
        text, spans = parse_marks(plain)
        document = parse(raw, "1.muc", "1").document
        assert document.text == text
        assert [(m.start, m.end, m.tag) for m in document.marks] == spans

    def test_of_two_tags_around_the_same_words_the_outer_comes_first(self):
        raw = '<ENAMEX TYPE="ORG"><ENAMEX TYPE="LOC">Bình Sơn</ENAMEX></ENAMEX>'
        outer, inner = parse(raw, "1.muc", "1").document.marks
        assert (outer.label, inner.label, inner.parent) == ("ORG", "LOC", outer.number)

    @pytest.mark.parametrize(
        ("raw", "fault"),
        [
            ('a\nb <ENAMEX TYPE="LOC">Bình Sơn', r"1\.muc, line 2: <ENAMEX> is never closed"),
            ("a</ENAMEX>", r"1\.muc, line 1: </ENAMEX> without <ENAMEX> before it"),
            ("<ENAMEX>a</ENAMEX>", "has no type"),
        ],
    )
    def test_a_tag_without_its_other_half(self, raw, fault):
        with pytest.raises(InputError, match=fault):
            parse(raw, "1.muc", "1")

    @given(
        st.recursive(
            st.text("ab <>/\n"), lambda inner: st.lists(inner | st.tuples(inner, st.sampled_from("XY")))
        )
    )
    def test_what_is_marked_comes_back(self, tree):
        parts, text, spans = [], "", []

        def write_out(node):
            nonlocal text
            if isinstance(node, str):
                parts.append(node)
                text += node
            elif isinstance(node, list):
                for part in node:
                    write_out(part)
            else:
                inner, label = node
                parts.append(f'<ENAMEX TYPE="{label}">')
                start = len(text)
                write_out(inner)
                parts.append("</ENAMEX>")
                words = text[start:]
                start += len(words) - len(words.lstrip())
                if words.strip():
                    spans.append((start, start + len(words.strip()), label))

        write_out(tree)
        document = parse("".join(parts), "1.muc", "1").document
        assert document.text == text
        assert {(m.start, m.end, m.label) for m in document.marks} == set(spans)


class TestVietBioNER:
    def test_the_release_tags_without_b(self, tmp_path):
        text = column_file(["Bệnh O", "lao I-Symptom", "phổi I-Symptom", ", O", "sốt I-Symptom", "“Cao O"])
        few = {"data_fewshot_learning/1-shot/train.txt": "x"}
        files = {f"data_supervised_learning/{s}.txt": text for s in ("train", "dev", "test")} | few
        (sample,) = read_set("VietBioNER", write(tmp_path, files)).parts["train"]
        assert marked(sample) == [("Symptom", "lao phổi"), ("Symptom", "sốt")]
        assert words(sample)[-1] == "“Cao"

    RECORD: ClassVar = {
        "id": "a",
        "text": "Bệnh lao phổi, sốt.",
        "entities": [{"start": 5, "end": 13, "label": "Symptom", "text": "lao phổi"}],
        "tokens": ["Bệnh", "lao", "phổi", ",", "sốt", "."],
    }

    def test_json_lines_with_tokens_that_touch(self, tmp_path):
        line = json.dumps(self.RECORD)
        write(tmp_path, {f"{s}.jsonl": line for s in ("train", "dev", "test")})
        (sample,) = read_set("vietbioner", tmp_path).parts["train"]
        assert (marked(sample), words(sample)) == ([("Symptom", "lao phổi")], self.RECORD["tokens"])

    @pytest.mark.parametrize(
        ("change", "fault"),
        [
            ({"entities": [{"start": 5, "end": 99, "label": "S"}]}, "there is no span 5:99"),
            (
                {"entities": [{"start": 6, "end": 13, "label": "S", "text": "lao phổi"}]},
                "do not give 'lao phổi'",
            ),
            ({"entities": [{"start": 5, "label": "S"}]}, "not of the set's form .KeyError: 'end'"),
            ({"entities": None}, "not of the set's form"),
            ({"text": 5}, "its text is a int"),
            ({"tokens": ["Bệnh", "phổi"]}, "the token 'phổi' does not stand in the text at offset 4"),
            ({"tokens": ["Bệnh", ""]}, "the token '' does not stand"),
        ],
    )
    def test_a_broken_object_is_named(self, tmp_path, change, fault):
        write(tmp_path, {f"{s}.jsonl": "\n" + json.dumps(self.RECORD | change) for s in ("train", "test")})
        with pytest.raises(InputError, match=rf"\.jsonl, line 2: .*{fault}"):
            read_set("vietbioner", tmp_path)


class TestVHE:
    TEXT = "Vua sai Lê Tý làm Trấn thủ, sau Tý chết trận."
    RELEASED: ClassVar = {
        "id": "x",
        "text": TEXT,
        "events": [
            {
                "type": "start-position",
                "trigger_word": "làm",
                "offset": [14, 17],
                "arguments": [
                    {"mention": "Lê Tý", "offset": [8, 13], "role": "agent"},
                    {"mention": "Trấn thủ", "offset": [18, 26], "role": "goal"},
                ],
            },
            {
                "type": "start-position",
                "trigger_word": "làm",
                "offset": [14, 17],
                "arguments": [
                    {"mention": "Vua", "offset": [0, 3], "role": "agent"},
                    {"mention": "Lê Tý", "offset": [8, 13], "role": "agent"},
                ],
            },
            {"type": "die", "trigger_word": "chết trận", "offset": [35, 44], "arguments": []},
        ],
    }
    NUMBERED: ClassVar = {
        "id": "x",
        "text": TEXT,
        "entities": [{"start": 8, "end": 13, "label": "ARG"}, {"start": 32, "end": 34, "label": "ARG"}],
        "events": [
            {
                "type": "die",
                "trigger": {"start": 35, "end": 44, "text": "chết trận"},
                "args": [{"role": "theme", "entity": 1}],
            }
        ],
    }

    def read(self, folder, record, suffix=".jsonl"):
        content = json.dumps([record] if suffix == ".json" else record, ensure_ascii=False)
        write(folder, {f"{s}{suffix}": content for s in ("train", "dev", "test")})
        return read_set("vhe", folder).parts["train"][0].document

    def test_the_release_with_two_events_of_one_trigger(self, tmp_path):
        document = self.read(tmp_path, self.RELEASED, ".json")
        marks = document.numbered()
        assert [(m.tag, m.text) for m in document.marks] == [
            ("ARG", "Vua"),
            ("ARG", "Lê Tý"),
            ("EVENT.start-position", "làm"),
            ("ARG", "Trấn thủ"),
            ("EVENT.die", "chết trận"),
        ]
        facts = [(marks[a.trigger].event_type, a.role, marks[a.filler].text) for a in document.arguments]
        assert facts == [
            ("start-position", "agent", "Lê Tý"),
            ("start-position", "goal", "Trấn thủ"),
            ("start-position", "agent", "Vua"),
        ]

    def test_arguments_that_number_entities(self, tmp_path):
        document = self.read(tmp_path, self.NUMBERED)
        assert [(m.tag, m.text) for m in document.marks] == [("ARG", "Tý"), ("EVENT.die", "chết trận")]
        assert len(document.arguments) == 1

    @pytest.mark.parametrize("number", [2, -1, "1"])
    def test_an_argument_that_is_not_there(self, tmp_path, number):
        record = json.loads(json.dumps(self.NUMBERED))
        record["events"][0]["args"][0]["entity"] = number
        with pytest.raises(InputError, match=r"line 1: the object is not of the set's form \("):
            self.read(tmp_path, record)

    @pytest.mark.parametrize(
        ("content", "fault"),
        [
            ("[1]", r", object 1: the object is a int, not an object"),
            ("[{]", r", line 1: the file is no JSON \("),
            ("[" * 100_000, r", line 1: the file is no JSON \("),
            ('[{"text": "a"}]', r", object 1: the object is not of the set's form \(KeyError: 'events'\)"),
            ('{"text": "a", "events": []}\n{"text": "a"', r", line 2: the line is no JSON object"),
        ],
    )
    def test_a_broken_file(self, tmp_path, content, fault):
        write(tmp_path, {f"{s}.json": content for s in ("train", "test")})
        with pytest.raises(InputError, match=rf"train\.json{fault}"):
            read_set("vhe", tmp_path)


class TestFiles:
    @pytest.mark.parametrize("name", list(BENCHMARKS))
    def test_what_was_looked_for_is_said(self, tmp_path, name):
        write(tmp_path, {"README.md": "x", "latest.txt": "x", "contest.conll": "x"})
        with pytest.raises(InputError) as caught:
            read_set(name, tmp_path)
        message = str(caught.value)
        assert message.startswith(f"{tmp_path}: no file of the train part of {BENCHMARKS[name].title}")
        assert all(suffix in message for suffix in BENCHMARKS[name].suffixes)
        assert BENCHMARKS[name].example in message

    def test_no_such_folder(self, tmp_path):
        with pytest.raises(InputError, match="there is no such file or folder"):
            read_set("phoner", tmp_path / "x")

    def test_no_such_benchmark(self):
        with pytest.raises(
            InputError, match=r"there is no benchmark 'conll2003'\. The names are phoner, vlsp2016"
        ):
            benchmark_of("conll2003")

    def test_no_such_variant(self, tmp_path):
        with pytest.raises(InputError, match=r"has no variant 'words'\. It has syllable and word"):
            read_set("phoner", tmp_path, "words")

    def test_two_files_for_one_part(self, tmp_path):
        write(tmp_path, {"a/train.conll": SYLLABLES, "b/train.conll": SYLLABLES, "test.conll": SYLLABLES})
        with pytest.raises(InputError, match="2 files could be the train part"):
            read_set("phoner", tmp_path)

    def test_an_empty_part(self, tmp_path):
        write(tmp_path, {"train.conll": "\n\n", "test.conll": SYLLABLES})
        with pytest.raises(InputError, match=r"train\.conll: the train part of PhoNER_COVID19 holds no text"):
            read_set("phoner", tmp_path)

    def test_a_file_name_says_more_than_its_folder(self, tmp_path):
        files = {f"train and test/validation-{n}.conll": SYLLABLES for n in range(1)}
        files |= {"train and test/x_train.conll": SYLLABLES, "train and test/testset.conll": WORDS}
        found = read_set("phoner", write(tmp_path, files))
        assert [len(found.parts[split]) for split in ("train", "dev", "test")] == [2, 2, 1]


def spans_of(marked_text):
    text, spans = parse_marks(marked_text)
    return text, [LabelledSpan(*span) for span in spans]


class TestLevels:
    CASE = "⟦ORG|Công an ⟦ORG|huyện Tân Hà, ⟦LOC|tỉnh Bình Sơn⟧⟧⟧ bắt ⟦PER|Tý⟧"

    @pytest.mark.parametrize(
        ("from_inside", "expected"),
        [
            (
                False,
                [
                    ["Công an huyện Tân Hà, tỉnh Bình Sơn", "Tý"],
                    ["huyện Tân Hà, tỉnh Bình Sơn"],
                    ["tỉnh Bình Sơn"],
                ],
            ),
            (
                True,
                [
                    ["tỉnh Bình Sơn", "Tý"],
                    ["huyện Tân Hà, tỉnh Bình Sơn"],
                    ["Công an huyện Tân Hà, tỉnh Bình Sơn"],
                ],
            ),
        ],
    )
    def test_from_outside_and_from_inside(self, from_inside, expected):
        text, spans = spans_of(self.CASE)
        found = levels(spans, from_inside=from_inside)
        assert [[text[s.start : s.end] for s in level] for level in found] == expected

    def test_of_one_span_with_two_labels_the_first_is_outer(self):
        outer, inner = LabelledSpan(0, 8, "ORG"), LabelledSpan(0, 8, "LOC")
        spans = [outer, inner]
        assert levels(spans, from_inside=False) == [[outer], [inner]]
        assert levels(spans, from_inside=True) == [[inner], [outer]]

    @given(
        st.lists(st.tuples(st.integers(0, 20), st.integers(1, 9)), unique=True),
        st.booleans(),
    )
    def test_no_span_is_lost_and_none_overlap_in_a_level(self, places, from_inside):
        spans = [LabelledSpan(start, start + length, "X") for start, length in places]
        found = levels(spans, from_inside=from_inside)
        assert sorted(s for level in found for s in level) == sorted(spans)
        for level in found:
            assert all(a.end <= b.start for a, b in pairwise(level))


class TestText:
    @pytest.mark.parametrize(
        ("token", "word"),
        [("Bình_Sơn", "Bình Sơn"), ("_", "_"), ("__", "__"), ("_Sơn_", "_Sơn_"), ("a__b", "a  b")],
    )
    def test_what_a_segmenter_joined(self, token, word):
        text, tokens = spaced(["x", token], segmented=True)
        assert text == f"x {word}"
        assert tokens == ((0, 1), (2, 2 + len(token)))

    @given(st.lists(st.text(st.characters(exclude_categories=["Zs"]), min_size=1)), st.booleans())
    def test_tokens_stand_at_their_offsets(self, tokens, segmented):
        text, spans = spaced(tokens, segmented=segmented)
        assert len(text) == max(0, sum(map(len, tokens)) + len(tokens) - 1)
        if not segmented:
            assert [text[start:end] for start, end in spans] == tokens

    def test_marks_are_numbered_in_order_and_know_their_parents(self):
        text, spans = spans_of("⟦EVENT.DIE|chết ⟦LOC|ở Tân Hà⟧⟧ và ⟦PER|Tý⟧")
        marks = marks_of(text, [*reversed(spans), spans[0]])
        assert [(m.number, m.label, m.event_type, m.parent) for m in marks] == [
            (1, "EVENT", "DIE", None),
            (2, "LOC", None, 1),
            (3, "PER", None, None),
        ]


class TestCrossing:
    def document(self):
        text = "Vua sai Lê Tý đi đánh Tân Hà"
        at = {
            word: (text.index(word), text.index(word) + len(word))
            for word in ("sai Lê Tý", "Tý", "Tý đi đánh", "Tân Hà")
        }
        labels = ("ARG", "ARG", "EVENT.attack", "ARG")
        marks = marks_of(text, [LabelledSpan(*at[w], label) for w, label in zip(at, labels, strict=True)])
        links = tuple(MarkedArgument(2, "agent", filler) for filler in (1, 3, 4))
        return GoldDocument("a", text, marks, arguments=links)

    def test_what_crosses_a_trigger_is_left_out_with_its_arguments(self):
        document, count = without_crossing(self.document())
        assert count == 1
        assert [(m.number, m.tag, m.parent) for m in document.marks] == [
            (2, "EVENT.attack", None),
            (3, "ARG", 2),
            (4, "ARG", None),
        ]
        assert [a.filler for a in document.arguments] == [3, 4]

    @given(
        st.lists(
            st.tuples(st.integers(0, 9), st.integers(1, 9), st.sampled_from(["A", "EVENT.x"])), unique=True
        )
    )
    def test_nothing_crosses_afterwards(self, places):
        text = "x" * 20
        marks = marks_of(
            text, [LabelledSpan(start, start + length, label) for start, length, label in places]
        )
        document, count = without_crossing(GoldDocument("a", text, marks))
        assert len(document.marks) + count == len(marks)
        by_number = document.numbered()
        for mark in document.marks:
            assert mark.parent is None or by_number[mark.parent].contains(mark)
            for other in document.marks:
                assert not mark.overlaps(other) or mark.contains(other) or other.contains(mark)
