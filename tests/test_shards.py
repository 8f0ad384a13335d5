"""Output in shards: what a run leaves behind, wherever it is stopped, and what the next one makes of it."""

import hashlib
import json
import shutil
from dataclasses import asdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import vnpolice_ie as vie
from vnpolice_ie.io.inputs import Decoding, Place
from vnpolice_ie.io.walking import files_below
from vnpolice_ie.shards.folder import ShardFolder
from vnpolice_ie.shards.journal import Journal
from vnpolice_ie.shards.reading import BATCH, Reading, Work
from vnpolice_ie.shards.under_way import UnderWay
from vnpolice_ie.shards.writing import Stretch, inputs_of, write_shards


class Stop(BaseException):
    """What ends a run."""


class Breaks:
    name = "breaks"

    def __call__(self, draft):
        if draft.source.text.startswith("!"):
            raise ZeroDivisionError("nothing to read")


NLP = vie.Pipeline([Breaks()])


def run(paths, out, *, size=3, each=lambda given: None, nlp=NLP, start="go on", **options):
    with ShardFolder(out, {"model": "toy"}, start=start) as folder:
        if folder.resumed:
            folder.check_inputs(inputs_of(paths, leave_out=out))
        else:
            folder.begin(inputs_of(paths, leave_out=out))
        with Stretch(folder, 1) as stretch:
            work = Work(folder.journal, Reading(nlp, Decoding(), **options))
            write_shards(folder, work, stretch, size=size, each=each)
            return stretch.finish()


def output(out):
    """All files but the manifest, in which times stand."""
    return {p.name: p.read_bytes() for p in out.iterdir() if p.is_file() and p.name != "manifest.json"}


def lines_of(*paths):
    return [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]


def docs_of(out):
    return lines_of(*sorted(out.glob("part-*")))


def ids(out):
    return [doc["id"] for doc in docs_of(out)]


def failures(out):
    return lines_of(out / "failures.jsonl")


def write_lines(path, *records):
    lines = [r if isinstance(r, str) else json.dumps(r) for r in records]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


@pytest.fixture
def news(tmp_path):
    """Files with all that goes wrong."""
    folder = tmp_path / "news"
    (folder / "a").mkdir(parents=True)
    (folder / "b").mkdir()
    (folder / "a" / "1.txt").write_text("Công an xã họp.", encoding="utf-8")
    (folder / "a" / "2.txt").write_bytes(b"\xff\xfe")
    (folder / "b" / "1.txt").write_text("Công an huyện họp.", encoding="utf-8")
    write_lines(
        folder / "c.jsonl",
        {"id": "x", "text": "Công an tỉnh họp."},
        '{"id":',
        {"id": "y", "text": "! hỏng"},
        {"id": "x", "text": "Một văn bản khác."},
        {"id": "\ud800", "text": "Bộ \ud800 Công an họp."},
        {"id": "y", "text": "Văn bản sau cái hỏng."},
        *({"id": f"z{n}", "text": f"Văn bản {n}."} for n in range(5)),
        {"id": "1", "text": "Tên đã có."},
    )
    (folder / "d.txt").write_text("Cuối cùng.", encoding="utf-8")
    return folder


def test_a_folder_holds_shards_lists_and_a_manifest(news, tmp_path):
    manifest = run([news], tmp_path / "out", size=4)
    out = tmp_path / "out"
    assert ids(out) == ["1", "b/1", "x", "\ud800", *(f"z{n}" for n in range(5)), "d"]
    assert json.loads((out / "manifest.json").read_text()) == asdict(manifest)
    assert manifest.state == "complete"
    assert [(s.file, s.documents) for s in manifest.shards] == [
        ("part-000000.jsonl", 3),
        ("part-000001.jsonl", 1),
        ("part-000002.jsonl", 3),
        ("part-000003.jsonl", 3),
    ]
    for shard in manifest.shards:
        data = (out / shard.file).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (shard.bytes, shard.sha256)
    assert (manifest.documents, manifest.failures.count) == (10, 6)
    assert manifest.failures.kinds == {"InputError": 5, "ZeroDivisionError": 1}
    assert [(f["id"], f["kind"], f["line"]) for f in failures(out)] == [
        (None, "InputError", 0),
        (None, "InputError", 2),
        ("y", "ZeroDivisionError", 3),
        (None, "InputError", 4),
        (None, "InputError", 6),
        (None, "InputError", 12),
    ]
    assert failures(out)[0]["message"].startswith(f"{news}/a/2.txt: the file is not UTF-8")
    assert failures(out)[3]["message"].startswith(
        f"{news}/c.jsonl: the id 'x' is taken by a document of {news}/c.jsonl."
    )
    lists = lines_of(out / "inputs.jsonl")
    assert [(one["documents"], one["failures"]) for one in lists] == [(1, 0), (0, 1), (1, 0), (7, 5), (1, 0)]
    assert manifest.inputs.bytes == sum(one["bytes"] for one in lists)
    texts = [doc["text"].encode("utf-8", "surrogatepass") for doc in docs_of(out)]
    assert manifest.found["bytes"] == sum(map(len, texts))


def test_the_manifest_has_a_schema(news, tmp_path):
    from pydantic import TypeAdapter, ValidationError

    from vnpolice_ie.shards.manifest import Manifest, manifest_schema

    run([news], tmp_path / "out")
    written = (tmp_path / "out" / "manifest.json").read_bytes()
    assert TypeAdapter(Manifest).validate_json(written).format == 1
    with pytest.raises(ValidationError):
        TypeAdapter(Manifest).validate_json(written.replace(b'"state": "complete"', b'"state": "done"'))
    described = manifest_schema()
    assert set(described["required"]) == set(json.loads(written))
    assert all("description" in field for field in described["properties"].values() if "$ref" not in field)


@pytest.mark.parametrize("size", [1, 3, 100])
@pytest.mark.parametrize("stop", [1, 3, 8, 15])
def test_a_run_that_is_stopped_anywhere_goes_on_to_the_same_output(news, tmp_path, size, stop):
    run([news], tmp_path / "whole", size=size)
    seen = 0

    def each(given):
        nonlocal seen
        seen += 1
        if seen == stop:
            raise Stop

    with pytest.raises(Stop):
        run([news], tmp_path / "out", size=size, each=each)
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert (manifest["state"], manifest["runs"][0]["state"]) == ("stopped", "stopped")
    assert not list((tmp_path / "out").glob(".part-*"))
    manifest = run([news], tmp_path / "out", size=size)
    assert output(tmp_path / "out") == output(tmp_path / "whole")
    assert (manifest.state, [r.state for r in manifest.runs]) == ("complete", ["stopped", "complete"])
    assert sum(r.documents for r in manifest.runs) == manifest.documents == 10


@pytest.mark.parametrize("moment", ["before the name", "after the name", "after the journal"])
def test_a_kill_at_any_moment_of_a_commit_leaves_a_folder_that_goes_on(news, tmp_path, moment, monkeypatch):
    run([news], tmp_path / "whole")
    commit, finish = Work.commit, write_shards.__globals__["ShardFiles"].finish
    seen = 0

    def at_third(then, before):
        def killed(self, *args):
            nonlocal seen
            seen += 1
            if seen == 3 and before:
                raise Stop
            then(self, *args)
            if seen == 3:
                raise Stop

        return killed

    if moment == "before the name":
        monkeypatch.setattr("vnpolice_ie.shards.folder.ShardFiles.finish", at_third(finish, before=True))
    else:
        monkeypatch.setattr(Work, "commit", at_third(commit, before=moment == "after the name"))
    monkeypatch.setattr(Stretch, "__exit__", lambda self, *error: None)  # a killed process writes no manifest
    with pytest.raises(Stop):
        run([news], tmp_path / "out")
    monkeypatch.undo()
    (tmp_path / "out" / ".part-000009.jsonl.part-77").write_text("what a killed process left")
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["state"] == "running"
    run([news], tmp_path / "out")
    assert output(tmp_path / "out") == output(tmp_path / "whole")


@settings(max_examples=20)
@given(
    st.lists(
        st.one_of(
            st.builds(lambda n: {"id": f"d{n}", "text": f"Văn bản {n}"}, st.integers(0, 20)),
            st.just({"text": "! hỏng"}),
            st.sampled_from(["", "[]", '{"text": 1}', "no JSON"]),
        ),
        min_size=1,
        max_size=30,
    ),
    st.integers(1, 7),
    st.lists(st.integers(1, 10), max_size=4),
)
def test_whatever_is_read_and_wherever_it_stops_the_output_is_the_same(tmp_path_factory, rows, size, stops):
    folder = tmp_path_factory.mktemp("run")
    half = len(rows) // 2
    write_lines(folder / "a.jsonl", *rows[:half])
    write_lines(folder / "b.jsonl", *rows[half:])
    paths = [folder / "a.jsonl", folder / "b.jsonl"]
    run(paths, folder / "whole", size=size)
    for stop in stops:
        left = stop

        def each(given):
            nonlocal left
            left -= 1
            if not left:
                raise Stop

        try:
            run(paths, folder / "out", size=size, each=each)
        except Stop:
            continue
    run(paths, folder / "out", size=size)
    assert output(folder / "out") == output(folder / "whole")
    shutil.rmtree(folder)


def test_processes_give_the_same_output(news, tmp_path):
    run([news], tmp_path / "one")
    run([news], tmp_path / "two", processes=2)
    assert output(tmp_path / "one") == output(tmp_path / "two")


def test_a_run_goes_on_only_with_the_same_settings_and_files(news, tmp_path):
    run([news], tmp_path / "out")
    before = output(tmp_path / "out")
    with pytest.raises(vie.OutputError, match=r"the run was begun with another model \('toy', now 'rules'\)"):
        ShardFolder(tmp_path / "out", {"model": "rules"}, start="go on").__enter__()
    with pytest.raises(vie.OutputError, match=r"the folder holds a run\. Give --resume to go on with it"):
        run([news], tmp_path / "out", start="new")
    (news / "d.txt").write_text("Khác hẳn.", encoding="utf-8")
    with pytest.raises(vie.InputError, match=r"d\.txt: the file was changed since the run began"):
        run([news], tmp_path / "out")
    (news / "d.txt").unlink()
    with pytest.raises(vie.InputError, match=r"d\.txt: the file that the run began with is missing"):
        run([news], tmp_path / "out")
    (news / "bb.txt").touch()
    with pytest.raises(
        vie.InputError,
        match=r"bb\.txt: the run began with other files: this one is new, or another is missing",
    ):
        run([news], tmp_path / "out")
    assert output(tmp_path / "out") == before
    run([news], tmp_path / "out", start="replace", size=100)
    assert ids(tmp_path / "out") == ["1", "b/1", "bb", "x", "\ud800", *(f"z{n}" for n in range(5))]
    assert len(list((tmp_path / "out").glob("part-*"))) == 1


def test_a_run_that_is_complete_stays_as_it_is(news, tmp_path):
    run([news], tmp_path / "out")
    before = output(tmp_path / "out")
    assert run([news], tmp_path / "out").runs[1].documents == 0
    assert output(tmp_path / "out") == before


def test_a_folder_with_other_files_and_one_that_is_held_are_refused(news, tmp_path):
    with pytest.raises(vie.OutputError, match="the folder holds other files"):
        run([news], news)
    with pytest.raises(vie.OutputError, match=r"this is a file\. Name a folder"):
        run([news], news / "d.txt")
    with (
        ShardFolder(tmp_path / "out", {}, start="new"),
        pytest.raises(vie.OutputError, match="another run writes to the folder"),
    ):
        ShardFolder(tmp_path / "out", {}, start="go on").__enter__()


def test_files_and_folders_that_vanish_are_listed_and_the_others_come_out(news, tmp_path):
    def each(given):
        shutil.rmtree(news / "b", ignore_errors=True)

    write_lines(news / "a" / "3.jsonl", *({"text": f"Văn bản {n}"} for n in range(2 * BATCH)))
    run([news], tmp_path / "out", size=50, each=each)
    gone = [f for f in failures(tmp_path / "out") if "no such file or folder" in f["message"]]
    assert [f["file"] for f in gone] == [f"{news}/b/1.txt"]
    assert ids(tmp_path / "out")[-1] == "d"


def test_an_output_folder_that_vanishes_ends_the_run(news, tmp_path):
    def each(given):
        shutil.rmtree(tmp_path / "out", ignore_errors=True)

    with pytest.raises(vie.OutputError, match=r"it cannot be written|the journal cannot be kept"):
        run([news], tmp_path / "out", size=2, each=each)


def test_an_interrupt_at_the_beginning_of_a_transaction_leaves_a_journal_that_is_kept(tmp_path):
    with Journal(tmp_path / "journal") as journal:
        begun = journal._transaction()
        begun.__enter__()  # and there Ctrl-C came
        journal.put_run(0, {"state": "stopped"})
        assert journal.runs() == [{"state": "stopped"}]


def test_a_journal_that_is_none_is_named(tmp_path):
    (tmp_path / "journal").write_bytes(b"no database at all " * 100)
    with pytest.raises(vie.OutputError, match=r"the journal cannot be kept \("):
        Journal(tmp_path / "journal")


@given(
    st.lists(st.lists(st.sampled_from(["a", "a.txt", "ab", "b", "Đ", "z", "a b"]), min_size=1, max_size=3))
)
def test_files_are_found_in_the_order_of_their_parts(tmp_path_factory, names):
    folder = tmp_path_factory.mktemp("tree")
    for parts in names:
        path = folder.joinpath(*parts[:-1], f"{parts[-1]}.txt")
        if not any(p.is_file() for p in path.parents):
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.is_dir():
                path.touch()
    expected = sorted(p for p in folder.rglob("*") if p.is_file())
    assert list(files_below(folder, frozenset({".txt"}), None)) == expected
    shutil.rmtree(folder)


def test_hidden_names_links_and_the_output_are_passed_over(tmp_path):
    for name in (".hidden/a.txt", "b/.c.txt", "out/d.txt", "e.txt", "f.TXT", "g.doc"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "loop").symlink_to(tmp_path)
    found = files_below(tmp_path, frozenset({".txt"}), tmp_path / "out")
    assert [p.name for p in found] == ["e.txt", "f.TXT"]


def test_what_was_under_way_is_known_to_the_next_run_however_long_the_note_before(tmp_path):
    path = tmp_path / "under-way"
    many = [Place(1, line) for line in range(1, 40)]

    def left():
        shutil.copy(path, path.with_name("seen"))
        with UnderWay(path.with_name("seen")) as seen:
            return seen.left()

    with UnderWay(path) as note:
        for places in (many, many[:2]):
            with note.noted(places):
                assert left() == places
        assert left() == []
