"""What the site has beyond the pages in docs/ (hooks of mkdocs.yml).

Pages link files of the repository outside of docs/: word lists, sources, examples, CONTRIBUTING.md. On the
site each of them is a page under repository/, and the links lead there; so the site is whole without a forge.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from doc_links import linked_file, links, relinked
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from site_notebooks import markdown_of

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
REPOSITORY = "repository"
"""Folder of the site for what lies outside of docs/."""
IN_NAVIGATION = ("CONTRIBUTING.md", "CHANGELOG.md")

_LANGUAGES = {".py": "python", ".yaml": "yaml", ".json": "json", ".sql": "sql"}
_PAGES = {".md", ".ipynb"}
_SMALL_FOLDER = 30
"""Files of a folder with no more than these have pages of their own, even where nothing links them."""
_QUIET = "---\nsearch:\n  exclude: true\nhide: [toc]\n---\n\n"


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add a page for each file or folder outside of docs/ that a page leads to."""
    pages = [Path(file.abs_src_path) for file in files.documentation_pages() if file.abs_src_path]
    linked = _linked_outside([*pages, *(ROOT / name for name in IN_NAVIGATION)])
    linked |= {ROOT / name for name in IN_NAVIGATION}
    for path in sorted(linked):
        content = _content(path, linked)
        files.append(File.generated(config, _uri(path), content=content, inclusion=InclusionLevel.NOT_IN_NAV))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Lead links to files outside of docs/ to their pages."""
    uri = page.file.src_uri
    source = _page_of(uri)
    if not source.exists():  # a page around a file that is none
        return markdown

    def change(target: str) -> str:
        path = linked_file(source, target)
        if target.startswith("#") or not path.exists() or ROOT not in path.parents:
            return target  # a fault, which the build tells
        anchor = target.partition("#")[2]
        there = os.path.relpath(_uri(path), PurePosixPath(uri).parent)
        return f"{there}#{anchor}" if anchor else there

    return relinked(markdown, change)


def _uri(path: Path) -> str:
    """Where a file of the repository stands on the site, before it is rendered."""
    if DOCS in path.parents:
        return path.relative_to(DOCS).as_posix()
    within = f"{REPOSITORY}/{path.relative_to(ROOT).as_posix()}"
    if path.is_dir():
        return f"{within}/{'README' if (path / 'README.md').exists() else 'index'}.md"
    return within if path.suffix == ".md" else f"{within}.md"


def _page_of(uri: str) -> Path:
    """The Markdown page or notebook that a page of the site is made from; it need not exist."""
    if not uri.startswith(f"{REPOSITORY}/"):
        return DOCS / uri
    path = ROOT / uri.removeprefix(f"{REPOSITORY}/")
    return path.with_suffix("") if path.stem.endswith(".ipynb") else path


def _words(page: Path) -> str:
    return markdown_of(page) if page.suffix == ".ipynb" else page.read_text(encoding="utf-8")


def _linked_outside(pages: Iterable[Path]) -> set[Path]:
    """Files and folders outside of docs/ that pages link, and what those pages among them link in turn."""
    waiting = list(pages)
    found: set[Path] = set()
    while waiting:
        page = waiting.pop()
        for target in links(_words(page)):
            path = linked_file(page, target)
            if (path / "README.md").exists():
                path /= "README.md"
            inside = DOCS in path.parents or ROOT not in path.parents
            if inside or path in found or not path.exists():
                continue
            found.add(path)
            if path.suffix in _PAGES:
                waiting.append(path)
            elif path.is_dir() and len(_files_in(path)) <= _SMALL_FOLDER:
                found.update(_files_in(path))
    return found


def _files_in(folder: Path) -> list[Path]:
    return sorted(p for p in folder.iterdir() if p.is_file() and not p.name.startswith("."))


def _content(path: Path, linked: set[Path]) -> str:
    """Markdown of the page of a file or folder."""
    if path.suffix in _PAGES:
        return _words(path)
    title = f"{_QUIET}# {path.relative_to(ROOT).as_posix()}\n\n"
    if path.is_file():
        words = path.read_text(encoding="utf-8")
        return f"{title}~~~~~~ {_LANGUAGES.get(path.suffix, 'text')}\n{words}\n~~~~~~\n"
    files = _files_in(path)
    if not linked.intersection(files):
        return f"{title}A folder of {len(files):,} files in the repository.\n"
    rows = [
        f"- [{p.name}]({os.path.relpath(_uri(p), PurePosixPath(_uri(path)).parent)})"
        for p in files
        if p in linked
    ]
    return title + "\n".join(rows) + "\n"
