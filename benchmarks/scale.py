"""Measure `annotate` on many short documents: memory over time, speed, cores, a kill in the middle.

    python benchmarks/scale.py [-n 1000000] [--model rules] [--folder DIR] [--write]

The documents, of some 300 characters, are made on the spot; names, numbers, places and days vary, so that no
cache helps more than it would elsewhere. Shards tell how far a run is: at 10 %, 50 % and 100 % the memory of
the process and of its workers so far is noted. The in-memory figure is that of `nlp.pipe` over a list of
the same documents, which are not written, before and after the runs. On a machine that does other work too,
the ratios of CPU time count.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from page import write_section

ROOT = Path(__file__).resolve().parents[1]
MARKS = (10, 50, 100)
SAMPLE = 2_000
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "OMP_NUM_THREADS": "1"}


def _words(text: str) -> list[str]:
    return text.split()


FAMILY = _words("Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Kiều Tráng Lò Quàng")
MIDDLE = _words("Văn Thị Hữu Đức Minh Thanh Quang Ngọc Xuân Hoài Công Bá Đình Thế Mạnh")
GIVEN = _words("An Bình Chi Dũng Giang Hà Hùng Khánh Lan Long Mai Nam Oanh Phúc Quân Sang Tâm Uyên Vinh Yến")
PLACE = _words("Bình Phú Tân Nậm Hòa An Yên Vĩnh Lạc Sơn Khánh Lao Thịnh Mường Thạnh Lộc")
RANK = ["Đại úy", "Thiếu tá", "Trung tá", "Thượng tá", "Đại tá", "Thượng úy"]
OFFENCE = [
    "Đánh bạc",
    "Trộm cắp tài sản",
    "Mua bán trái phép chất ma túy",
    "Cố ý gây thương tích",
    "Cướp giật tài sản",
]
FRAMES = (
    "Ngày {day}, Công an tỉnh {place} tổ chức Hội nghị sơ kết thực hiện Kế hoạch số {number}/KH-BCA của"
    " Bộ Công an. {rank} {name}, Phó Giám đốc Công an tỉnh, chủ trì Hội nghị. Dự Hội nghị có {rank2} {name2},"
    " Trưởng Công an huyện {place2}. Sau {count} tháng, toàn tỉnh đã điều tra, khám phá {number2} vụ phạm"
    " pháp hình sự.",
    "Cơ quan Cảnh sát điều tra Công an huyện {place} vừa ra Quyết định khởi tố bị can, bắt tạm giam {name}"
    " ({count} tuổi, trú tại xã {place2}) về tội “{offence}” theo khoản {clause} Điều {article} Bộ luật"
    " Hình sự. Trước đó, ngày {day}, tổ công tác do {rank} {name2} chỉ huy phát hiện đối tượng cùng"
    " {number2} triệu đồng.",
    "Ban Thường vụ Tỉnh ủy {place} vừa ban hành Chỉ thị số {number}-CT/TU ngày {day} về tăng cường bảo đảm"
    " an ninh, trật tự. {rank} {name}, Giám đốc Công an tỉnh, yêu cầu Công an các xã của huyện {place2}"
    " thực hiện nghiêm. Dịp này, {rank2} {name2} được tặng Bằng khen của Bộ Công an vì {count} năm công tác.",
)


def documents(count: int, seed: int = 0) -> Iterator[dict[str, str]]:
    """Make short documents."""
    chance = random.Random(seed)
    pick = chance.choice

    def name() -> str:
        return f"{pick(FAMILY)} {pick(MIDDLE)} {pick(GIVEN)}"

    def place() -> str:
        return f"{pick(PLACE)} {pick(PLACE)}"

    for n in range(count):
        text = pick(FRAMES).format(
            **{"day": f"{chance.randint(1, 28)}/{chance.randint(1, 12)}", "count": chance.randint(3, 60)},
            **{"name": name(), "name2": name(), "place": place(), "place2": place()},
            **{"rank": pick(RANK), "rank2": pick(RANK), "offence": pick(OFFENCE)},
            **{"number": chance.randint(1, 9999), "number2": chance.randint(1, 999)},
            **{"clause": chance.randint(1, 4), "article": chance.randint(123, 360)},
        )
        yield {"id": f"d{n}", "text": text, "date": f"{chance.randint(2010, 2024)}-12-31"}


def write_documents(path: Path, count: int) -> int:
    """Write `documents` as JSON Lines; return how many characters their texts have."""
    characters = 0
    with path.open("w", encoding="utf-8") as file:
        for document in documents(count):
            characters += len(document["text"])
            file.write(json.dumps(document, ensure_ascii=False) + "\n")
    return characters


@dataclass
class Run:
    """What a run of `annotate` took."""

    seconds: float = 0.0
    cpu: float = 0.0
    memory: dict[int, tuple[float, float]] = field(default_factory=dict)
    """Highest MB of the process and of one worker so far, by percent done."""
    shards: list[str] = field(default_factory=list)
    documents: int = 0


def annotate(source: Path, out: Path, options: list[str], count: int, size: int, *, kill_at: int = 0) -> Run:
    """Run `annotate` and watch it.

    Args:
        source: the documents.
        out: the folder of shards.
        options: more options.
        count: how many documents there are.
        size: documents of a shard.
        kill_at: percent at which it is killed; 0 for never.
    """
    command = [sys.executable, "-m", "vnpolice_ie", "annotate", str(source), "-o", str(out), *options]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    process = subprocess.Popen(
        command, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    run = Run()
    watched, highest, of_worker = psutil.Process(process.pid), 0.0, 0.0
    while process.poll() is None:
        try:
            highest = max(highest, _memory(watched))
            for child in watched.children(recursive=True):
                of_worker = max(of_worker, _memory(child))
        except psutil.Error:
            pass
        done = 100 * size * len(list(out.glob("part-*"))) / count
        for mark in MARKS:
            if done >= mark and mark not in run.memory:
                run.memory[mark] = highest, of_worker
        if kill_at and done >= kill_at:
            process.send_signal(signal.SIGKILL)
            process.wait()
        time.sleep(0.1)
    run.seconds = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    run.cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if not kill_at and process.returncode:
        raise SystemExit(process.stderr.read() if process.stderr else "annotate failed")
    run.memory[100] = highest, of_worker
    manifest: dict[str, Any] = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    run.shards = [shard["sha256"] for shard in manifest["shards"]]
    run.documents = manifest["documents"]
    return run


def _memory(process: psutil.Process) -> float:
    return float(process.memory_info().rss) / 1e6


IN_MEMORY = """
import json, resource, sys, time
import vnpolice_ie as vie
texts = [json.loads(line) for _, line in zip(range(int(sys.argv[2])), open(sys.argv[1], encoding="utf-8"))]
nlp = vie.load(sys.argv[3])
list(nlp.pipe(texts[:64]))
clock, cpu = time.perf_counter(), time.process_time()
for _ in nlp.pipe(texts):
    pass
print(len(texts) / (time.perf_counter() - clock), len(texts) / (time.process_time() - cpu))
"""


def in_memory(source: Path, model: str, count: int) -> tuple[float, float]:
    """Documents a second, and a second of CPU, of `nlp.pipe` over a list."""
    done = subprocess.run(
        [sys.executable, "-c", IN_MEMORY, str(source), str(min(count, SAMPLE)), model],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=True,
    )
    speed, by_cpu = map(float, done.stdout.split())
    return speed, by_cpu


def measure(folder: Path, count: int, model: str, size: int) -> list[str]:
    """Return the lines of a Markdown section."""
    source = folder / "documents.jsonl"
    characters = write_documents(source, count)
    options = ["--model", model, "--shard-size", str(size)]
    before = in_memory(source, model, count)
    runs: dict[int, Run] = {}
    for processes in (1, 2):
        out = folder / f"out-{processes}"
        runs[processes] = annotate(source, out, [*options, "--processes", str(processes)], count, size)
        shutil.rmtree(out)
        print(f"{processes} processes: {runs[processes].seconds:.0f} s", flush=True)
    after = in_memory(source, model, count)
    wall, by_cpu = ((a + b) / 2 for a, b in zip(before, after, strict=True))
    out = folder / "out-killed"
    killed = annotate(source, out, [*options, "--processes", "2"], count, size, kill_at=50)
    rest = annotate(source, out, ["--model", model, "--resume", "--processes", "2"], count, size)
    same = rest.shards == runs[1].shards == runs[2].shards
    shutil.rmtree(out)
    source.unlink()
    one, two = runs[1], runs[2]
    lines = [
        "",
        f"{count:,} documents of {characters / count:.0f} characters, pipeline `{model}`, shards of {size:,},"
        f" machine load {os.getloadavg()[1]:.1f}:",
        "",
        "| | documents a second | a second of CPU | beside in-memory, by CPU |",
        "| --- | ---: | ---: | ---: |",
        f"| `nlp.pipe` over a list of {min(count, SAMPLE):,} of them | {wall:,.0f} | {by_cpu:,.0f} | 100 % |",
        *(
            f"| `annotate`, {name} | {count / run.seconds:,.0f} | {count / run.cpu:,.0f}"
            f" | {100 * count / run.cpu / by_cpu:.0f} % |"
            for name, run in (("1 process", one), ("2 processes", two))
        ),
        "",
        f"Two processes are {one.seconds / two.seconds:.2f} × as fast as one.",
        "",
        "| highest memory so far, MB | " + " | ".join(f"{mark} %" for mark in MARKS) + " |",
        "| --- |" + " ---: |" * len(MARKS),
        _row("1 process", [one.memory[mark][0] for mark in MARKS]),
        _row("2 processes: the process that writes", [two.memory[mark][0] for mark in MARKS]),
        _row("2 processes: the larger worker", [two.memory[mark][1] for mark in MARKS]),
        "",
        f"Killed (`kill -9`) after {killed.seconds:.0f} s, gone on with `--resume` for {rest.seconds:.0f} s,"
        f" against {two.seconds:.0f} s undisturbed: {rest.documents:,} documents,"
        f" shards {'the same to the byte' if same else 'DIFFER'}.",
        "",
        f"Python {platform.python_version()}, {os.cpu_count()} cores of {platform.machine()}.",
    ]
    if not same:
        raise SystemExit("\n".join(lines))
    return lines


def _row(name: str, values: list[float]) -> str:
    return f"| {name} | {' | '.join(f'{value:.0f}' for value in values)} |"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-n", "--documents", type=int, default=1_000_000)
    parser.add_argument("--model", default="rules", help="rules, or the name of a model that ships")
    parser.add_argument("--shard-size", type=int, default=0, help="by default a hundredth of the documents")
    parser.add_argument("--folder", type=Path, help="where to work; by default a temporary folder")
    parser.add_argument("--write", action="store_true", help="write the table into docs/benchmarks.md")
    args = parser.parse_args()
    size = args.shard_size or max(1, args.documents // 100)
    with tempfile.TemporaryDirectory(dir=args.folder) as folder:
        lines = measure(Path(folder), args.documents, args.model, size)
    print("\n".join(lines))
    if args.write:
        made = (
            f" Made by `python benchmarks/scale.py -n {args.documents} --shard-size {size}"
            f" --model {args.model} --write`."
        )
        write_section(f"## Many documents by {args.model}", "\n".join(lines) + made)


if __name__ == "__main__":
    main()
