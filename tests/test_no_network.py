"""At run time nothing asks for a network: reading, collections, pages, training, encoders of Hugging Face."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tiny_encoders import build
from without_network import namespaces, run_offline

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
TRAINING = """
output: run
data: {train: examples, dev_share: 0.25}
encoder: {kind: compact, width: 16}
mixer: {layers: 1, width: 32}
heads: {pair_width: 8}
features: {width: 16}
optimisation: {epochs: 1, batch_tokens: 1024}
"""


def commands(folder: Path, *lines: str) -> None:
    """Run commands of the command line one after the other; none may fail or ask for the network."""
    for line in lines:
        ran = run_offline(folder, "-m", "vnpolice_ie", *line.split())
        assert (ran.status, ran.tries) == (0, []), f"{line}\n{ran.told}"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with readings, a collection, a model, and all pages that are made of them."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "examples").symlink_to(EXAMPLES)
    (folder / "tiny.yaml").write_text(TRAINING, encoding="utf-8")
    commands(
        folder,
        "train tiny.yaml",
        "annotate examples -o with-run.jsonl --model run/model",
        "annotate examples -o read.jsonl --html html --processes 2",
        "view read.jsonl -o view.html",
        "build-store read.jsonl -o read.duckdb",
        "convert read.jsonl -o read.parquet",
        "evaluate examples read.jsonl --report report",
    )
    return folder


def test_readings_collections_and_models_are_made(made: Path) -> None:
    assert {"read.jsonl", "read.duckdb", "read.parquet", "with-run.jsonl"} <= {p.name for p in made.iterdir()}


LOAD = """
import sys
from vnpolice_ie.errors import ResourceError
from vnpolice_ie.model.hf import HfEncoder
from vnpolice_ie.model.hf_pieces import read_pieces_of

for name in sys.argv[1:]:
    try:
        HfEncoder.load(name)
        print("read", len(read_pieces_of(name, segmenter="none").opening), flush=True)
    except ResourceError as error:
        print(error)
"""


def test_encoders_of_hugging_face_in_folders_ask_no_hub(tmp_path: Path) -> None:
    text = (EXAMPLES / "trial.txt").read_text(encoding="utf-8")
    for kind in ("phobert", "xlm-r"):
        build(kind, tmp_path / kind, [text])
    ran = run_offline(tmp_path, "-c", LOAD, "phobert", "xlm-r")
    assert (ran.status, ran.told, ran.tries) == (0, "read 1\nread 1\n", [])


def test_an_encoder_of_the_hub_is_asked_for_where_a_user_names_it(tmp_path: Path) -> None:
    ran = run_offline(tmp_path, "-c", LOAD, "vinai/phobert-base")
    assert ran.status == 0
    assert "vinai/phobert-base" in ran.told
    assert {wanted.partition(" ")[0] for wanted in ran.tries} == {"socket.getaddrinfo"}


class _Loaded(HTMLParser):
    """What a page loads by itself: scripts, styles, pictures, frames; links that a reader follows are not it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            loads = name in {"src", "srcset", "poster", "data"} or (
                name == "href" and tag not in {"a", "area"}
            )
            if loads or name == "style":
                self.addresses.append(value or "")

    def handle_data(self, data: str) -> None:
        if self.cdata_elem == "style":
            self.addresses += re.findall(r"url\([^)]*\)|@import[^;]*", data)


def from_elsewhere(page: str) -> list[str]:
    return [a for a in _Loaded(page).addresses if re.search(r"(?:^|[\s(\"'])(?:\w+:)?//", a)]


def test_pages_load_nothing_from_elsewhere(made: Path) -> None:
    pages = [page for page in sorted(made.rglob("*.html")) if "examples" not in page.parts]
    assert {page.parent.name for page in pages} >= {"html", "report", "run", made.name}
    assert [(page.name, from_elsewhere(page.read_text(encoding="utf-8"))) for page in pages] == [
        (page.name, []) for page in pages
    ]


@pytest.mark.parametrize(
    "page",
    [
        '<script src="https://example.org/a.js"></script>',
        '<link href="//example.org/a.css">',
        "<style>p { background: url(https://example.org/a.png) }</style>",
        '<p style="background: url(//example.org/a.png)">',
    ],
)
def test_what_a_page_would_load_is_seen(page: str) -> None:
    assert len(from_elsewhere(page)) == 1
    assert from_elsewhere(f'<a href="https://example.org">{page}</a>') == from_elsewhere(page)


def test_a_process_without_network_has_none(tmp_path: Path) -> None:
    ask = "import urllib.request; urllib.request.urlopen('http://example.org')"
    ran = run_offline(tmp_path, "-c", ask)
    assert ran.status == 1
    assert ran.tries == ["socket.getaddrinfo 'example.org'"]


@pytest.mark.skipif(not namespaces(), reason="this machine gives no namespaces to its users")
def test_a_namespace_has_no_network_even_without_the_guard(tmp_path: Path) -> None:
    ask = "import socket; s = socket.socket(); s.settimeout(5); print(s.connect_ex(('192.0.2.1', 80)))"
    ran = run_offline(tmp_path, "-S", "-c", ask)
    assert ran.tries == []
    assert ran.told.strip() != "0"
