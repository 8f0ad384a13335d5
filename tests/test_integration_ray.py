"""Documents read on Ray: the folder of a run, its workers, and a local cluster of which a worker is killed."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from pathlib import Path

import pyarrow as pa
import pytest

import vnpolice_ie as vie
from vnpolice_ie.integrations import ray_worker
from vnpolice_ie.integrations.ray_run import TAKEN, Part, Run, Written, digest, pending
from vnpolice_ie.integrations.ray_worker import Columns, Reader, rows_of_files
from vnpolice_ie.integrations.shared import Recipe
from vnpolice_ie.io.jsonl import read_docs, read_objects
from vnpolice_ie.shards.folder import ShardFiles
from vnpolice_ie.shards.journal import Failed, Journal

RULES = Recipe.of("rules")
NEWS = (
    "Ngày {}/3, Đại tá Lê Văn Nam, Giám đốc Công an tỉnh Bình Sơn chủ trì Hội nghị về Chỉ thị số {}-CT/TU. "
)
rules = vie.load("rules")


def texts_of(folder):
    return {doc.id: doc.text for path in sorted(folder.glob("part-*.jsonl")) for doc in read_docs(path)}


def handed_over(folder: Path, texts: dict[str, str], failed=()) -> Part:
    """A part as a worker leaves it."""
    name = f"{len(list(pending(folder).iterdir()))}-{'-'.join(texts)}.jsonl"
    lines = [json.dumps({"id": i, "text": text}) + "\n" for i, text in texts.items()]
    (pending(folder) / name).write_text("".join(lines))
    return Part(name, tuple(Written(i, digest(text), {"ORG": 1}) for i, text in texts.items()), tuple(failed))


def test_parts_and_failures_of_two_runs_add_up(tmp_path):
    with Run(tmp_path / "out", {"model": "rules"}) as run:
        run.commit(handed_over(run.folder, {"a": "Một", "b": "Hai"}, [Failed("c", "InputError", "no text")]))
        report = run.finish()
    assert (report.documents, report.read, report.failed) == (2, 2, (Failed("c", "InputError", "no text"),))
    with Run(tmp_path / "out", {"model": "rules"}) as run:
        assert {name: run.journal.mark(name) for name in "abc"} == {
            "a": digest("Một"),
            "b": digest("Hai"),
            "c": None,
        }
        run.commit(handed_over(run.folder, {"c": "Ba"}))
        report = run.finish()
    assert (report.documents, report.read, report.failed) == (3, 1, ())
    assert [path.name for path in report.parts] == ["part-000000.jsonl", "part-000001.jsonl"]
    assert texts_of(report.folder) == {"a": "Một", "b": "Hai", "c": "Ba"}
    assert (report.folder / "failures.jsonl").read_text() == ""
    manifest = json.loads((report.folder / "manifest.json").read_text())
    assert (manifest["state"], manifest["documents"], manifest["found"]) == ("complete", 3, {"ORG": 3})
    assert [run["documents"] for run in manifest["runs"]] == [2, 1]


def test_a_way_of_packing_that_is_none_is_refused(tmp_path):
    pytest.importorskip("ray")
    with pytest.raises(vie.InputError, match=r"compress is 'rar'\. Give one of gz, zst"):
        vie.ray.annotate(tmp_path / "a.jsonl", tmp_path / "out", compress="rar")


@pytest.mark.parametrize("packing", ["gz", "zst"])
def test_packed_parts_stay_packed_in_the_next_run(tmp_path, packing):
    with Run(tmp_path / "out", {"model": "rules"}, packing=packing) as run:
        run.commit(handed_over(run.folder, {"a": "Một", "b": "Hai"}))
    with Run(tmp_path / "out", {"model": "rules"}) as run:
        run.commit(handed_over(run.folder, {"b": "Hai", "c": "Ba"}))
        report = run.finish()
    assert [path.name for path in report.parts] == [f"part-{n:06d}.jsonl.{packing}" for n in (0, 1)]
    assert [record["id"] for path in report.parts for _, record in read_objects(path)] == ["a", "b", "c"]
    other = "gz" if packing == "zst" else "zst"
    with pytest.raises(vie.OutputError, match="the run was begun with another compress"):
        Run(tmp_path / "out", {"model": "rules"}, packing=other).__enter__()


def test_documents_that_come_twice_are_written_once(tmp_path):
    with Run(tmp_path / "out", {"model": "rules"}) as run:
        run.commit(handed_over(run.folder, {"a": "Một"}))
        run.commit(handed_over(run.folder, {"b": "Hai", "a": "Một", "c": "Ba"}))
        run.commit(handed_over(run.folder, {"a": "Một"}))
        run.commit(handed_over(run.folder, {"b": "Hai khác"}))
        report = run.finish()
    assert texts_of(report.folder) == {"a": "Một", "b": "Hai", "c": "Ba"}
    assert (report.read, report.skipped, report.failed) == (3, 2, (Failed("b", "InputError", TAKEN),))
    assert [len(path.read_text().splitlines()) for path in report.parts] == [1, 2]
    assert list(pending(report.folder).iterdir()) == []


def test_two_texts_of_one_id_in_a_batch_are_told(tmp_path):
    with Run(tmp_path / "out", {"model": "rules"}) as run:
        part = handed_over(run.folder, {"a": "Một"})
        with (pending(run.folder) / part.file).open("a") as file:
            file.write(json.dumps({"id": "a", "text": "Hai"}) + "\n")
        run.commit(Part(part.file, (*part.documents, Written("a", digest("Hai"), {})), ()))
        report = run.finish()
    assert texts_of(report.folder) == {"a": "Một"}
    assert report.failed == (Failed("a", "InputError", TAKEN),)


@pytest.mark.parametrize("moment", ["before the shard has its name", "before the journal", "after"])
def test_a_kill_at_any_moment_of_a_commit_leaves_a_folder_that_resumes(tmp_path, moment, monkeypatch):
    class Killed(BaseException):
        pass

    def killed(*args):
        raise Killed

    run = Run(tmp_path / "out", {"model": "rules"}).__enter__()
    run.commit(handed_over(run.folder, {"a": "Một"}))
    part = handed_over(run.folder, {"b": "Hai"})
    if moment == "after":
        run.commit(part)
    else:
        where = (ShardFiles, "finish") if moment == "before the shard has its name" else (Journal, "commit")
        monkeypatch.setattr(*where, killed)
        with pytest.raises(Killed):
            run.commit(part)
    monkeypatch.undo()
    run._held.close()
    with Run(tmp_path / "out", {"model": "rules"}) as again:
        there = {"a", "b"} if moment == "after" else {"a"}
        assert {name for name in "abc" if again.journal.mark(name)} == there
        assert set(texts_of(again.folder)) == there
        again.commit(handed_over(again.folder, {"a": "Một", "b": "Hai", "c": "Ba"}))
        report = again.finish()
    assert texts_of(report.folder) == {"a": "Một", "b": "Hai", "c": "Ba"}
    lines = [line for path in report.parts for line in path.read_text().splitlines()]
    assert len(lines) == 3


def test_a_run_that_was_killed_at_its_very_start_resumes(tmp_path):
    (tmp_path / "out" / ".run").mkdir(parents=True)
    with Run(tmp_path / "out", {"model": "rules"}) as run:
        assert run.finish().documents == 0


def test_a_folder_is_for_one_run_and_one_model(tmp_path):
    with (
        Run(tmp_path / "out", {"model": "rules"}),
        pytest.raises(vie.OutputError, match="another run writes to the folder"),
    ):
        Run(tmp_path / "out", {"model": "rules"}).__enter__()
    with pytest.raises(vie.OutputError, match="the run was begun with another model"):
        Run(tmp_path / "out", {"model": "compact"}).__enter__()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "notes.txt").touch()
    with pytest.raises(vie.OutputError, match="holds other files"):
        Run(tmp_path / "other", {"model": "rules"}).__enter__()
    assert [p.name for p in (tmp_path / "other").iterdir()] == ["notes.txt"]


def test_a_worker_reads_a_batch_and_lists_what_it_cannot(tmp_path):
    with Run(tmp_path / "out", RULES.settings()) as run:
        reader = Reader(RULES, str(run.folder), Columns(id="nr"))
        rows = pa.table(
            {
                "text": [NEWS.format(5, 9), None, "Bộ Công an họp."],
                "nr": [7, 8, None],
                "date": ["2021-03-06", None, "tháng Chạp"],
            }
        )
        (line,) = reader(rows)["part"]
        run.commit(Part.from_json(line))
        report = run.finish()
    (doc,) = read_docs(report.parts[0])
    assert doc == rules(NEWS.format(5, 9), id="7", date="2021-03-06")
    assert [failed.id for failed in report.failed] == ["8", digest("Bộ Công an họp.", "tháng Chạp")]
    assert [failed.message.partition(": ")[2][:16] for failed in report.failed] == [
        "the text is of t",
        "'tháng Chạp' is ",
    ]
    with Run(report.folder, RULES.settings()) as run:
        again = Part.from_json(
            Reader(RULES, str(report.folder), Columns(id="nr"))(rows.slice(0, 1))["part"][0]
        )
        assert (again.documents, again.skipped) == ((), 1)


def test_files_are_read_with_their_faults_and_any_text(tmp_path):
    (tmp_path / "a.txt").write_text("Bộ Công an họp.")
    (tmp_path / "b.jsonl").write_text('{"id": "x", "text": "\\ud800 Công an"}\nno JSON\n')
    (tmp_path / "c.txt").write_bytes(b"\xff\xfe\xff")
    paths = [str(tmp_path / name) for name in ("a.txt", "b.jsonl", "c.txt")]
    rows = [
        json.loads(r)
        for rows in rows_of_files({"path": paths, "id": ["2024/a", "", "c"]})
        for r in rows["record"]
    ]
    assert rows[0] == {"id": "2024/a", "text": "Bộ Công an họp.", "date": None}
    assert rows[1] == {"id": "x", "text": "\ud800 Công an", "date": None}
    assert [row["fault"][0] for row in rows[2:]] == [f"{tmp_path}/b.jsonl, line 2", f"{tmp_path}/c.txt"]
    with Run(tmp_path / "out", RULES.settings()) as run:
        table = pa.table({"record": [json.dumps(row) for row in rows]})
        run.commit(Part.from_json(Reader(RULES, str(run.folder), None)(table)["part"][0]))
        report = run.finish()
    assert set(texts_of(report.folder)) == {"2024/a", "x"}
    assert len(report.failed) == 2


def test_a_document_that_kills_its_workers_is_given_up_and_the_others_are_read(tmp_path, monkeypatch):
    class Died(BaseException):
        pass

    deaths = 0

    class Deadly:
        def read_batch(self, first, items):
            nonlocal deaths
            if any("chết" in text for _, text, _ in items):
                deaths += 1
                raise Died
            return rules.read_batch(first, items)

    monkeypatch.setattr(Recipe, "pipeline", lambda recipe: Deadly())
    table = pa.table({"text": ["Bộ Công an", "chết", "Thiếu tá Lê Nam"], "id": ["a", "b", "c"]})
    with Run(tmp_path / "out", {"model": "rules"}) as run:
        for _ in range(2 * ray_worker.DEATHS):
            with pytest.raises(Died):
                Reader(RULES, str(run.folder), Columns())(table)
        assert list(pending(run.folder).glob("*.jsonl")) == []
        run.commit(Part.from_json(Reader(RULES, str(run.folder), Columns())(table)["part"][0]))
        report = run.finish()
    assert deaths == 2 * ray_worker.DEATHS
    assert set(texts_of(report.folder)) == {"a", "c"}
    ((name, kind, message, *_),) = report.failed
    assert (name, kind) == ("b", "ReadingError")
    assert message.startswith("document 'b': 2 workers died while they read it. Memory may be short")


def workers() -> list[int]:
    """Processes of this process's Ray that read."""
    parent: dict[int, int] = {}
    named: list[int] = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            parent[int(path.name)] = int((path / "stat").read_text().rpartition(")")[2].split()[1])
            if (path / "cmdline").read_bytes().startswith(b"ray::MapWorker"):
                named.append(int(path.name))
        except OSError:  # it has ended
            continue

    def ours(pid: int) -> bool:
        while pid > 1 and pid != os.getpid():
            pid = parent.get(pid, 0)
        return pid == os.getpid()

    return sorted(pid for pid in named if ours(pid))


@pytest.fixture
def cluster():
    ray = pytest.importorskip("ray")
    ray.init(num_cpus=3, include_dashboard=False, logging_level="error", log_to_driver=False)
    ray.data.DataContext.get_current().enable_progress_bars = False
    yield ray
    ray.shutdown()


@pytest.mark.filterwarnings("ignore")
def test_nothing_is_lost_or_written_twice_when_a_worker_is_killed(cluster, tmp_path):
    out = tmp_path / "out"
    texts = {f"n{i}": NEWS.format(i % 28 + 1, i) * 8 for i in range(300)}
    rows = [{"id": i, "text": text, "date": "2021-03-30"} for i, text in texts.items()]
    rows[17]["text"], rows[203]["date"] = None, "tháng Chạp"
    rows.append(rows[5])
    killed: list[tuple[int, int]] = []

    def kill_one() -> None:
        while not list(out.glob("part-*.jsonl")):
            time.sleep(0.02)
        victim = workers()[0]
        os.kill(victim, signal.SIGKILL)
        killed.append((victim, len(list(out.glob("part-*.jsonl")))))

    threading.Thread(target=kill_one, daemon=True).start()
    report = vie.ray.annotate(cluster.data.from_items(rows), out, model="rules", workers=2, part_size=10)
    ((victim, parts_then),) = killed
    assert victim not in workers()
    assert parts_then < len(report.parts), "the worker was killed when all was done"
    written = [doc for path in report.parts for doc in read_docs(path)]
    assert sorted(doc.id for doc in written) == sorted(set(texts) - {"n17", "n203"})
    assert all(doc.text == texts[doc.id] for doc in written)
    assert {failed.id for failed in report.failed} == {"n17", "n203"}
    assert (report.documents, report.read, report.skipped) == (298, 298, 1)
    assert written[0] == rules(written[0].text, id=written[0].id, date="2021-03-30")

    (tmp_path / "more").mkdir()
    for name in ("n5", "new"):
        (tmp_path / "more" / f"{name}.jsonl").write_text(
            json.dumps({"id": name, "text": texts["n5"], "date": "2021-03-30"})
        )
    report = vie.ray.annotate(tmp_path / "more", out, model="rules", workers=1)
    assert (report.documents, report.read, report.skipped) == (299, 1, 1)
    with pytest.raises(
        vie.InputError,
        match="the dataset has no column 'body'",
    ):
        vie.ray.annotate(cluster.data.from_items(rows[:1]), out, model="rules", text="body")


def test_the_shipped_model_reads_in_a_worker(tmp_path):
    shipped = Recipe.of(None)
    texts = [NEWS.format(5, 9), NEWS.format(6, 10)]
    with Run(tmp_path / "out", shipped.settings()) as run:
        table = pa.table({"text": texts, "id": ["1", "2"]})
        run.commit(Part.from_json(Reader(shipped, str(run.folder), Columns())(table)["part"][0]))
        report = run.finish()
    assert [list(read_docs(path)) for path in report.parts] == [list(vie.load().pipe(texts))]
