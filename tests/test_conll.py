"""Columns of tokens and tags become documents with exact offsets."""

import json

import pytest

from vnpolice_ie.errors import VnPoliceError
from vnpolice_ie.io.annotated import read_annotated
from vnpolice_ie.io.conll import Columns
from vnpolice_ie.io.label_sets import OURS
from vnpolice_ie.io.limits import VARIABLE

TWO = """Công\tN\tB-ORG
an\tN\tI-ORG
tỉnh\tN\tI-ORG
họp\tV\tB-EVENT.MEETING
.\tCH\tO

Ông\tN\tO
Sùng\tNp\tB-PERSON
"""


def marks(document):
    assert all(document.text[m.start : m.end] == m.text for m in document.marks)
    return [(m.tag, m.text) for m in document.marks]


def read(tmp_path, text, name="a.conll", **options):
    path = tmp_path / name
    path.write_bytes(text.encode())
    return read_annotated(path, **options)


def test_a_sentence_is_a_document_where_nothing_else_is_said(tmp_path):
    first, second = read(tmp_path, TWO, labels=OURS)
    assert (first.id, first.text) == ("a-1", "Công an tỉnh họp .")
    assert marks(first) == [("ORG", "Công an tỉnh"), ("EVENT.MEETING", "họp")]
    assert (second.id, marks(second)) == ("a-2", [("PERSON", "Sùng")])


@pytest.mark.parametrize(
    "text", [TWO.replace("\n", "\r\n"), TWO.replace("\t", " "), "\ufeff" + TWO, "\n\n" + TWO, TWO.rstrip()]
)
def test_line_ends_separators_and_blank_lines_do_not_matter(tmp_path, text):
    assert [d.text for d in read(tmp_path, text)] == ["Công an tỉnh họp .", "Ông Sùng"]


def test_the_whole_file_may_be_one_document(tmp_path):
    (document,) = read(tmp_path, TWO, columns=Columns(unit="file"))
    assert (document.id, document.text) == ("a", "Công an tỉnh họp .\nÔng Sùng")
    assert marks(document)[-1] == ("PERSON", "Sùng")


@pytest.mark.parametrize("start", ["-DOCSTART-\t-X-\tO\n\n", "# newdoc id = 2\n# sent_id = 2-1\n"])
def test_documents_start_where_the_file_says(tmp_path, start):
    first, second = read(tmp_path, start + TWO + "\n" + start + "Hà\tNp\tB-LOC\nNội\tNp\tI-LOC\n")
    assert first.text == "Công an tỉnh họp .\nÔng Sùng"
    assert marks(second) == [("LOC", "Hà Nội")]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("name", ["a.conll", "a.txt"])
def test_remarks_are_passed_over_and_a_token_may_be_their_sign(tmp_path, name, end):
    rows = "# Labelled in May by two people\n# sent_id = 1\n#\nHà B-LOC\nNội I-LOC\n\n# again\nbài O\n# O\n#họp B-TAG\n\n\n \n"
    first, second = read(tmp_path, rows.replace("\n", end), name)
    assert (first.text, marks(first)) == ("Hà Nội", [("LOC", "Hà Nội")])
    assert (second.text, marks(second)) == ("bài # #họp", [("TAG", "#họp")])


def test_files_of_ours_with_the_outer_layer_alone_are_read(tmp_path):
    rows = "-DOCSTART- -X- O O\n\nHà -X- O B-LOC\nNội -X- O I-LOC\n\n"
    (document,) = read(tmp_path, rows)
    assert marks(document) == [("LOC", "Hà Nội")]


def test_a_broken_line_costs_its_document_alone(tmp_path):
    rows = "Hà B-LOC\nNội I-LOC\n\nbà con\nHuế\nxa\n\nHuế B-LOC\n"
    faults = []
    documents = read(tmp_path, rows, on_error=faults.append)
    assert [(d.id, d.text) for d in documents] == [("a-1", "Hà Nội"), ("a-3", "Huế")]
    assert [(f.where.rpartition(", ")[2], f.what) for f in faults] == [
        ("line 5", "the line has 1 columns, those before it 2")
    ]
    start = "-DOCSTART- O\n\n"
    faults.clear()
    documents = read(tmp_path, start + rows + start + "Hà B-LOC\n", on_error=faults.append)
    assert ([d.id for d in documents], len(faults)) == (["a-2"], 1)


@pytest.mark.parametrize("between", ["", "\n"])
def test_a_document_that_would_fill_the_memory_is_left_out(tmp_path, monkeypatch, between):
    monkeypatch.setenv(VARIABLE, "1")
    start = "-DOCSTART- O\n\n"
    rows = (
        start + "Hà B-LOC\n\n" + start + f"{'mưa' * 100} O\n{between}" * 4_000 + "\n" + start + "Huế B-LOC\n"
    )
    faults = []
    documents = read(tmp_path, rows, on_error=faults.append)
    assert [d.text for d in documents] == ["Hà", "Huế"]
    (fault,) = faults
    assert fault.what == f"the {'document' if between else 'sentence'} has more than 1 MB"


def test_in_columns_of_label_studio_a_task_is_a_sentence(tmp_path):
    rows = "-DOCSTART- -X- O\nHà -X- _ B-LOC\nNội -X- _ I-LOC\n\nmưa -X- _ O\n\n"
    assert [(d.id, d.text) for d in read(tmp_path, rows)] == [("a-1", "Hà Nội"), ("a-2", "mưa")]


def test_columns_can_be_chosen_and_nested_layers_read(tmp_path):
    rows = "1 B-POSITION Giám O\n2 I-POSITION đốc O\n3 I-POSITION Sở B-ORG\n4 I-POSITION Y I-ORG\n"
    (document,) = read(tmp_path, rows, columns=Columns(token=2, tags=(1, 3)), labels=OURS)
    assert [(m.tag, m.text, m.parent) for m in document.marks] == [
        ("POSITION", "Giám đốc Sở Y", None),
        ("ORG", "Sở Y", 1),
    ]


def test_syllables_of_segmented_words_are_told_apart_on_request(tmp_path):
    rows = "Công_an\tB-ORG\n_\tO\nhọp\tO\n"
    (document,) = read(tmp_path, rows, columns=Columns(underscores=True))
    assert (document.text, marks(document)) == ("Công an _ họp", [("ORG", "Công an")])
    (document,) = read(tmp_path, rows)
    assert document.text == "Công_an _ họp"


def test_records_of_words_and_tags_are_read_too(tmp_path):
    line = json.dumps({"words": ["Hà", "Nội", "mưa"], "tags": ["B-LOC", "I-LOC", "O"]})
    (document,) = read(tmp_path, line, "a.jsonl")
    assert (document.id, document.text, marks(document)) == ("a-1", "Hà Nội mưa", [("LOC", "Hà Nội")])


def test_a_text_file_of_columns_is_known_by_its_content(tmp_path):
    assert len(read(tmp_path, TWO, "train.txt")) == 2


# Each case: the file, and the error.
FAULTS = {
    "bad sequence": ("a.conll", "Hà\tB-LOC\nNội\tO\nmưa\tI-LOC\n", "a.conll, line 3: I-LOC continues no span of its label. Write B-LOC where the span starts."),
    "no tag": ("a.conll", "Hà\tB-LOC\nNội\tLOC\n", "a.conll, line 2: the tag 'LOC' is not understood. Write O, B-LABEL or I-LABEL."),
    "unknown label": ("a.conll", "Hà\tB-LOCC\n", "a.conll, line 1: unknown label 'LOCC'. Did you mean LOC? The labels are AWARD, "),
    "ragged": ("a.conll", "Hà\tNp\tB-LOC\nNội\tI-LOC\n", "a.conll, line 2: the line has 2 columns, those before it 3. Separate token and tag"),
    "one column": ("a.conll", "Hà\nNội\n", "a.conll, line 1: the line has 1 columns, too few for token and tag."),
    "no token": ("a.conll", "Hà\tB-LOC\n\tO\n", "a.conll, line 2: the token is empty. Give each line a token."),
    "words and tags": ("a.jsonl", '{"words": ["Hà", "Nội"], "tags": ["B-LOC"]}', "a.jsonl, line 1: there are 2 words and 1 tags. Give one tag a word."),
    "no strings": ("a.jsonl", '{"words": ["Hà"], "tags": [1]}', "a.jsonl, line 1: words and tags are no two lists of strings that are not blank. Write {"),
    "bad word": ("a.jsonl", '{"words": ["Hà", "ơi"], "tags": ["B-LOC", "I-ORG"]}', "a.jsonl, line 1, word 2: I-ORG continues no span"),
}  # fmt: skip


@pytest.mark.parametrize("case", FAULTS)
def test_a_fault_is_named_with_its_line(tmp_path, case):
    name, text, message = FAULTS[case]
    with pytest.raises(VnPoliceError) as error:
        read(tmp_path, text, name, labels=OURS)
    assert message in str(error.value)
