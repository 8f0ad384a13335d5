"""Settings of the test run."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

# Time is measured in benchmarks/, never here: a busy machine must not fail a property.
settings.register_profile("steady", deadline=None, print_blob=True)
settings.load_profile("steady")


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
