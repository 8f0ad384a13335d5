"""The site of the documentation: it builds without a warning, holds every page, and leads nowhere else."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache, partial
from html import unescape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit

import build_docs
import pytest
import yaml
from doc_links import links, relinked, without_fences
from doc_snippets import ROOT, blocks
from mkdocs.utils.yaml import get_yaml_loader

import vnpolice_ie as vie
from chromium import started

if TYPE_CHECKING:
    from playwright.sync_api import Page

DOCS = ROOT / "docs"
_TARGET = re.compile(r"<(a|link|script|img|iframe)\b[^>]*?\s(?:href|src)=\"?([^\" >]+)")
_ANCHOR = re.compile(r"\sid=\"?([^\" >]+)")
_IMPORT = re.compile(r"^from (vnpolice_ie\S*) import (?:\(([^)]*)\)|(.+))$", re.MULTILINE)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--site-dir", str(folder)],
        cwd=ROOT,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        faults = [line for line in done.stderr.splitlines() if not line.startswith("INFO")]
        pytest.fail("\n".join(["the site has faults", *faults]), pytrace=False)
    return folder


class Built(NamedTuple):
    """Anchors of a page of the site, where its links lead, and what it loads."""

    anchors: frozenset[str]
    links: frozenset[str]
    loaded: frozenset[str]


@cache
def page_of(file: Path) -> Built:
    words = file.read_text(encoding="utf-8")
    anchors = frozenset(unescape(m[1]) for m in _ANCHOR.finditer(words))
    targets = [(m[1], unescape(m[2])) for m in _TARGET.finditer(words)]
    leads = frozenset(target for tag, target in targets if tag == "a")
    return Built(anchors, leads, frozenset(target for tag, target in targets if tag != "a"))


@cache
def fault(folder: Path, target: str) -> str:
    """What is wrong with a link of a page in a folder of the site; empty if nothing is."""
    parts = urlsplit(target)
    to = (folder / unquote(parts.path)).resolve()
    to = to / "index.html" if to.is_dir() else to
    if not to.is_file():
        return "no such file"
    missing = parts.fragment and to.suffix == ".html" and unquote(parts.fragment) not in page_of(to).anchors
    return "no such heading" if missing else ""


def broken(file: Path) -> Iterator[str]:
    page = page_of(file)
    for target in page.links | page.loaded:
        if not urlsplit(target).scheme:
            whole = file.name + target if target.startswith("#") else target
            if what := fault(file.parent, whole):
                yield f"{file.name}: {target}: {what}"


def in_navigation() -> set[str]:
    config = yaml.load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), get_yaml_loader())

    def pages(item: object) -> Iterator[str]:
        if isinstance(item, str):
            yield item
        else:
            for part in item.values() if isinstance(item, dict) else item:
                yield from pages(part)

    return set(pages(config["nav"]))


def test_every_page_is_in_the_navigation() -> None:
    pages = {file.relative_to(DOCS).as_posix() for file in DOCS.rglob("*.md")}
    assert len(pages) > 30
    assert pages - in_navigation() == set(), "give them a place in mkdocs.yml and docs/index.md"


def test_every_page_is_led_to_from_the_start() -> None:
    index = (DOCS / "index.md").read_text(encoding="utf-8")
    pages = {file.relative_to(DOCS).as_posix() for file in DOCS.rglob("*.md")} - {"index.md"}
    assert pages - {target.partition("#")[0] for target in links(index)} == set()


def test_no_link_of_the_site_is_broken(site: Path) -> None:
    pages = [file for file in site.rglob("*.html") if file.name != "404.html"]
    assert len(pages) > 100
    assert [found for file in pages for found in broken(file)] == []


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    loaded = [(file.name, name) for file in site.rglob("*.html") for name in page_of(file).loaded]
    assert loaded
    assert [(file, name) for file, name in loaded if urlsplit(name).netloc] == []
    styles = [file.read_text(encoding="utf-8") for file in site.rglob("*.css")]
    assert not any(re.search(r"(?:url\(|@import )['\"]?(?:https?:)?//", style) for style in styles)


def test_word_lists_and_examples_are_on_the_site(site: Path) -> None:
    (ranks,) = site.glob("repository/**/ranks.tsv.html")
    assert "Thượng úy" in ranks.read_text(encoding="utf-8")
    assert (site / "repository/examples/trial.txt.html").exists()
    assert (site / "repository/CONTRIBUTING.html").exists()


def test_notebooks_are_pages_with_their_charts(site: Path) -> None:
    page = (site / "repository/notebooks/1-first-steps.ipynb.html").read_text(encoding="utf-8")
    assert "data:image/png;base64," in page
    assert 'href="../../accuracy.html"' in page


def imported_names() -> set[str]:
    """What snippets of the documentation import from the library, with what the package itself offers."""
    names = {f"vnpolice_ie.{name}" for name in vie.__all__}
    for path in build_docs.pages():
        for block in blocks((ROOT / path).read_text(encoding="utf-8")):
            if block.language in {"python", "py"}:
                for module, several, one in _IMPORT.findall(block.body):
                    parts = (several or one).replace("\n", " ").split(",")
                    names |= {f"{module}.{part.split(' as ')[0].strip()}" for part in parts if part.strip()}
    return names


def test_the_reference_holds_what_users_import() -> None:
    told = {
        line.removeprefix("::: ")
        for file in (DOCS / "reference").glob("*.md")
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.startswith("::: ")
    }
    names = imported_names()
    assert len(names) > 40
    assert {n for n in names if n not in told and n.rpartition(".")[0] not in told} == set()


# What is typed, a page that is found, and a word that is marked in it.
SEARCHES = [
    ("khởi tố", "annotation-scheme.html", "khởi"),
    ("khoi to", "integrations.html", "khởi"),
    (unicodedata.normalize("NFD", "Khởi tố"), "integrations.html", "khởi"),
    ("hoà", "lexicon.html", "hòa"),
    ("cong an", "integrations.html", "an"),
    ("Chỉ thị", "references.html", "thị"),
    ("min_score", "how-to/only-sure-facts.html", "min_score"),
    ("label stud", "formats.html", "studio"),
    ("khởi xyzzy", "annotation-scheme.html", "khởi"),
]


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@contextmanager
def start_page(site: Path, *, is_served: bool) -> Iterator[Page]:
    """Open the first page of the site, as a file or from a server; it must ask for nothing else."""
    with ExitStack() as stack:
        base = stack.enter_context(served(site)) if is_served else site.as_uri()
        page = stack.enter_context(started()).new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda m: faults.append(m.text) if m.type in {"error", "warning"} else None)
        page.on("request", lambda r: None if r.url.startswith(base) else faults.append(r.url))
        page.goto(f"{base}/index.html")
        yield page
        assert faults == []


def search(page: Page, words: str) -> None:
    page.locator(".md-search__input").fill(words)
    page.keyboard.press("End")


@pytest.mark.parametrize("is_served", [False, True], ids=["file", "server"])
def test_search_finds_words_with_and_without_their_marks(site: Path, is_served: bool) -> None:
    with start_page(site, is_served=is_served) as page:
        for words, expected, marked in SEARCHES:
            search(page, words)
            link = page.locator(f".md-search-result__link[href*='/{expected}']")
            found = page.locator(".md-search-result__item", has=link).locator("mark")
            found.get_by_text(re.compile(f"^{marked}$", re.IGNORECASE)).first.wait_for(state="attached")


def test_search_with_marks_finds_no_other_words(site: Path) -> None:
    with start_page(site, is_served=False) as page:
        search(page, "khởi tộ")
        meta = page.locator(".md-search-result__meta")
        meta.get_by_text(re.compile(r"\d+ matching")).wait_for()
        assert "tố" not in {mark.lower() for mark in page.locator(".md-search-result mark").all_inner_texts()}


def test_links_of_pages_are_found_outside_of_fences() -> None:
    page = "[a](x.md#y) [`b`](../z) [c](https://example.org)\n```text\n[d](w.md)\n```\n"
    assert list(links(page)) == ["x.md#y", "../z"]
    assert "w.md" not in without_fences(page)
    assert relinked(page, lambda target: target.upper()) == page.replace("x.md#y", "X.MD#Y").replace(
        "../z", "../Z"
    )
