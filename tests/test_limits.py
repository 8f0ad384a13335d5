"""Files made to fill the memory or the time end in a clear error, and cost no more than they may."""

import gzip
import io
import json
import sys
import tracemalloc

import pytest

import vnpolice_ie as vie
from vnpolice_ie.io.annotated import read_annotated
from vnpolice_ie.io.inputs import Decoding, read_inputs
from vnpolice_ie.io.jsonl import read_records
from vnpolice_ie.io.limits import VARIABLE, most_bytes
from vnpolice_ie.io.text import read_text
from vnpolice_ie.store.collection import Collection

REPORT = '{"id": "a", "text": "Công an xã họp."}\n'
ANNOTATED = {
    **{"id": "a", "text": "Công an xã họp.", "entities": [], "relations": []},
    **{"events": [], "references": [], "people": []},
}


@pytest.fixture
def one_megabyte(monkeypatch):
    monkeypatch.setenv(VARIABLE, "1")


def test_the_limit_can_be_set(monkeypatch):
    assert most_bytes() == 256_000_000
    monkeypatch.setenv(VARIABLE, "1000")
    assert most_bytes() == 1_000_000_000


@pytest.mark.parametrize("given", ["0", "-1", "two", "1e3", "٣", " "])
def test_a_limit_that_is_none_is_refused(monkeypatch, given):
    monkeypatch.setenv(VARIABLE, given)
    with pytest.raises(
        vie.InputError, match=r"^VNPOLICE_IE_MOST_MB: .* is no number of megabytes\. Write it like 256"
    ):
        most_bytes()


@pytest.mark.usefixtures("one_megabyte")
def test_a_text_that_is_too_large_is_refused(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"a" * 1_000_001)
    with pytest.raises(
        vie.InputError, match=r"a\.txt: the file has more than 1 MB\. Split it; or, if you trust it"
    ):
        read_text(path)
    path.write_bytes(b"a" * 1_000_000)
    assert len(read_text(path)) == 1_000_000


@pytest.mark.usefixtures("one_megabyte")
def test_an_endless_standard_input_is_refused(monkeypatch):
    from vnpolice_ie.io.inputs import STDIN

    class Endless(io.RawIOBase):
        def read(self, size=-1):
            assert size >= 0, "all of it is asked for"
            return b"a" * size

    monkeypatch.setattr(sys, "stdin", type("Stdin", (), {"buffer": Endless()}))
    faults = []
    assert list(read_inputs([STDIN], decoding=Decoding(), date=None, on_error=faults.append)) == []
    assert [str(fault)[:45] for fault in faults] == ["standard input: the file has more than 1 MB. "]


@pytest.mark.usefixtures("one_megabyte")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_line_that_is_too_long_is_passed_over(tmp_path, encoding):
    path = tmp_path / "a.jsonl"
    path.write_text(f'{REPORT}{{"text": "{"a" * 3_000_000}"}}\n{REPORT}', encoding=encoding)
    faults = []
    tracemalloc.start()
    records = list(read_records(path, encoding=encoding, on_error=faults.append))
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()
    assert [record.text for record in records] == ["Công an xã họp."] * 2
    assert [str(fault)[: len(f"{path}, line 2: the line")] for fault in faults] == [
        f"{path}, line 2: the line"
    ]


@pytest.mark.usefixtures("one_megabyte")
def test_a_collection_passes_over_a_line_that_is_too_long(tmp_path):
    path = tmp_path / "a.jsonl"
    long = ANNOTATED | {"id": "b", "text": "a" * 1_000_000}
    path.write_text("".join(json.dumps(r) + "\n" for r in (long, ANNOTATED)), encoding="utf-8")
    faults = []
    with Collection(tmp_path / "a.duckdb") as collection:
        assert collection.load(path, on_error=faults.append).added == 1
    assert "line 1: the line has more than 1 MB" in str(faults[0])


BOMBS = {
    "nested lists": ("[" * 1_000_000, "it is nested too deep"),
    "nested objects": ('{"a":' * 1_000_000, "it is nested too deep"),
    "a number of many digits": (f'{{"id": {"9" * 100_000}}}', "Exceeds the limit"),
    "a key that stands twice": ('{"id": "a", "text": "x", "text": "y"}', "the key 'text' stands twice"),
    "a key inside that stands twice": ('{"text": "x", "n": [{"a": 1, "a": 1}]}', "the key 'a' stands twice"),
    "no number": ('{"id": "a", "text": "x", "score": NaN}', "NaN is no number of JSON"),
    "no end": ('{"id": "a", "text": "x", "score": -Infinity}', "-Infinity is no number of JSON"),
}


@pytest.mark.parametrize("bomb", BOMBS)
@pytest.mark.parametrize("ending", [".jsonl", ".json"])
def test_json_that_no_reader_should_take(tmp_path, bomb, ending):
    content, message = BOMBS[bomb]
    path = tmp_path / f"a{ending}"
    path.write_text(content, encoding="utf-8")
    faults = []
    assert read_annotated(path, on_error=faults.append) == []
    assert [fault for fault in faults if message in str(fault)], faults
    for fault in faults:
        assert fault.where.startswith(str(path))
        assert len(str(fault)) < 1000


def test_a_long_error_keeps_its_beginning_and_end():
    error = vie.InputError("a" * 5_000 + "b", where="w" * 5_000, remedy="Do it")
    assert len(str(error)) < 2_100
    assert error.what.startswith("aaa")
    assert error.what.endswith("ab")


def a_docbin_bomb(path):
    import zlib

    stream = zlib.compressobj(9)
    with path.open("wb") as file:
        for _ in range(30):
            file.write(stream.compress(bytes(1_000_000)))
        file.write(stream.flush())


def a_parquet_bomb(path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    column = pa.array(["a" * 30_000_000, "b"])
    table = pa.table({"id": ["a", "b"], "words": column})
    pq.write_table(table, path, compression="zstd", use_dictionary=False, write_statistics=False)


@pytest.mark.parametrize(("make", "ending"), [(a_docbin_bomb, ".spacy"), (a_parquet_bomb, ".parquet")])
def test_a_packed_bomb_is_refused_before_it_is_unpacked(tmp_path, monkeypatch, make, ending):
    monkeypatch.setenv(VARIABLE, "20")
    path = tmp_path / f"a{ending}"
    make(path)
    assert path.stat().st_size < 200_000
    with pytest.raises(
        vie.InputError, match=r"has more than 20 MB\. Split it; or, if you trust it"
    ) as caught:
        read_annotated(path)
    assert caught.value.where == str(path)


@pytest.mark.parametrize(
    "words",
    [
        *("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\x00=1", "＝1", "|cmd", "  @x"),
        *("\x85－1", "\xa0=1", "\u200b=1", "\ufeff=1", "\u2003@x", "\u202e\u3000+1", "\x1b=1", "\xad=1"),
    ],
)
def test_a_cell_that_would_run_as_a_formula_gets_an_apostrophe(words):
    from vnpolice_ie.io.cells import guarded

    assert guarded(words) == f"'{words}"
    assert guarded(f"Công an {words}") == f"Công an {words}"
    assert guarded("") == ""


def test_a_file_of_empty_lines_ends_with_an_error(tmp_path):
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"id": "a", "text": "x"}\n' + b"\n" * 3_000_000))
    assert path.stat().st_size < 10_000
    failed = []
    assert [record.id for record in read_records(path, on_error=failed.append)] == ["a"]
    assert [str(error) for error in failed] == [
        f"{path}, line 1000001: a million empty lines in a row. Take them out; the rest is not read."
    ]
