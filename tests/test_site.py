"""The site of the documentation: it builds without a warning, holds every page, and leads nowhere else."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from html import unescape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import build_docs
import pytest
import yaml
from doc_links import links, relinked, without_fences
from doc_snippets import ROOT, blocks
from mkdocs.utils.yaml import get_yaml_loader

import vnpolice_ie as vie
from chromium import started

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


SEARCHES = [
    ("khởi tố", "annotation-scheme.html"),
    ("Chỉ thị", "references.html"),
    ("min_score", "how-to/only-sure-facts.html"),
]


def test_search_without_a_server_finds_words_with_their_marks(site: Path) -> None:
    with started() as browser:
        context = browser.new_context()
        page = context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda m: faults.append(m.text) if m.type in {"error", "warning"} else None)
        page.on("request", lambda r: faults.append(r.url) if urlsplit(r.url).scheme != "file" else None)
        page.goto((site / "index.html").as_uri())
        for words, expected in SEARCHES:
            page.locator(".md-search__input").fill(words)
            page.keyboard.press("End")
            page.locator(f".md-search-result__link[href*='/{expected}']").first.wait_for(state="attached")
            marked = page.locator(".md-search-result mark").all_inner_texts()
            first = words.split()[0].lower()
            assert any(mark.lower().startswith(first) for mark in marked), marked
        assert faults == []


def test_links_of_pages_are_found_outside_of_fences() -> None:
    page = "[a](x.md#y) [`b`](../z) [c](https://example.org)\n```text\n[d](w.md)\n```\n"
    assert list(links(page)) == ["x.md#y", "../z"]
    assert "w.md" not in without_fences(page)
    assert relinked(page, lambda target: target.upper()) == page.replace("x.md#y", "X.MD#Y").replace(
        "../z", "../Z"
    )
