"""brat standoff becomes annotated documents."""

from collections import Counter

import pytest

from vnpolice_ie.errors import VnPoliceError
from vnpolice_ie.io.annotated import read_annotated, write_annotated
from vnpolice_ie.io.label_sets import OURS

TEXT = "Ngày 5-3, Đại tá Sùng A Tráo chủ trì Hội nghị về Kết luận số 93.\nÔng Tráo phát biểu.\n"


def span(words, nth=0):
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return f"{start} {start + len(words)}\t{words}"


ANN = f"""T1\tDATE {span("Ngày 5-3")}
T2\tRANK {span("Đại tá")}
T3\tPERSON {span("Sùng A Tráo")}
T4\tMEETING {span("Hội nghị")}
T5\tDOC_REF {span("Kết luận số 93")}
T6\tPERSON {span("Tráo", 1)}
T7\tSPEECH {span("phát biểu")}
R1\tHAS_RANK Arg1:T3 Arg2:T2
E1\tMEETING:T4 TIME:T1 CHAIR:T3 DOCUMENT:T5
E2\tSPEECH:T7 SPEAKER:T6
*\tEquiv T3 T6
#1\tAnnotatorNotes T5\tkey: d1 = Kết luận 93
#2\tAnnotatorNotes T1\tkey: --03-05
#3\tAnnotatorNotes E1\tkey: v1
#4\tAnnotatorNotes T2\tsee page 3
A1\tSure T2
N1\tReference T3 Wiki:5\tTráo
"""


def folder(tmp_path, ann, text=TEXT):
    tmp_path.mkdir(exist_ok=True)
    (tmp_path / "a.txt").write_bytes(text.encode())
    (tmp_path / "a.ann").write_bytes(ann.encode())
    return tmp_path


def test_marks_relations_events_and_keys_are_read(tmp_path):
    left_out = Counter()
    (document,) = read_annotated(folder(tmp_path, ANN), labels=OURS, left_out=left_out)
    assert (document.id, document.text) == ("a", TEXT)
    assert [(m.number, m.tag, m.text, m.key) for m in document.marks] == [
        (1, "DATE", "Ngày 5-3", "--03-05"),
        (2, "RANK", "Đại tá", None),
        (3, "PERSON", "Sùng A Tráo", "px3"),
        (4, "EVENT.MEETING", "Hội nghị", "v1"),
        (5, "DOC_REF", "Kết luận số 93", "d1"),
        (6, "PERSON", "Tráo", "px3"),
        (7, "EVENT.SPEECH", "phát biểu", None),
    ]
    assert document.relations == (("HAS_RANK", 3, 2),)
    assert document.arguments == ((4, "TIME", 1), (4, "CHAIR", 3), (4, "DOCUMENT", 5), (7, "SPEAKER", 6))
    assert document.documents == {"d1": "Kết luận 93"}
    assert left_out == {"note": 1, "attribute": 1, "normalization": 1}


def test_the_text_or_its_annotation_may_be_named(tmp_path):
    folder(tmp_path, ANN)
    assert (
        read_annotated(tmp_path / "a.txt") == read_annotated(tmp_path / "a.ann") == read_annotated(tmp_path)
    )


def test_labels_of_others_stay_as_they_are(tmp_path):
    ann = f"T1\tHội-thảo {span('Hội nghị')}\nT2\tWho {span('Đại tá')}\nE1\tHội-thảo:T1 Theme2:T2\nR1\tnear Arg1:T1 Arg2:T2\n"
    (document,) = read_annotated(folder(tmp_path, ann))
    assert {m.tag for m in document.marks} == {"Hội-thảo", "Who"}
    assert (document.arguments, document.relations) == (((1, "Theme", 2),), (("near", 1, 2),))


def test_events_of_others_go_out_as_they_came_in(tmp_path):
    ann = f"T1\tHội-thảo {span('Hội nghị')}\nT2\tWho {span('Đại tá')}\nT3\tEVENT-tiệc {span('phát biểu')}\nE1\tHội-thảo:T1 Theme:T2 Theme2:T3\nE2\tEVENT-tiệc:T3 Who:T2\nR1\tnear Arg1:T2 Arg2:T1\n"
    documents = read_annotated(folder(tmp_path / "in", ann))
    left_out = Counter()
    write_annotated(documents, tmp_path / "out", "brat", left_out=left_out)
    assert not +left_out
    assert read_annotated(tmp_path / "out") == documents
    assert len(documents[0].arguments) == 3
    lines = (tmp_path / "out/a.ann").read_text(encoding="utf-8").splitlines()
    assert "E1\tHội-thảo:T1 Theme:T2 Theme2:E2" in lines
    configuration = (tmp_path / "out/annotation.conf").read_text(encoding="utf-8")
    assert "Hội-thảo\tTheme*:EVENT-tiệc|Who" in configuration


def test_discontinuous_marks_and_what_hangs_on_them_are_counted(tmp_path):
    ann = ANN + f"T8\tORG 0 4;10 12\tNgày Đạ\nR2\tHOLDS Arg1:T3 Arg2:T8\nT9\tAWARD {span('.')}\n"
    left_out = Counter()
    (document,) = read_annotated(folder(tmp_path, ann), left_out=left_out)
    assert left_out["discontinuous mark"] == 1
    assert left_out["relation or argument of a mark that was left out"] == 1
    assert [m.number for m in document.marks][-2:] == [6, 7]


def test_what_hangs_on_a_discontinuous_trigger_is_counted(tmp_path):
    ann = f"T1\tMEETING 0 4;10 12\tNgày Đạ\nT2\tRANK {span('Đại tá')}\nT3\tSPEECH {span('phát biểu')}\nE1\tMEETING:T1 CHAIR:T2\nE2\tSPEECH:T3 Cause:E1\n*\tEquiv T1 T2\n#1\tAnnotatorNotes E1\tkey: v1\nA1\tNegation E1\n"
    left_out = Counter()
    (document,) = read_annotated(folder(tmp_path, ann), left_out=left_out)
    assert [(m.tag, m.key) for m in document.marks] == [("RANK", None), ("EVENT.SPEECH", None)]
    assert document.arguments == ()
    assert left_out == {
        "discontinuous mark": 1,
        "relation or argument of a mark that was left out": 3,
        "attribute": 1,
    }


def test_two_events_of_one_trigger_are_one_and_counted(tmp_path):
    ann = f"T1\tMEETING {span('Hội nghị')}\nT2\tRANK {span('Đại tá')}\nE1\tMEETING:T1 CHAIR:T2\nE2\tMEETING:T1 SPEAKER:T2\n"
    left_out = Counter()
    (document,) = read_annotated(folder(tmp_path, ann), left_out=left_out)
    assert document.arguments == ((1, "CHAIR", 2), (1, "SPEAKER", 2))
    assert left_out == {"event of a trigger that has one, joined with it": 1}


def test_a_mark_that_brat_cut_at_a_line_end_is_whole_again(tmp_path):
    text = "Bộ\nCông an"
    (document,) = read_annotated(folder(tmp_path, "T1\tORG 0 2;3 10\tBộ Công an\n", text))
    assert [m.text for m in document.marks] == ["Bộ\nCông an"]


def test_line_ends_of_two_characters_may_count_as_one(tmp_path):
    text = TEXT.replace("\n", "\r\n")
    (document,) = read_annotated(folder(tmp_path, ANN, text), labels=OURS)
    assert document.text == text
    assert all(text[m.start : m.end] == m.text for m in document.marks)
    assert document.marks[-1].text == "phát biểu"


def test_files_of_one_name_keep_their_folders(tmp_path):
    folder(tmp_path / "x", ANN)
    folder(tmp_path / "y", ANN)
    assert [d.id for d in read_annotated(tmp_path)] == ["x/a", "y/a"]


# Each case: lines that are added, and the error.
FAULTS = {
    "crossing": (f"T8\tORG {span('tá Sùng A')}", "a.ann, line 18: the mark ORG 'tá Sùng A' crosses RANK 'Đại tá'. Let one contain the other"),
    "unknown label": (f"T8\tPERSN {span('Ông')}", "a.ann, line 18: unknown label 'PERSN'. Did you mean PERSON? The labels are "),
    "outside": ("T8\tORG 5 5000\tNgày", "a.ann, line 18: the span 5:5000 is empty or lies outside the text of 85 characters."),
    "other words": ("T8\tORG 0 4\tBộ Y", "a.ann, line 18: the span 0:4 reads 'Ngày', but its words are 'Bộ Y'. The text was changed"),
    "unknown relation": ("R2\tHAS_RANG Arg1:T3 Arg2:T2", "a.ann, line 18: unknown relation 'HAS_RANG'. Did you mean HAS_RANK? The relations are "),
    "unknown role": ("E3\tMEETING:T4 CHIAR:T3", "a.ann, line 18: unknown role 'CHIAR'. Did you mean CHAIR? The roles are "),
    "role of another type": ("E3\tMEETING:T4 SPEAKER:T3", "MEETING has no role 'SPEAKER'."),
    "wrong ends": ("R2\tHAS_RANK Arg1:T2 Arg2:T3", "HAS_RANK cannot link RANK to PERSON."),
    "wrong nesting": (f"T8\tPERSON {span('Sùng')}", "PERSON inside PERSON. The only nesting is"),
    "no such mark": ("R2\tHAS_RANK Arg1:T3 Arg2:T99", "a.ann, line 18: there is no mark T99. Name only marks that the document has."),
    "mark twice": (f"T3\tORG {span('Ông')}", "a.ann, line 18: there are two marks T3."),
    "event and trigger": ("E3\tSPEECH:T4", "a.ann, line 18: the event is a SPEECH, its trigger T4 is a MEETING."),
    "broken mark": ("T8 ORG 0 4 Ngày", "a.ann, line 18: the line 'T8 ORG 0 4 Ngày' is not understood. Compare the line with"),
    "broken relation": ("R2\tHAS_RANK T3", "a.ann, line 18: the line 'R2\\tHAS_RANK T3' is not understood."),
    "broken event": ("E3\tMEETING", "is not understood"),
    "broken equivalence": ("*\tSame T3 T6", "is not understood"),
    "other line": ("?1\tORG", "a.ann, line 18: the line '?1\\tORG' is not understood."),
    "two keys of one": ("#9\tAnnotatorNotes T3\tkey: p1\n#8\tAnnotatorNotes T6\tkey: p2", "a.ann, line 11: marks that mean the same have the keys p1 and p2."),
    "key of nothing": ("#9\tAnnotatorNotes T99\tkey: p1", "a.ann: the key 'p1' is that of no mark: T99. Give it to a mark"),
    "white space": ("T8\tORG 9 10\t ", "a.ann, line 18: the mark holds no words."),
}  # fmt: skip


@pytest.mark.parametrize("case", FAULTS)
def test_a_fault_is_named_with_its_line(tmp_path, case):
    lines, message = FAULTS[case]
    with pytest.raises(VnPoliceError) as error:
        read_annotated(folder(tmp_path, ANN + lines + "\n"), labels=OURS)
    assert message in str(error.value)


def test_an_annotation_without_its_text_is_a_fault(tmp_path):
    (tmp_path / "a.ann").write_text("T1\tORG 0 4\tNgày\n")
    with pytest.raises(VnPoliceError, match=r"a\.ann: there is no a\.txt beside it\. Put the text"):
        read_annotated(tmp_path)
