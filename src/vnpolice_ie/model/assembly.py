"""From a model folder to the stages of its pipeline."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from vnpolice_ie.errors import InputError, ResourceError
from vnpolice_ie.model.folder import SETTINGS, ModelFolder
from vnpolice_ie.model.links import JointLinkStage
from vnpolice_ie.model.readers import reader_of
from vnpolice_ie.model.scheme import is_ours
from vnpolice_ie.model.session import OnnxBackend
from vnpolice_ie.model.spans import JointSpanStage
from vnpolice_ie.rules import link_stages, span_stages
from vnpolice_ie.stage import Stage

_PACKAGE: Final = Path(__file__).resolve().parents[1]
SHIPPED: Final = (_PACKAGE / "models", _PACKAGE.parents[1] / "models")
"""Where models that come with the library lie: in the wheel inside the package, in a checkout beside src."""


def shipped(name: str) -> Path:
    """Return the folder of a model that comes with the library.

    Raises:
        InputError: there is none of that name.
    """
    folders = {file.parent.name: file.parent for place in SHIPPED for file in place.glob(f"*/{SETTINGS}")}
    if name not in folders:
        raise InputError(
            f"there is no pipeline {name!r}",
            remedy=f"The pipelines are: {', '.join(['rules', *sorted(folders)])}; or give a model's folder",
        )
    return folders[name]


def shipped_encoder() -> Path:
    """Return the folder of the pretrained encoder that comes with the library.

    Raises:
        ResourceError: it is not there.
    """
    found = [place / "encoder" for place in SHIPPED if (place / "encoder").is_dir()]
    if not found:
        raise ResourceError(
            "the pretrained encoder is missing", remedy="The package is incomplete; install it again"
        )
    return found[0]


def model_stages(path: Path) -> tuple[Stage, ...]:
    """Return the stages of a pipeline of rules and model.

    A model of other labels than the library's reads spans alone.

    Raises:
        ResourceError: the folder is no model that this library can run.
    """
    folder = ModelFolder.open(path)
    reader = reader_of(folder)
    backend = OnnxBackend(folder, reader)
    settings = folder.settings
    spans = JointSpanStage(backend, reader, settings)
    if not is_ours(settings.scheme):
        return (*span_stages(), spans)
    return (*span_stages(), spans, *link_stages(), JointLinkStage(backend, settings))
