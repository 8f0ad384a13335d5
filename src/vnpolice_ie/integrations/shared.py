"""One pipeline for each process, known by its name, so that a tool may send callables anywhere."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from vnpolice_ie import __version__
from vnpolice_ie.errors import InputError
from vnpolice_ie.io.output import OutputFile
from vnpolice_ie.pipeline import DEFAULT, Pipeline, load


class Recipe(NamedTuple):
    """What `load` makes a pipeline of, small enough to travel.

    Attributes:
        model: name of the pipeline, or the folder of its model.
        min_score: what has a lower score is left out.
    """

    model: str
    min_score: float = 0.0

    @classmethod
    def of(cls, model: str | Path | Pipeline | None, min_score: float = 0.0) -> Recipe:
        """Return the recipe of a pipeline, and make sure that there is such a one.

        Args:
            model: what `load` takes, or a pipeline that it made (which has a `min_score` of its own).
            min_score: as `load` takes it.

        Raises:
            InputError: the pipeline was put together by hand, or there is none of that name.
            ResourceError: the folder is no model that this library can run.
        """
        if not isinstance(model, Pipeline):
            return cls(cls(DEFAULT if model is None else str(model), min_score).pipeline().name, min_score)
        if not model.name:
            raise InputError(
                "a pipeline that was put together by hand has no name to travel by",
                remedy="Give what vie.load takes: 'rules', a model that ships, or the folder of a model",
            )
        return cls(model.name, model.min_score)

    def pipeline(self) -> Pipeline:
        """Return the pipeline, made once in each process.

        Raises:
            InputError, ResourceError: as of `load`.
        """
        return _loaded(self)

    def settings(self) -> dict[str, Any]:
        """Tell one reading from another: the library's version, the model by its files, the lowest score."""
        digest = None
        if self.model != "rules":
            from vnpolice_ie.model.assembly import shipped  # noqa: PLC0415  (numpy, ONNX Runtime)
            from vnpolice_ie.model.folder import HASHES  # noqa: PLC0415

            folder = Path(self.model) if Path(self.model).is_dir() else shipped(self.model)
            digest = hashlib.sha256((folder / HASHES).read_bytes()).hexdigest()
        return {
            "library": __version__,
            "model": Path(self.model).name,
            "model_sha256": digest,
            "min_score": self.min_score,
        }

    def identity(self) -> str:
        """Tell one reading from another in one line."""
        return json.dumps(self.settings())


@cache
def _loaded(recipe: Recipe) -> Pipeline:
    return load(recipe.model, min_score=recipe.min_score)


def check_model(name: str | None) -> None:
    """Make sure, without loading it, that `load` knows a pipeline of that name.

    A folder that is not there passes: what was moved may bring its own later.

    Raises:
        InputError: there is none of that name.
        ResourceError: the folder is no model that this library can run.
    """
    if name is None or name == "rules":
        return
    from vnpolice_ie.model.assembly import shipped  # noqa: PLC0415  (numpy, ONNX Runtime)
    from vnpolice_ie.model.folder import ModelFolder  # noqa: PLC0415

    if Path(name).is_dir():
        ModelFolder.open(Path(name))
    elif os.sep not in name:
        shipped(name)


def model_files(name: str | None) -> dict[str, bytes]:
    """Return the files of a model folder; none of a pipeline that comes with the library.

    Raises:
        ResourceError: the folder is no model, or a file is damaged.
    """
    if name is None or not Path(name).is_dir():
        return {}
    from vnpolice_ie.model.folder import HASHES, ModelFolder  # noqa: PLC0415  (numpy)

    folder = ModelFolder.open(Path(name))
    found = {file: folder.file(file).read_bytes() for file in folder.hashes}
    return found | {HASHES: (folder.path / HASHES).read_bytes()}


def write_model(files: Mapping[str, bytes], folder: Path) -> None:
    """Write the files of a model into a folder.

    Raises:
        InputError: a name leads out of the folder.
        OutputError: one cannot be written.
    """
    for name, content in files.items():
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\\" in name:
            raise InputError(
                f"the file name {name!r} leads out of the model's folder",
                remedy="The data is not what to_bytes gave: do not use it",
            )
        with OutputFile(folder / path) as file:
            file.write(content)
