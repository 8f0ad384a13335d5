"""One pipeline for each process, known by its name, so that a tool may send callables anywhere."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path, PurePosixPath

from vnpolice_ie import __version__
from vnpolice_ie.errors import InputError
from vnpolice_ie.io.output import OutputFile
from vnpolice_ie.pipeline import DEFAULT, Pipeline, load


@cache
def pipeline_of(name: str) -> Pipeline:
    """Return the pipeline of a name, made once in each process.

    Raises:
        InputError, ResourceError: as of `load`.
    """
    return load(name)


def name_of(model: str | Path | Pipeline | None) -> str:
    """Return the name that `load` knows a pipeline by, in every process.

    Args:
        model: what `load` takes, or a pipeline that it made.

    Raises:
        InputError: the pipeline was put together by hand, or there is none of that name.
        ResourceError: the folder is no model that this library can run.
    """
    if isinstance(model, Pipeline):
        if not model.name:
            raise InputError(
                "a pipeline that was put together by hand has no name to travel by",
                remedy="Give what vie.load takes: 'rules', a model that ships, or the folder of a model",
            )
        return model.name
    return pipeline_of(DEFAULT if model is None else str(model)).name


def identity(name: str) -> str:
    """Tell one reading from another: the library's version and, of a model, its files."""
    from vnpolice_ie.model.assembly import shipped  # noqa: PLC0415  (numpy, ONNX Runtime)
    from vnpolice_ie.model.folder import HASHES  # noqa: PLC0415

    if name == "rules":
        return f"rules {__version__}"
    folder = Path(name) if Path(name).is_dir() else shipped(name)
    return f"{hashlib.sha256((folder / HASHES).read_bytes()).hexdigest()[:16]} {__version__}"


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
