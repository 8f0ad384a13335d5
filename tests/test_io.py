"""Files in and out: texts, JSON Lines, folders, and output that is whole or not there."""

import json
import os
import re
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import vnpolice_ie as vie
from vnpolice_ie.errors import InputError, OutputError, SchemaError
from vnpolice_ie.io.inputs import Decoding, count_documents, find_files, read_inputs
from vnpolice_ie.io.jsonl import dump_line, read_docs, read_objects, read_records
from vnpolice_ie.io.output import OutputFile, OutputFolder, check_output
from vnpolice_ie.io.text import check_encoding, read_text


@pytest.fixture
def faults():
    return []


def records(paths, faults, **options):
    files = find_files(paths)
    options = {"decoding": Decoding(), "date": None, **options}
    return list(read_inputs(files, on_error=faults.append, **options))


class TestTextFiles:
    @pytest.mark.parametrize("text", ["\ufeffHà Nội\r\n\r\nngày 5", "a\rb\x00c\u2028d", ""])
    def test_a_text_is_kept_to_the_last_character(self, tmp_path, text):
        path = tmp_path / "a.txt"
        path.write_bytes(text.encode())
        assert read_text(path) == text

    def test_another_encoding_is_named(self, tmp_path):
        path = tmp_path / "a.txt"
        path.write_bytes("Hà Nội".encode("utf-16"))
        assert read_text(path, encoding="utf-16") == "Hà Nội"

    def test_a_text_that_is_not_utf8_says_where_and_what_to_do(self, tmp_path):
        path = tmp_path / "a.txt"
        path.write_bytes(b"abc\xb5")
        with pytest.raises(InputError) as caught:
            read_text(path)
        message = str(caught.value)
        assert message.startswith(f"{path}: the file is not UTF-8 (byte 0xb5 at offset 3). ")
        assert "--encoding" in message
        assert "--convert tcvn3" in message

    def test_a_file_that_is_not_there(self, tmp_path):
        with pytest.raises(InputError, match=r"there is no such file or folder\. Check the path"):
            read_text(tmp_path / "a.txt")

    def test_a_folder_is_no_text(self, tmp_path):
        with pytest.raises(InputError, match=r"the file cannot be read \(Is a directory\)\. Check its perm"):
            read_text(tmp_path)

    @pytest.mark.parametrize("name", ["utf-99", "rot13", "hex"])
    def test_an_encoding_that_is_none(self, name):
        with pytest.raises(InputError, match=rf"--encoding: there is no encoding '{name}'\. Name one"):
            check_encoding(name)


class TestJsonLines:
    def write(self, tmp_path, *lines):
        path = tmp_path / "a.jsonl"
        path.write_bytes(b"\n".join(lines))
        return path

    def test_documents_with_and_without_id_and_date(self, tmp_path):
        path = self.write(
            tmp_path,
            b'\xef\xbb\xbf{"id": "x", "text": "m\xc3\xb4t", "date": "2020-01-02", "url": "..."}',
            b"",
            b'{"id": 5, "text": "hai"}',
            b'{"text": "ba \\ud800"}',
        )
        assert list(read_records(path)) == [
            ("x", "môt", "2020-01-02"),
            ("5", "hai", None),
            ("a-4", "ba \ud800", None),
        ]

    @pytest.mark.parametrize(
        ("line", "message"),
        [
            (b'{"text": "a"', "the line is no JSON object (Expecting ',' delimiter at column 13). Write one object"),
            (b"[1]", "the line is no JSON object (it is a list, not an object)"),
            (b"[" * 100_000, "the line is no JSON object ("),
            (b"9" * 5_000, "the line is no JSON object ("),
            (b'{"text": "\xff"}', "the file is not UTF-8 (byte 0xff at offset 10)"),
            (b'{"id": "a"}', "the object has no string under 'text'. Write it as"),
            (b'{"text": 5}', "the object has no string under 'text'"),
        ],
    )  # fmt: skip
    def test_a_broken_line_is_named_and_the_others_are_read(self, tmp_path, faults, line, message):
        path = self.write(tmp_path, b'{"text": "a"}', line, b'{"text": "b"}')
        assert [r.text for r in read_records(path, on_error=faults.append)] == ["a", "b"]
        assert len(faults) == 1
        assert str(faults[0]).startswith(f"{path}, line 2: {message}")
        with pytest.raises(InputError):
            list(read_records(path))

    def test_another_encoding_is_named(self, tmp_path, faults):
        path = tmp_path / "a.jsonl"
        path.write_bytes('{"text": "Hà Nội"}\n{"text": "b"}\n'.encode("utf-16"))
        assert [r.text for r in read_records(path, encoding="utf-16")] == ["Hà Nội", "b"]
        path.write_bytes(b"\xff")
        with pytest.raises(InputError, match="the file is not ASCII"):
            list(read_records(path, encoding="ascii", on_error=faults.append))

    def test_a_file_that_is_not_there(self, tmp_path):
        with pytest.raises(InputError, match="there is no such file"):
            list(read_objects(tmp_path / "a.jsonl"))

    def test_annotated_documents_come_back(self, tmp_path, faults):
        doc = vie.Doc("a", "Hà \ud800 Nội", (vie.Mention(5, 8, "T1", "LOC", "Nội"),))
        path = tmp_path / "a.jsonl"
        path.write_bytes(dump_line(doc.to_dict()) + b'{"id": "b", "text": "c", "entities": [{"id": "T1"}]}\n')
        assert list(read_docs(path, on_error=faults.append)) == [doc]
        assert str(faults[0]).startswith(
            f"{path}, line 2, document 'b': the record is not in the output format"
        )
        with pytest.raises(SchemaError):
            list(read_docs(path))

    def test_letters_stand_as_they_are(self):
        assert dump_line({"a": "Hà Nội"}) == '{"a":"Hà Nội"}\n'.encode()

    @given(st.text(st.characters(categories=["L", "Cs", "Cc", "Zl", "Zp"])))
    def test_any_text_makes_one_valid_line(self, text):
        # Two halves of a pair in a row are one character in JSON.
        assume(not re.search("[\ud800-\udbff][\udc00-\udfff]", text))
        line = dump_line({"a": text})
        assert line.count(b"\n") == 1
        assert json.loads(line.decode("utf-8")) == {"a": text}


class TestInputs:
    def test_files_and_folders_in_order_of_name(self, tmp_path, faults):
        (tmp_path / "in" / "sub").mkdir(parents=True)
        (tmp_path / "in" / ".hidden").mkdir()
        for name in ("in/b.txt", "in/a.TXT", "in/sub/c.txt", "in/.hidden/d.txt", "in/e.md"):
            (tmp_path / name).write_text(name, encoding="utf-8")
        (tmp_path / "f.jsonl").write_text('{"id": "g", "text": "h"}\n', encoding="utf-8")
        found = records([tmp_path / "in", tmp_path / "f.jsonl"], faults, date="2020-01-01")
        assert [(r.id, r.text, r.date) for r in found] == [
            ("a", "in/a.TXT", "2020-01-01"),
            ("b", "in/b.txt", "2020-01-01"),
            ("c", "in/sub/c.txt", "2020-01-01"),
            ("g", "h", "2020-01-01"),
        ]
        assert faults == []
        assert count_documents(find_files([tmp_path])) == 4

    def test_the_output_in_an_input_folder_is_not_read(self, tmp_path):
        (tmp_path / "a.txt").touch()
        (tmp_path / "out.jsonl").touch()
        assert find_files([tmp_path], leave_out=tmp_path / "out.jsonl") == [tmp_path / "a.txt"]

    def test_the_mark_up_gives_its_text_id_and_date(self, tmp_path, faults):
        marked = "id: x\ndate: 2020-02-03\n---\nÔng ⟦1:PERSON:p1|Lê Nam⟧ nói.\n===\nDOC d1 Luật\n"
        (tmp_path / "a.txt").write_text(marked, encoding="utf-8")
        (tmp_path / "b.txt").write_text(marked.replace("id: x\n", "").replace("⟧", ""), encoding="utf-8")
        assert records([tmp_path], faults, date="2021-01-01") == [("x", "Ông Lê Nam nói.", "2020-02-03")]
        assert "b.txt: mark 1 is never closed" in str(faults[0])

    def test_two_documents_of_one_id(self, tmp_path, faults):
        (tmp_path / "a.jsonl").write_text('{"id": "a", "text": "b"}\n' * 2, encoding="utf-8")
        assert len(records([tmp_path], faults)) == 1
        taken = f"the id 'a' is taken by a document of {tmp_path / 'a.jsonl'}. Give each document an id"
        assert taken in str(faults[0])

    def test_files_of_one_name_are_told_apart_by_their_folders(self, tmp_path, faults):
        for folder in ("2023", "2024"):
            (tmp_path / folder).mkdir()
            (tmp_path / folder / "01.txt").write_text("b", encoding="utf-8")
        assert [r.id for r in records([tmp_path], faults)] == ["01", "2024/01"]
        assert faults == []

    def test_one_bad_file_does_not_stop_the_others(self, tmp_path, faults):
        (tmp_path / "a.txt").write_bytes(b"\xff")
        (tmp_path / "b.txt").write_text("c", encoding="utf-8")
        assert [r.text for r in records([tmp_path], faults)] == ["c"]
        assert "the file is not UTF-8" in str(faults[0])

    @pytest.mark.parametrize(
        ("name", "message"),
        [
            ("missing.txt", "there is no such file or folder. Check the path."),
            ("empty", "the folder holds no texts. Put .txt or .jsonl files into it."),
            (
                "a.docx",
                "the file ends in '.docx', so it is not clear what it holds. Files that can be read end in .jsonl, .jsonl.gz, .jsonl.zst, .ndjson",
            ),
        ],
    )
    def test_what_cannot_be_read_is_said_before_anything_is_read(self, tmp_path, name, message):
        (tmp_path / "empty").mkdir()
        (tmp_path / "a.docx").touch()
        with pytest.raises(InputError) as caught:
            find_files([tmp_path / name])
        assert str(caught.value).startswith(f"{tmp_path / name}: {message}")


class TestOutput:
    def test_a_file_appears_when_all_is_written(self, tmp_path):
        path = tmp_path / "new" / "folder" / "a.jsonl"
        with OutputFile(path) as file:
            file.write(b"one")
            assert not path.exists()
        assert path.read_bytes() == b"one"
        assert list(path.parent.iterdir()) == [path]

    def test_nothing_is_left_after_an_error_and_the_old_file_stays(self, tmp_path):
        path = tmp_path / "a.jsonl"
        path.write_bytes(b"old")
        with pytest.raises(ZeroDivisionError), OutputFile(path) as file:
            file.write(b"%d" % (1 // 0))
        assert [p.read_bytes() for p in tmp_path.iterdir()] == [b"old"]

    def test_a_device_is_written_to_as_it_is(self):
        device = Path(os.devnull)
        check_output(device, force=False)
        with OutputFile(device) as file:
            file.write(b"gone")
        assert not device.is_file()

    def test_a_file_that_exists_is_not_replaced_unasked(self, tmp_path):
        path = tmp_path / "a.jsonl"
        check_output(path, force=False)
        path.touch()
        check_output(path, force=True)
        with pytest.raises(
            OutputError, match=r"a\.jsonl: the file exists\. Give --force to replace it, or name another"
        ):
            check_output(path, force=False)
        with pytest.raises(OutputError, match=r"this is a folder\. Name a file"):
            check_output(tmp_path, force=True)

    def test_a_place_that_cannot_be_written(self, tmp_path):
        (tmp_path / "file").touch()
        with (
            pytest.raises(
                OutputError, match=r"it cannot be written \(.*\)\. Check the path, its permissions"
            ),
            OutputFile(tmp_path / "file" / "a.jsonl"),
        ):
            pass

    def test_a_generated_folder_is_replaced_as_a_whole(self, tmp_path):
        path = tmp_path / "html"
        for force, names in ((False, ["a", "b"]), (True, ["c"])):
            with OutputFolder(path, marker=".made", force=force) as folder:
                for name in names:
                    folder.write(name, "x")
        assert sorted(p.name for p in path.iterdir()) == [".made", "c"]
        with pytest.raises(ZeroDivisionError), OutputFolder(path, marker=".made", force=True) as folder:
            folder.write("d", str(1 // 0))
        assert sorted(p.name for p in path.iterdir()) == [".made", "c"]
        assert list(tmp_path.iterdir()) == [path]

    def test_a_folder_that_exists_is_not_replaced_unasked(self, tmp_path):
        path = tmp_path / "html"
        with OutputFolder(path, marker=".made", force=False):
            pass
        with pytest.raises(OutputError, match=r"html: the folder exists\. Give --force to replace it"):
            OutputFolder(path, marker=".made", force=False)

    def test_a_folder_with_other_files_is_never_replaced(self, tmp_path):
        (tmp_path / "mine.txt").touch()
        with pytest.raises(
            OutputError, match=r"the folder holds other files\. Name a new or an empty folder"
        ):
            OutputFolder(tmp_path, marker=".made", force=True)
        with pytest.raises(OutputError, match=r"this is a file\. Name a folder"):
            OutputFolder(tmp_path / "mine.txt", marker=".made", force=True)
