"""Settings of the test run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from vnpolice_ie.io.gold import GoldDocument
    from vnpolice_ie.store.collection import Collection
    from vnpolice_ie.types import Doc

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"

# Time is measured in benchmarks/, never here: a busy machine must not fail a property.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")


@pytest.fixture(scope="session")
def gold() -> list[GoldDocument]:
    """The annotated example documents."""
    from vnpolice_ie.io.gold_files import read_gold

    documents, faults = read_gold(EXAMPLES)
    assert faults == []
    assert len(documents) >= 8
    return documents


@pytest.fixture
def collect(tmp_path: Path) -> Iterator[Callable[..., Collection]]:
    """Makes collections of the documents given; they are closed at the end."""
    from vnpolice_ie.store.collection import Collection

    opened: list[Collection] = []

    def make(*docs: Doc) -> Collection:
        collection = Collection(tmp_path / f"{len(opened)}.duckdb")
        opened.append(collection)
        collection.add(docs)
        return collection

    yield make
    for collection in opened:
        collection.close()


@pytest.fixture
def run_command(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run a command; give its exit status and what it wrote to the standard output and error."""
    from vnpolice_ie.cli import main

    def run(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as caught:
            main([str(a) for a in arguments])
        return int(caught.value.code or 0), *capsys.readouterr()

    return run


@pytest.fixture(scope="session")
def tiny_encoders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Folders of tiny random encoders by kind: phobert, xlm-r, modernbert."""
    from hostile import NEWS
    from tiny_encoders import KINDS, build

    folder = tmp_path_factory.mktemp("encoders")
    return {kind: build(kind, folder / kind, [NEWS * 3]) for kind in KINDS}


@pytest.fixture(scope="session")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small model folder with weights alone."""
    from small_model import write_small

    return write_small(tmp_path_factory.mktemp("weights"))


@pytest.fixture(scope="session")
def exported(weights: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with graphs, in 32 bits and in 8."""
    from small_model import export_small

    return export_small(weights, tmp_path_factory.mktemp("exported"))
