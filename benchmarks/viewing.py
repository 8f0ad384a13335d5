"""Measure how long the page of a collection takes to open in headless Chromium.

    python benchmarks/viewing.py [--documents 5000] [--loads 15] [--folder DIR] [--write]

Documents of the generator are read by the shipped pipeline and made into one page, which is opened again and
again, each time in a new window without a cache. The list counts as there when it and the overview stand in
the page, the page as whole when its last byte was parsed, the search when it has answered, in all texts, what
was typed then. CPU time is that of all processes of the browser; other work on the machine (its load
before) stretches the others.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from page import write_section
from playwright.sync_api import Browser, sync_playwright

import vnpolice_ie as vie
from vnpolice_ie.display.collection.page import CollectionPage
from vnpolice_ie.generator import generate
from vnpolice_ie.io.jsonl import read_docs
from vnpolice_ie.io.writing import write_annotated

HEADING = "## Pages of collections"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WATCH = """
new MutationObserver((_, watch) => {
  if (!document.documentElement.hasAttribute("data-ready")) return;
  window.listAt = performance.now();
  watch.disconnect();
}).observe(document, { attributes: true, subtree: true, attributeFilter: ["data-ready"] });
"""


class Opening(NamedTuple):
    """One load: milliseconds after it began, and milliseconds of CPU of the whole browser."""

    list: float
    whole: float
    cpu_whole: float
    search: float
    cpu_search: float


def readings(count: int, folder: Path) -> Path:
    """Write the documents as they were read; once for a folder."""
    path = folder / f"{count}.jsonl"
    if not path.exists():
        made = ({"id": d.id, "text": d.text, "date": d.date} for d in generate(count, seed=7))
        write_annotated(vie.load().pipe(made), path)
    return path


def make_page(source: Path, target: Path) -> float:
    """Write the page; return the seconds of CPU that it took."""
    begin = time.process_time()
    with CollectionPage(target, "Generated documents") as page:
        for doc in read_docs(source):
            page.add(doc)
    return time.process_time() - begin


def cpu_of(browser: Browser) -> float:
    """Milliseconds of CPU that all processes of the browser have taken so far."""
    session = browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    return 1000 * sum(float(process["cpuTime"]) for process in processes)


def open_page(browser: Browser, file: Path) -> Opening:
    """Open the page in a window of its own."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    page = context.new_page()
    page.add_init_script(WATCH)
    before = cpu_of(browser)
    page.goto(file.as_uri())
    cpu_whole = cpu_of(browser) - before
    page.fill("#search", "cong an")
    page.locator(".count [role=status]", has_not_text="reading on").wait_for()
    searchable: float = page.evaluate("performance.now()")
    cpu_search = cpu_of(browser) - before
    listed: float = page.evaluate("listAt")
    whole: float = page.evaluate("performance.getEntriesByType('navigation')[0].domInteractive")
    context.close()
    return Opening(listed, whole, cpu_whole, searchable, cpu_search)


def measure(count: int, loads: int, folder: Path) -> str:
    """Return the body of a Markdown section."""
    source, target = readings(count, folder), folder / "page.html"
    made = make_page(source, target)
    load = os.getloadavg()[0]
    with sync_playwright() as playwright:
        path = next(filter(None, map(shutil.which, BROWSERS)), None)
        if path is None:
            sys.exit(f"There is no Chromium on this machine (looked for {', '.join(BROWSERS)})")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        open_page(browser, target)
        found = [open_page(browser, target) for _ in range(loads)]
        version = browser.version
        browser.close()
    lines = [
        f"{count:,} documents of the generator, read by rules and model, make a page of"
        f" {target.stat().st_size / 1e6:.1f} MB, written in {made:.1f} s of CPU. Headless Chromium {version},"
        f" {loads} loads on {os.cpu_count()} cores, machine load {load:.1f} before:",
        "",
        "| ms | median | least | most |",
        "| --- |" + " ---: |" * 3,
    ]
    for name, values in (
        ("list and overview are there", [one.list for one in found]),
        ("the page is whole", [one.whole for one in found]),
        ("CPU of the whole browser until then", [one.cpu_whole for one in found]),
        ("a search typed then is answered in all texts", [one.search for one in found]),
        ("CPU of the whole browser until then", [one.cpu_search for one in found]),
    ):
        figures = (statistics.median(values), min(values), max(values))
        lines.append(f"| {name} | " + " | ".join(f"{figure:,.0f}" for figure in figures) + " |")
    return "\n".join([*lines, "", "Made by `python benchmarks/viewing.py --write`."])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=5000)
    parser.add_argument("--loads", type=int, default=15)
    parser.add_argument(
        "--folder", type=Path, help="where the files are kept; by default they are thrown away"
    )
    parser.add_argument("--write", action="store_true", help="write the table into docs/benchmarks.md")
    args = parser.parse_args()
    folder = args.folder or Path(tempfile.mkdtemp())
    folder.mkdir(parents=True, exist_ok=True)
    body = measure(args.documents, args.loads, folder)
    if args.folder is None:
        shutil.rmtree(folder)
    print(body)
    if args.write:
        write_section(HEADING, body)


if __name__ == "__main__":
    main()
