"""Packed lines: read and written as plain ones, the same to the byte each time, and no bomb goes off."""

import contextlib
import gzip
import json
import sqlite3
import zlib
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnpolice_ie.errors import InputError
from vnpolice_ie.io.jsonl import objects_or_faults
from vnpolice_ie.io.packed import ending, opened, packed, stem

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
NEWS = "Ngày {}/3, Đại tá Lê Văn Nam, Giám đốc Công an tỉnh Bình Sơn, ký Kế hoạch số {}/KH-CAT."
LINES = [json.dumps({"text": NEWS.format(n % 28 + 1, n)}, ensure_ascii=False) for n in range(60)]
PLAIN = "".join(f"{line}\n" for line in LINES).encode()


def zstandard(data):
    return pa.Codec("zstd").compress(data, asbytes=True)


PACK = {"gz": gzip.compress, "zst": zstandard}


def unpacked(path):
    with opened(path) as file:
        return file.read()


def parts(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.glob("part-*"))}


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VNPOLICE_IE_MOST_MB", "1")
    Path("news.jsonl").write_bytes(PLAIN)
    for packing, pack in PACK.items():
        Path(f"news.jsonl.{packing}").write_bytes(pack(PLAIN))


@pytest.mark.parametrize(
    ("name", "end", "rest"),
    [
        ("news.jsonl", ".jsonl", "news"),
        ("News.2019.JSONL.GZ", ".jsonl.gz", "News.2019"),
        ("a.b/news.ndjson.zst", ".ndjson.zst", "news"),
        ("news.txt", ".txt", "news"),
        ("news.gz", ".gz", "news"),
        ("jsonl", "", "jsonl"),
    ],
)
def test_the_end_of_a_name_tells_format_and_packing(name, end, rest):
    assert (ending(name), stem(Path(name))) == (end, rest)


@pytest.mark.parametrize("packing", PACK)
def test_packed_texts_are_read_as_plain_ones(run_command, packing):
    assert run_command("annotate", "news.jsonl", "-o", "a.jsonl", "--model", "rules")[0] == 0
    assert run_command("annotate", f"news.jsonl.{packing}", "-o", "b.jsonl", "--model", "rules")[0] == 0
    whole = Path("a.jsonl").read_bytes()
    assert whole == Path("b.jsonl").read_bytes()
    assert json.loads(whole.splitlines()[0])["id"] == "news-1"


@pytest.mark.parametrize("packing", PACK)
def test_one_file_is_packed_as_its_name_says(run_command, packing):
    assert run_command("annotate", EXAMPLES, "-o", "a.jsonl", "--model", "rules")[0] == 0
    for name in ("b", "c"):
        assert run_command("annotate", EXAMPLES, "-o", f"{name}.jsonl.{packing}", "--model", "rules")[0] == 0
    whole = Path("a.jsonl").read_bytes()
    data = Path(f"b.jsonl.{packing}").read_bytes()
    assert unpacked(Path(f"b.jsonl.{packing}")) == whole
    assert data == Path(f"c.jsonl.{packing}").read_bytes()
    assert len(data) < len(whole) / 4


@pytest.mark.parametrize("packing", PACK)
def test_packed_shards_hold_the_lines_of_plain_ones_and_are_gone_on_with(run_command, packing):
    options = ["news.jsonl", "--model", "rules"]
    assert run_command("annotate", *options, "-o", "plain", "--shard-size", 25)[0] == 0
    packs = [*options, "--shard-size", 25, "--compress", packing]
    assert run_command("annotate", *packs, "-o", "packed")[0] == 0
    whole, there = parts(Path("plain")), parts(Path("packed"))
    assert list(there) == [f"{name}.{packing}" for name in whole]
    assert [unpacked(Path("packed", name)) for name in there] == list(whole.values())
    manifest = json.loads(Path("packed/manifest.json").read_text())
    assert [shard["bytes"] for shard in manifest["shards"]] == [len(data) for data in there.values()]
    assert manifest["settings"]["compress"] == packing

    # As if the power had failed while the last shard was written.
    with sqlite3.connect("packed/.run/journal.sqlite") as journal:
        journal.execute("DELETE FROM shard WHERE number = 2")
        journal.execute("DELETE FROM document")
    assert run_command("annotate", *options, "-o", "packed", "--resume")[0] == 0
    assert parts(Path("packed")) == there
    other = "gz" if packing == "zst" else "zst"
    status, _, err = run_command("annotate", *options, "-o", "packed", "--resume", "--compress", other)
    assert status == 2
    assert f"the run was begun with another compress ({packing!r}, now {other!r})" in err


@pytest.mark.parametrize("packing", PACK)
def test_what_reads_shards_reads_packed_ones(run_command, packing):
    packs = ["--shard-size", 3, "--compress", packing, "--model", "rules"]
    assert run_command("annotate", EXAMPLES, "-o", "out", *packs)[0] == 0
    assert run_command("view", "out", "-o", "page.html")[::2] == (0, "")
    assert run_command("build-store", "out", "-o", "news.duckdb")[::2] == (0, "")
    assert run_command("convert", "out", "-o", f"all.jsonl.{packing}")[::2] == (0, "")
    assert run_command("annotate", EXAMPLES, "-o", "whole.jsonl", "--model", "rules")[0] == 0
    assert unpacked(Path(f"all.jsonl.{packing}")) == Path("whole.jsonl").read_bytes()
    status, told, err = run_command("evaluate", EXAMPLES, f"all.jsonl.{packing}")
    assert (status, err) == (0, "")
    assert "POSITION" in told
    assert run_command("show", f"all.jsonl.{packing}", "--limit", 1)[0] == 0


def test_pieces_packed_one_after_the_other_are_one_file():
    for packing, pack in PACK.items():
        path = Path(f"two.jsonl.{packing}")
        path.write_bytes(pack(PLAIN) + pack(PLAIN))
        assert unpacked(path) == PLAIN * 2


def test_much_is_packed_and_unpacked_block_by_block():
    data = [str(n).encode() * 20 for n in range(30_000)]
    for packing in PACK:
        path = Path(f"much.jsonl.{packing}")
        with path.open("wb") as file, packed(file.write, path) as write:
            for piece in data:
                write(piece)
        assert unpacked(path) == b"".join(data)


@pytest.mark.parametrize("packing", PACK)
@pytest.mark.parametrize(
    "damage", [lambda data: data[: len(data) // 2], lambda data: b"\x1f" + data[1:][::-1], lambda data: PLAIN]
)
def test_a_damaged_file_is_listed_and_the_others_come_out(run_command, packing, damage):
    Path("in").mkdir()
    Path("in", f"a.jsonl.{packing}").write_bytes(damage(PACK[packing](PLAIN)))
    Path("in", "b.txt").write_text("Công an xã họp.", encoding="utf-8")
    status, _, err = run_command("annotate", "in", "-o", "out.jsonl", "--model", "rules")
    assert status == 2
    assert f"in/a.jsonl.{packing}: the packed file is damaged (" in err
    ids = [json.loads(line)["id"] for line in Path("out.jsonl").read_text().splitlines()]
    assert ids[-1] == "b"


@pytest.mark.parametrize("packing", PACK)
@pytest.mark.parametrize("content", [b"\n", b" "])
def test_a_bomb_does_not_go_off(run_command, packing, content):
    Path("in").mkdir()
    bomb = PACK[packing](PLAIN + content * 20_000_000)
    Path("in", f"a.jsonl.{packing}").write_bytes(bomb)
    Path("in", "b.txt").write_text("Công an xã họp.", encoding="utf-8")
    status, _, err = run_command("annotate", "in", "-o", "out", "--resume", "--model", "rules")
    assert status == 2
    too_large = "the unpacked file has more than 1 MB. Split it; or, if you trust it" in err
    assert too_large or (content == b"\n" and "a million empty lines in a row" in err)
    ids = [json.loads(line)["id"] for line in Path("out/part-000000.jsonl").read_text().splitlines()]
    assert ids[0] == "a-1"
    assert "b" in ids


def test_gzip_holds_neither_name_nor_time():
    path = Path("a.jsonl.gz")
    with path.open("wb") as file, packed(file.write, path) as write:
        write(PLAIN)
    head = path.read_bytes()[:10]
    assert head[:3] == b"\x1f\x8b\x08"
    assert head[3:8] == bytes(5)
    assert zlib.decompress(path.read_bytes(), 31) == PLAIN


def test_what_one_file_cannot_do_is_said(run_command):
    for arguments, message in (
        (
            ["news.jsonl", "-o", "out.jsonl", "--resume"],
            "out.jsonl: a run that can be gone on with is a folder, not one file. Name a folder: its parts,",
        ),
        (
            ["news.jsonl", "-o", "out.jsonl", "--compress", "gz"],
            "--compress: one file is packed as its name says. Name it out.jsonl.gz, or give --shard-size",
        ),
    ):
        status, _, err = run_command("annotate", *arguments, "--model", "rules")
        assert status == 2
        assert f"error: {message}" in err
    assert not Path("out.jsonl").exists()


@pytest.mark.parametrize("packing", PACK)
@given(data=st.data())
def test_whatever_the_bytes_are_lines_come_out_or_a_clear_error(packing, data):
    whole = PACK[packing](PLAIN)
    at = data.draw(st.integers(0, len(whole) - 1), "at")
    piece = data.draw(st.binary(max_size=6), "piece")
    kept = data.draw(st.integers(at, len(whole)), "kept")
    path = Path(f"odd.jsonl.{packing}")
    path.write_bytes(whole[:at] + piece + whole[kept:])
    read = []
    with contextlib.suppress(InputError):
        for number, found in objects_or_faults(path):
            assert isinstance(found, dict | InputError)
            read.append(number)
    assert read == sorted(read)
