"""The commands, run as a user runs them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import vnpolice_ie as vie
from vnpolice_ie.io.jsonl import read_docs
from vnpolice_ie.rules.ranks import RankStage

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "examples"
TEXT = "Ngày 27-8, Đại tá Lê Văn Nam, Giám đốc Công an tỉnh ký Kế hoạch số 15/KH-CAT."


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "160")
    return tmp_path


@pytest.fixture
def run(folder, run_command):
    """Run a command in the folder."""
    return run_command


def lines_of(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def files_of(folder):
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


# Each case: the arguments, and what the message says. Nothing is written in any of them.
REFUSED = {
    "missing file": (["missing.txt"], "missing.txt: there is no such file or folder. Check the path."),
    "missing among others": (["good.txt", "missing.txt"], "missing.txt: there is no such file or folder."),
    "empty folder": (["empty"], "empty: the folder holds no texts. Put .txt or .jsonl files into it."),
    "unknown form": (["a.docx"], "a.docx: the file ends in '.docx', so it is not clear what it holds."),
    "not utf-8": (["latin.txt"], "latin.txt: the file is not UTF-8 (byte 0xe9 at offset 3). Name its encoding with --encoding"),
    "no documents": (["empty.jsonl"], "no document could be read. No output was written."),
    "no date": (["good.txt", "--date", "hôm qua"], "--date: 'hôm qua' is no date. Give the dateline in ISO form, as 2019-08-27, or as 27/8/2019."),
    "no encoding": (["good.txt", "--encoding", "utf-99"], "--encoding: there is no encoding 'utf-99'. Name one that Python knows"),
    "a mark never closed": (["marked.txt"], "marked.txt: mark 1 is never closed. Close it with ⟧ in its own line."),
    "output is a folder": (["good.txt", "-o", "empty"], "empty: this is a folder. Name a file."),
    "output in a file": (["good.txt", "-o", "good.txt/out"], "good.txt/out: it cannot be written ("),
    "name too long": ([f"{'a' * 300}.txt"], f"{'a' * 300}.txt: the file cannot be read (File name too long). Check its permissions and its name."),
    "output name too long": (["good.txt", "-o", "a" * 300], f"{'a' * 300}: it cannot be written (File name too long). Check the path,"),
    "pages name too long": (["good.txt", "--html", "a" * 300], f"{'a' * 300}: it cannot be written (File name too long). Check the path,"),
    "file as a folder": (["good.txt/a.txt"], "good.txt/a.txt: there is no such file or folder. Check the path."),
    "pages in a file": (["good.txt", "--html", "good.txt"], "good.txt: this is a file. Name a folder."),
}  # fmt: skip


class TestAnnotate:
    def test_a_text_becomes_one_line(self, run, folder):
        (folder / "report.txt").write_text(TEXT, encoding="utf-8")
        status, out, err = run("annotate", "report.txt", "-o", "out.jsonl", "--date", "2019-08-28")
        assert (status, err) == (0, "")
        (record,) = lines_of(folder / "out.jsonl")
        assert (record["id"], record["text"], record["date"]) == ("report", TEXT, "2019-08-28")
        assert {"DATE", "RANK", "PERSON", "POSITION", "DOC_REF"} <= {e["label"] for e in record["entities"]}
        assert record["entities"][0]["normalized"] == "2019-08-27"
        counts = dict(line.split() for line in out.splitlines() if len(line.split()) == 2)
        assert counts["documents"] == "1"
        assert counts["RANK"] == "1"
        assert counts["references"] == str(len(record["references"]))
        assert float(counts["seconds"]) > 0

    def test_the_examples_become_lines_and_pages(self, run, folder):
        status, out, _ = run("annotate", EXAMPLES, "-o", "out/examples.jsonl", "--html", "out/html")
        assert status == 0
        records = lines_of(folder / "out" / "examples.jsonl")
        assert len(records) >= 8
        assert "⟦" not in "".join(r["text"] for r in records)
        assert "Pages: out/html/index.html" in out
        assert len(list((folder / "out" / "html").glob("0*.html"))) == len(records)

    def test_json_lines_and_folders_keep_their_order_over_processes(self, run, folder):
        (folder / "in").mkdir()
        for n in range(5):
            (folder / "in" / f"{n}.txt").write_text(f"{n}. {TEXT}", encoding="utf-8")
        rows = [{"id": f"row {n}", "text": TEXT, "date": "2020-01-01"} for n in range(40)]
        (folder / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        status, *_ = run("annotate", "in", "rows.jsonl", "-o", "out.jsonl", "--processes", 2)
        assert status == 0
        names = [r["id"] for r in lines_of(folder / "out.jsonl")]
        assert names == [*"01234", *(r["id"] for r in rows)]

    def test_standard_input_to_standard_output(self, folder):
        run = subprocess.run(
            [sys.executable, "-m", "vnpolice_ie", "annotate", "-", "-o", "-"],
            input=TEXT.encode(),
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        )
        record = json.loads(run.stdout)
        assert (record["id"], record["text"]) == ("stdin", TEXT)
        assert b"documents" in run.stderr
        assert files_of(folder) == []

    def test_lone_surrogates_from_json_come_back(self, run, folder):
        (folder / "in.jsonl").write_text(
            '{"id": "a", "text": "Hà Nội \\ud800 ngày 5-3-2020"}\n', encoding="utf-8"
        )
        status, *_ = run("annotate", "in.jsonl", "-o", "out.jsonl", "--html", "html")
        assert status == 0
        (record,) = lines_of(folder / "out.jsonl")
        assert record["text"] == "Hà Nội \ud800 ngày 5-3-2020"
        assert any(e["normalized"] == "2020-03-05" for e in record["entities"] if e["label"] == "DATE")

    def test_old_encodings_are_converted_where_that_is_asked_for(self, run, folder):
        old = "C«ng an tØnh Hµ Nam".encode("latin-1")
        (folder / "old.txt").write_bytes(old)
        (folder / "saved.txt").write_bytes(old.decode("latin-1").encode("utf-8"))
        (folder / "rows.jsonl").write_text(
            json.dumps({"id": "row", "text": old.decode("latin-1")}), encoding="utf-8"
        )
        for name in ("old.txt", "saved.txt", "rows.jsonl"):
            status, *_ = run("annotate", name, "-o", "out.jsonl", "--convert", "tcvn3", "--force")
            assert status == 0
            assert lines_of(folder / "out.jsonl")[0]["text"] == "Công an tỉnh Hà Nam"
        status, _, err = run("annotate", "old.txt", "-o", "new.jsonl")
        assert status == 2
        assert (
            "old.txt: the file is not UTF-8 (byte 0xab at offset 1). It reads as TCVN3: convert it with"
            in err
        )
        status, _, err = run(
            "annotate", "old.txt", "-o", "new.jsonl", "--convert", "tcvn3", "--encoding", "ascii"
        )
        assert status == 2
        assert "the file is not ASCII" in err

    def test_another_encoding_is_named(self, run, folder):
        (folder / "a.txt").write_bytes(TEXT.encode("utf-16"))
        assert run("annotate", "a.txt", "-o", "out.jsonl", "--encoding", "utf-16")[0] == 0
        assert lines_of(folder / "out.jsonl")[0]["text"] == TEXT

    def test_output_is_replaced_only_with_force(self, run, folder):
        (folder / "a.txt").write_text(TEXT, encoding="utf-8")
        (folder / "out.jsonl").write_text("mine", encoding="utf-8")
        status, _, err = run("annotate", "a.txt", "-o", "out.jsonl")
        assert (status, err) == (
            2,
            "error: out.jsonl: the file exists. Give --force to replace it, or name another.\n",
        )
        assert (folder / "out.jsonl").read_text(encoding="utf-8") == "mine"
        assert run("annotate", "a.txt", "-o", "out.jsonl", "--force")[0] == 0
        assert len(lines_of(folder / "out.jsonl")) == 1

    def test_an_input_is_never_the_output(self, run, folder):
        (folder / "a.jsonl").write_text(json.dumps({"id": "a", "text": TEXT}), encoding="utf-8")
        status, _, err = run("annotate", "a.jsonl", "-o", "./a.jsonl", "--force")
        assert (status, err) == (2, "error: a.jsonl: the output is also an input. Name another file.\n")

    def test_pages_are_not_written_over_other_files(self, run, folder):
        (folder / "a.txt").write_text(TEXT, encoding="utf-8")
        status, _, err = run("annotate", "a.txt", "-o", "out.jsonl", "--html", ".", "--force")
        assert status == 2
        assert "the folder holds other files. Name a new or an empty folder" in err
        assert files_of(folder) == ["a.txt"]

    def test_broken_lines_are_named_and_the_others_are_done(self, run, folder):
        (folder / "in.jsonl").write_text(
            '{"id": "a", "text": "x"}\n{"id":\n{"id": "c", "text": "z"}\n', encoding="utf-8"
        )
        status, _, err = run("annotate", "in.jsonl", "-o", "out.jsonl")
        assert status == 2
        assert err.startswith("error: in.jsonl, line 2: the line is no JSON object (")
        assert [r["id"] for r in lines_of(folder / "out.jsonl")] == ["a", "c"]

    def test_of_many_faults_the_first_are_named_and_all_are_counted(self, run, folder):
        (folder / "in.jsonl").write_text('{"id": "a", "text": "x"}\n' + "{\n" * 30, encoding="utf-8")
        status, _, err = run("annotate", "in.jsonl", "-o", "out.jsonl")
        assert status == 2
        assert err.count("error: ") == 20
        assert err.endswith("… and 10 more\n")

    def test_a_document_with_a_wrong_date_is_named_and_the_others_are_done(self, run, folder):
        rows = [{"id": "a", "text": TEXT, "date": "30/2/2019"}, {"id": "b", "text": TEXT}]
        (folder / "in.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        status, _, err = run("annotate", "in.jsonl", "-o", "out.jsonl")
        assert (status, err) == (
            2,
            "error: document 'a': '30/2/2019' is no date. Give the dateline in ISO form, as 2019-08-27, or as 27/8/2019.\n",
        )
        assert [r["id"] for r in lines_of(folder / "out.jsonl")] == ["b"]

    def test_a_document_that_breaks_a_stage_is_named_and_the_others_are_done(self, run, folder, monkeypatch):
        def breaks(self, draft):
            if draft.id == "b":
                raise ZeroDivisionError("no reason")

        monkeypatch.setattr(RankStage, "__call__", breaks)
        for name in "abc":
            (folder / f"{name}.txt").write_text(TEXT, encoding="utf-8")
        status, _, err = run("annotate", ".", "-o", "out.jsonl")
        assert (status, err) == (1, "error: document 'b': ZeroDivisionError: no reason\n")
        assert [r["id"] for r in lines_of(folder / "out.jsonl")] == ["a", "c"]

    @pytest.mark.parametrize("case", REFUSED)
    def test_what_cannot_be_done_is_said_and_nothing_is_written(self, run, folder, case):
        (folder / "empty").mkdir()
        (folder / "good.txt").write_text(TEXT, encoding="utf-8")
        (folder / "a.docx").touch()
        (folder / "empty.jsonl").touch()
        (folder / "latin.txt").write_bytes("café".encode("latin-1"))
        (folder / "marked.txt").write_text("id: a\n---\n⟦1:ORG|Bộ Công an\n===\n", encoding="utf-8")
        before = files_of(folder)
        arguments, message = REFUSED[case]
        output = [] if "-o" in arguments else ["-o", "out.jsonl"]
        status, _, err = run("annotate", *arguments, *output)
        assert status == 2
        assert f"error: {message}" in err
        assert files_of(folder) == before

    def test_wrong_usage(self, run):
        assert run("annotate", "a.txt")[0] == 2
        assert run("annotate", "a.txt", "-o", "b", "--convert", "viscii")[0] == 2
        assert run("annotate", "a.txt", "-o", "b", "--processes", 0)[0] == 2


class TestShow:
    def test_a_text_is_read_and_shown(self, run, folder):
        (folder / "a.txt").write_text(TEXT, encoding="utf-8")
        status, out, _ = run("show", "a.txt", "--date", "2019-08-28")
        assert status == 0
        assert "[Ngày 27-8]DATE, [Đại tá]RANK [Lê Văn Nam]PERSON, [Giám đốc [Công an tỉnh]ORG]POSITION" in out
        assert "15/KH-CAT" in out.partition("Documents")[2]

    def test_annotated_lines_are_shown_as_they_are(self, run, folder):
        mention = vie.Mention(0, 3, "T1", "AWARD", "abc", rule="mine.rule", score=0.25)
        rows = [vie.Doc(name, "abc", (mention,)).to_dict() for name in ("one", "two", "three")]
        (folder / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        status, out, err = run("show", "a.jsonl", "--limit", 2)
        assert (status, out.count("[abc]AWARD")) == (0, 2)
        assert "… and more; show them with --limit above 2, or one with --id" in err
        out = run("show", "a.jsonl", "--id", "three")[1]
        assert "three" in out
        assert "one" not in out
        status, out, _ = run("explain", "a.jsonl", "--id", "two")
        assert "mine.rule" in out
        assert "0.25" in out

    def test_an_explanation_tells_what_codes_of_units_stand_for(self, run, folder):
        (folder / "a.txt").write_text(
            "Hướng dẫn số 12/HD-BCA-V05 được gửi Công an các tỉnh.", encoding="utf-8"
        )
        status, out, _ = run("explain", "a.txt")
        assert status == 0
        row = next(line for line in out.splitlines() if line.split()[:1] == ["V05"])
        assert row.split()[1:5] == ["Cục", "Xây", "dựng", "phong"]
        assert row.split()[-1] == "2018–"

    def test_an_explanation_names_rules_and_what_they_are(self, run, folder):
        (folder / "a.txt").write_text(TEXT, encoding="utf-8")
        status, out, _ = run("explain", "a.txt")
        assert status == 0
        row = next(line for line in out.splitlines() if "Đại tá" in line)
        assert "ranks." in row
        words = next(line for line in out.splitlines() if line.strip().startswith("ranks."))
        assert "list of ranks" in words

    @pytest.mark.parametrize("command", ["show", "explain"])
    def test_errors(self, run, folder, command):
        (folder / "a.jsonl").write_text('{"id": "a", "text": "x", "entities": []}\n{"id"\n', encoding="utf-8")
        for arguments, message in (
            (["missing.txt"], "missing.txt: there is no such file or folder. Check the path."),
            (["a.jsonl"], "a.jsonl, line 2: the line is no JSON object ("),
            (["a.jsonl", "--date", "x"], "--date: 'x' is no date."),
        ):
            status, _, err = run(command, *arguments)
            assert status == 2
            assert f"error: {message}" in err
        (folder / "b.txt").write_text("x", encoding="utf-8")
        status, _, err = run(command, "b.txt", "--id", "c")
        assert (status, err) == (2, "error: b.txt: no document has the id 'c'. Check the id.\n")


class TestEvaluate:
    def test_predictions_are_compared_with_the_gold(self, run, folder):
        assert run("annotate", EXAMPLES, "-o", "out.jsonl")[0] == 0
        status, out, _ = run("evaluate", EXAMPLES, "out.jsonl", "--errors", 2)
        assert status == 0
        assert "entities" in out
        assert "faults (+ predicted only, - gold only)" in out
        status, figures, _ = run("evaluate", EXAMPLES, "out.jsonl", "--json")
        assert json.loads(figures)["documents"] == len(lines_of(folder / "out.jsonl"))
        assert run("evaluate", EXAMPLES, "--json")[1] == figures

    def test_faults_of_the_gold_are_all_named_and_nothing_is_scored(self, run, folder):
        (folder / "a.txt").write_text("id: a\n---\n⟦1:PLACE|Hà Nội⟧ ⟦2:ORG|Bộ ⟧\n===\n", encoding="utf-8")
        status, out, err = run("evaluate", "a.txt")
        assert (status, out) == (2, "")
        assert (
            "error: a.txt, mark 1 PLACE 'Hà Nội': unknown label 'PLACE'. The labels are DOC_REF, RANK," in err
        )
        assert "error: a.txt, mark 2 ORG 'Bộ ': the span is empty or has a space" in err

    def test_errors(self, run, folder):
        (folder / "a.txt").write_text("id: a\n---\n⟦1:LOC|Hà Nội⟧\n===\n", encoding="utf-8")
        (folder / "other.jsonl").write_text('{"id": "b", "text": "x"}\n', encoding="utf-8")
        (folder / "text.jsonl").write_text('{"id": "a", "text": "x"}\n', encoding="utf-8")
        (folder / "label.jsonl").write_text(
            '{"id": "a", "text": "x", "entities": [{"id": "T1", "start": 0, "end": 1, "label": "X", "text": "x"}]}\n'
        )
        for arguments, message in (
            (["missing"], "missing: there is no such file or folder."),
            (["a.txt", "missing.jsonl"], "missing.jsonl: there is no such file or folder."),
            (["a.txt", "other.jsonl"], "1 of 1 documents have no prediction, as a. Annotate all documents"),
            (["a.txt", "text.jsonl"], "document 'a': the prediction's text is not the gold text."),
            (
                ["a.txt", "label.jsonl"],
                "label.jsonl, line 1, document 'a': unknown label 'X'. The labels are",
            ),
        ):
            status, _, err = run("evaluate", *arguments)
            assert status == 2
            assert f"error: {message}" in err


def test_the_schema_is_printed(run):
    status, out, _ = run("schema")
    assert status == 0
    assert json.loads(out) == json.loads((ROOT / "docs" / "output.schema.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("command", ["annotate", "show", "explain", "evaluate", "compare", "schema"])
def test_help_teaches_with_examples(run, command):
    status, out, _ = run(command, "--help")
    assert status == 0
    assert f"vnpolice-ie {command}" in out.partition("Example")[2]


def test_the_version_is_printed(run):
    assert run("--version")[1] == f"vnpolice-ie {vie.__version__}\n"


def test_a_message_shows_control_characters_instead_of_sending_them(run, folder):
    status, _, err = run("annotate", "\x1b[31m[red].txt", "-o", "out.jsonl")
    assert status == 2
    assert "\\x1b[31m[red].txt: there is no such file" in err


def test_annotated_documents_are_read_back(run, folder):
    assert run("annotate", EXAMPLES, "-o", "out.jsonl")[0] == 0
    assert [d.to_dict() for d in read_docs(Path("out.jsonl"))] == lines_of(folder / "out.jsonl")


def test_words_between_colons_are_no_emoji(run, folder):
    (folder / "gold.txt").write_text("id: a\n---\n⟦3:DATE|hôm nay⟧\n===\n", encoding="utf-8")
    status, _, err = run("evaluate", "gold.txt")
    assert status == 2
    assert "a DATE needs a key. Write it as 3:DATE:KEY." in err
    status, _, err = run("annotate", ":date:.txt", "-o", "out.jsonl")
    assert status == 2
    assert ":date:.txt: there is no such file" in err


def test_a_pipeline_is_chosen_by_name(run, folder):
    (folder / "report.txt").write_text(TEXT, encoding="utf-8")
    for command in (["annotate", "report.txt", "-o", "-"], ["show", "report.txt"], ["explain", "report.txt"]):
        status, out, _ = run(*command, "--model", "rules")
        assert status == 0
        assert "Lê Văn Nam" in out
        status, _, error = run(*command, "--model", "nothing")
        assert status != 0
        assert "there is no pipeline 'nothing'" in error
