"""`annotate` as a process of its own, on which real faults fall: signals, full disks, closed pipes, dead workers."""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[1]
NEWS = (
    "Ngày {}/3, Đại tá Lê Văn Nam, Giám đốc Công an tỉnh Bình Sơn chủ trì Hội nghị về Chỉ thị số {}-CT/TU. "
    "Trung tá Kiều Thanh Tâm, Trưởng Công an huyện Nậm Lao, báo cáo kết quả thực hiện Kế hoạch số {}/KH-CAT."
)
COUNT = 420
WAIT = 120
ANNOTATE = [sys.executable, "-m", "vnpolice_ie", "annotate", "--model", "rules"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "COLUMNS": "200"}


@pytest.fixture(scope="module")
def news(tmp_path_factory):
    """Documents of which some cannot be read."""
    path = tmp_path_factory.mktemp("input") / "news.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for n in range(COUNT):
            file.write(json.dumps({"id": f"n{n}", "text": NEWS.format(n % 28 + 1, n, n)}) + "\n")
            if n % 200 == 150:
                file.write("no JSON\n")
    return path


@pytest.fixture(scope="module")
def undisturbed(news, tmp_path_factory):
    out = tmp_path_factory.mktemp("whole") / "out"
    done = annotate(news, "-o", out, "--shard-size", 30)
    assert done.returncode == 2
    assert done.stderr.count("the line is no JSON object") == 2
    assert sum(name.startswith("part-") for name in output(out)) == 15
    return output(out)


def annotate(*arguments, **options):
    return subprocess.run(
        [*ANNOTATE, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=WAIT,
        env=ENVIRONMENT,
        **options,
    )


def begin(*arguments):
    return subprocess.Popen(
        [*ANNOTATE, *map(str, arguments)],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=ENVIRONMENT,
        # What a shell runs in the background ignores Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )


def output(out):
    return {p.name: p.read_bytes() for p in out.iterdir() if p.is_file() and p.name != "manifest.json"}


def state(out):
    return json.loads((out / "manifest.json").read_text())["state"]


def until(condition, process):
    deadline = time.monotonic() + WAIT
    while not condition():
        assert process.poll() is None, "it has ended already"
        assert time.monotonic() < deadline
        time.sleep(0.005)


def shards(out):
    return len(list(out.glob("part-*")))


@pytest.mark.parametrize(
    "stop",
    [
        (signal.SIGKILL, -9, 2, "running"),
        (signal.SIGINT, 130, 2, "stopped"),
        (signal.SIGTERM, 143, 1, "stopped"),
    ],
)
def test_a_run_that_is_stopped_goes_on(news, undisturbed, tmp_path, stop):
    number, status, processes, after = stop
    out = tmp_path / "out"
    run = begin(news, "-o", out, "--shard-size", 30, "--processes", processes)
    until(lambda: shards(out) >= 2, run)
    workers = psutil.Process(run.pid).children(recursive=True)
    run.send_signal(number)
    _, told = run.communicate(timeout=WAIT)
    assert run.returncode == status
    assert state(out) == after
    if after == "stopped":
        assert b"the same command with --resume goes on." in told
        assert b"documents are in" in told
    assert b"Traceback" not in told
    psutil.wait_procs(workers, timeout=WAIT)
    assert not [worker for worker in workers if worker.is_running()]
    before = shards(out)
    assert before < 15

    assert annotate(news, "-o", out, "--resume").returncode == 2
    assert output(out) == undisturbed
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["state"] == "complete"
    assert [run["state"] for run in manifest["runs"]] == [after, "complete"]
    assert 0 < manifest["runs"][0]["documents"] < COUNT


def test_a_run_goes_on_only_as_it_was_begun(news, undisturbed, tmp_path):
    out = tmp_path / "out"
    assert annotate(news, "-o", out, "--shard-size", 200).returncode == 2
    refused = annotate(news, "-o", out, "--shard-size", 200)
    assert "the folder holds a run. Give --resume to go on with it" in refused.stderr
    other = annotate(news, "-o", out, "--resume", "--min-score", 0.5)
    assert "the run was begun with another min_score (0.0, now 0.5)" in other.stderr


def test_a_worker_that_is_killed_is_replaced(news, undisturbed, tmp_path):
    out = tmp_path / "out"
    run = begin(news, "-o", out, "--shard-size", 30, "--processes", 2)
    until(lambda: shards(out) >= 1, run)
    for child in psutil.Process(run.pid).children(recursive=True):
        if "spawn_main" in " ".join(child.cmdline()):
            child.kill()
    run.communicate(timeout=WAIT)
    assert output(out) == undisturbed


DEADLY = """
import os, signal
from vnpolice_ie import cli, pipeline
source = pipeline.SourceText
def deadly(text):
    if "giết" in text:
        os.kill(os.getpid(), signal.SIGKILL)
    return source(text)
pipeline.SourceText = deadly
cli.main()
"""


def test_documents_over_which_the_only_process_dies_are_given_up_and_the_others_come_out(tmp_path):
    deadly = [7, 9]
    records = [
        {"id": f"n{n}", "text": NEWS.format(n % 28 + 1, n, n) + " giết" * (n in deadly)} for n in range(100)
    ]
    source, harmless = tmp_path / "in.jsonl", tmp_path / "harmless.jsonl"
    source.write_text("".join(f"{json.dumps(record)}\n" for record in records), encoding="utf-8")
    harmless.write_text(
        "".join(f"{json.dumps(r)}\n" for n, r in enumerate(records) if n not in deadly), encoding="utf-8"
    )
    assert annotate(harmless, "-o", tmp_path / "whole.jsonl").returncode == 0

    out = tmp_path / "out"
    command = [sys.executable, "-c", DEADLY, "annotate", source, "-o", out, "--model", "rules", "--resume"]
    statuses = []
    while not statuses or statuses[-1] == -signal.SIGKILL:
        assert len(statuses) < 20, "no run goes further"
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=WAIT, env=ENVIRONMENT
        )
        statuses.append(done.returncode)
    # Of those that were read together the first death finds none, the next ones find one each.
    assert statuses == [-signal.SIGKILL] * 3 + [1]
    assert (out / "part-000000.jsonl").read_bytes() == (tmp_path / "whole.jsonl").read_bytes()
    failures = [json.loads(line) for line in (out / "failures.jsonl").read_text().splitlines()]
    assert [(f["id"], f["kind"], f["line"]) for f in failures] == [
        (f"n{n}", "ReadingError", n + 1) for n in deadly
    ]
    assert failures[0]["message"].startswith("document 'n7': the process that read it died, 2 times. Memory")
    assert json.loads((out / ".run" / "under-way").read_text()) == []


def test_a_full_disk_ends_the_run_which_goes_on_when_there_is_room(news, undisturbed, tmp_path):
    out = tmp_path / "out"
    limit = sum(len(data) for name, data in undisturbed.items() if name < "part-000001") * 2
    short = annotate(
        *(news, "-o", out, "--shard-size", 200),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert short.returncode == 2
    assert "it cannot be written (File too large)" in short.stderr
    assert "Stopped. 0 documents are in" in short.stderr
    assert not list(out.glob(".part-*"))
    assert annotate(news, "-o", out, "--resume").returncode == 2
    lines = b"".join(data for name, data in sorted(undisturbed.items()) if name.startswith("part-"))
    assert b"".join(data for name, data in sorted(output(out).items()) if name.startswith("part-")) == lines


def test_a_device_that_is_full_is_named(news):
    full = annotate(news, "-o", "/dev/full")
    assert full.returncode == 2
    assert "/dev/full: it cannot be written (No space left on device)" in full.stderr
    assert "Traceback" not in full.stderr


def test_a_pipe_that_is_closed_ends_the_run_quietly(news):
    command = " ".join([*ANNOTATE, str(news), "-o", "-", "--processes", "2"])
    head = subprocess.run(
        f"{command} | head -n 3", shell=True, capture_output=True, text=True, check=True, env=ENVIRONMENT
    )
    assert [json.loads(line)["id"] for line in head.stdout.splitlines()] == ["n0", "n1", "n2"]
    assert head.stderr == ""


def test_ctrl_c_leaves_no_half_file(news, tmp_path):
    run = begin(news, "-o", tmp_path / "out.jsonl", "--processes", 2)
    until(lambda: list(tmp_path.glob(".out.jsonl.*")), run)
    run.send_signal(signal.SIGINT)
    _, told = run.communicate(timeout=WAIT)
    assert (run.returncode, told) == (130, b"")
    assert list(tmp_path.iterdir()) == []


def test_two_runs_do_not_write_to_one_folder(news, undisturbed, tmp_path):
    out = tmp_path / "out"
    run = begin(news, "-o", out, "--shard-size", 30)
    until((out / "manifest.json").exists, run)
    run.send_signal(signal.SIGSTOP)  # so that it is not done before the other begins
    for option in ("--resume", "--force"):
        other = annotate(news, "-o", out, "--shard-size", 30, option)
        assert other.returncode == 2
        assert f"{out}: another run writes to the folder. Wait until it has ended." in other.stderr
    run.send_signal(signal.SIGCONT)
    run.communicate(timeout=WAIT)
    assert output(out) == undisturbed


@pytest.mark.skipif(os.geteuid() == 0 and not shutil.which("setpriv"), reason="root may read all")
def test_files_and_folders_that_may_not_be_read_are_listed(tmp_path):
    folder, out = tmp_path / "in", tmp_path / "out"
    for name in ("a/1.txt", "b/2.txt", "c/3.txt", "d/4.txt"):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text(f"Công an xã {name} họp.", encoding="utf-8")
    (folder / "b" / "2.txt").chmod(0)
    (folder / "c").chmod(0)
    rights = "-dac_override,-dac_read_search"
    as_others = ["setpriv", "--inh-caps", rights, "--bounding-set", rights] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*as_others, *ANNOTATE, folder, "-o", out, "--resume"],
        capture_output=True,
        text=True,
        check=False,
        env=ENVIRONMENT,
    )
    (folder / "c").chmod(0o700)
    assert done.returncode == 2, done.stderr
    lines = [json.loads(line) for line in (out / "part-000000.jsonl").read_text().splitlines()]
    assert [line["id"] for line in lines] == ["1", "4"]
    failures = [json.loads(line) for line in (out / "failures.jsonl").read_text().splitlines()]
    assert [f["message"].partition(" Check")[0] for f in failures] == [
        f"{folder}/b/2.txt: the file cannot be read (Permission denied).",
        f"{folder}/c: the file cannot be read (Permission denied).",
    ]


def test_what_shards_cannot_do_is_said(run_command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text("Công an xã họp.", encoding="utf-8")
    for arguments, message in (
        (
            ["a.txt", "-o", "out", "--resume", "--html", "pages"],
            "--html: pages cannot be written beside shards. Make a page of the shards with vnpolice-ie view.",
        ),
        (
            ["-", "-o", "out", "--shard-size", 5],
            "-: a run in shards cannot read the standard input. Write the text to a file",
        ),
        (["out/a.txt", "-o", "out", "--resume"], "out: the output is also an input. Name another file."),
        (["a.txt", "-o", "a.txt", "--resume"], "a.txt: the output is also an input."),
        (["a.txt", "-o", ".", "--resume"], ".: the output is also an input."),
    ):
        status, _, err = run_command("annotate", *arguments, "--model", "rules")
        assert status == 2
        assert f"error: {message}" in err
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_shards_are_read_as_one_collection(run_command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    examples = ROOT / "examples"
    assert run_command("annotate", examples, "-o", "out", "--shard-size", 3, "--model", "rules")[0] == 0
    assert run_command("annotate", examples, "-o", "out.jsonl", "--model", "rules")[0] == 0
    whole = Path("out.jsonl").read_bytes()
    assert b"".join(path.read_bytes() for path in sorted(Path("out").glob("part-*"))) == whole
    status, _, err = run_command("view", "out", "-o", "page.html")
    assert (status, err) == (0, "")
