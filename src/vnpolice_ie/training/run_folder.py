"""The folder of a run: its configuration, and whether a run may begin or go on in it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from vnpolice_ie.errors import InputError, OutputError
from vnpolice_ie.io.output import OutputFile
from vnpolice_ie.training.config import TrainingConfig
from vnpolice_ie.training.config_file import differences, read_config, to_yaml
from vnpolice_ie.training.report.history import HISTORY

__all__ = ["BEST", "CHECKPOINTS", "CONFIG", "HISTORY", "MODEL", "check_run", "open_run"]

CONFIG: Final = "config.yaml"
CHECKPOINTS: Final = "checkpoints"
BEST: Final = "best.safetensors"
"""The weights of the best evaluation."""
MODEL: Final = "model"
"""The folder of the model as it is used."""

MAY_CHANGE: Final = ("output", "stopping.", "checkpoint.", "data.test")
"""Keys that a resumed run may have otherwise: they don't touch what was learnt so far."""


def check_run(config: TrainingConfig, *, resume: bool = False) -> None:
    """Make sure that a run may begin, or go on, in its folder.

    A folder with nothing but a configuration is one of a run that never began; it may be used.

    Raises:
        OutputError: a new run would overwrite something.
        InputError: there is no run to resume, or it had another configuration.
    """
    folder = config.output
    written = folder / CONFIG
    if resume:
        _check_same(config, written)
    elif folder.exists() and (not folder.is_dir() or {p.name for p in folder.iterdir()} - {CONFIG}):
        remedy = (
            "Give --resume to go on with this run, or name another folder in output"
            if written.is_file()
            else "Name a new or an empty folder in output"
        )
        raise OutputError("the folder of the run is not empty", where=str(folder), remedy=remedy)


def open_run(config: TrainingConfig, *, resume: bool = False) -> Path:
    """Make or find the folder of a run, with the configuration in it.

    Raises:
        OutputError: a new run would overwrite something, or the folder cannot be written.
        InputError: there is no run to resume, or it had another configuration.
    """
    check_run(config, resume=resume)
    with OutputFile(config.output / CONFIG) as file:
        file.write(to_yaml(config).encode())
    return config.output


def _check_same(config: TrainingConfig, written: Path) -> None:
    if not written.is_file():
        raise InputError(
            "there is no run to resume", where=str(written.parent), remedy="Begin it without --resume"
        )
    before = read_config(written, check_files=False)
    changed = [key for key in differences(before, config) if not key.startswith(MAY_CHANGE)]
    if changed:
        raise InputError(
            f"the run was begun with other values of {', '.join(changed)}",
            where=str(written),
            remedy="Resume it with those, or begin a new run with another output",
        )
