"""Optional packages: said to be missing before any work is done."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Final

from vnpolice_ie.errors import ResourceError

TRAIN: Final = (
    "torch",
    "transformers",
    "accelerate",
    "peft",
    "safetensors",
    "onnx",
    "onnxscript",
    "seqeval",
    "matplotlib",
    "yaml",
)
"""Modules of the extra `train` that a training run imports."""


def require(extra: str, *modules: str) -> None:
    """Make sure that the modules of an extra can be imported; none is imported for that.

    Raises:
        ResourceError: one is not there; it names the extra to install.
    """
    missing = [name for name in modules if find_spec(name) is None]
    if missing:
        raise ResourceError(
            f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} not installed",
            remedy=f"Install what is needed: pip install 'vnpolice-ie[{extra}]'",
        )
