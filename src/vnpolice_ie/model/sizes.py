"""Values of a model's settings, checked before anything is made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Final

LARGEST: Final = 1 << 20
"""No size of a network is larger; a file that says so is damaged, or made to fill the memory."""


def check_sizes(settings: object) -> None:
    """Check the fields of a dataclass: kinds as those of its defaults, sizes no larger than `LARGEST`.

    Raises:
        TypeError: a value is of another kind.
        ValueError: a size is negative or too large, or a share is not between 0 and 1.
    """
    assert is_dataclass(settings)
    for field in fields(settings):
        _check(field.name, getattr(settings, field.name), field.default)


def _check(name: str, value: Any, default: object) -> None:
    if is_dataclass(value):
        check_sizes(value)
    elif isinstance(value, tuple):
        for item in value:
            _check(name, item, 0)
    elif isinstance(default, bool | str):
        _check_kind(name, value, type(default))
    elif isinstance(default, int):
        _check_kind(name, value, int)
        if not 0 <= value <= LARGEST:
            raise ValueError(f"{name} is {_shown(value)}")
    elif isinstance(default, float):
        if type(value) not in (int, float):
            raise TypeError(f"{name} is {_shown(value)}")
        if not 0 <= value <= 1:
            raise ValueError(f"{name} is {_shown(value)}")
    elif not isinstance(value, Mapping):
        raise TypeError(f"{name} is {_shown(value)}")


def _check_kind(name: str, value: object, kind: type) -> None:
    if type(value) is not kind:
        raise TypeError(f"{name} is {_shown(value)}")


def _shown(value: object) -> str:
    text = str(value) if not isinstance(value, int) or abs(value) < 1 << 64 else "a huge number"
    return text if len(text) <= 40 else f"{text[:40]}…"
