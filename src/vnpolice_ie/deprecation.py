"""What goes away in a later version: it still works and says so.

How long, and what counts as public, is written in docs/api-stability.md.
"""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable
from typing import Any, Final, ParamSpec, TypeVar

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

MARK: Final = "__deprecated__"
"""Attribute of what is deprecated: its message, where tools look for it."""


class VnPoliceDeprecationWarning(DeprecationWarning):
    """Something of this library goes away in a later version.

    Attributes:
        removed_in: the version without it.
    """

    def __init__(self, message: str, removed_in: str) -> None:
        super().__init__(message)
        self.removed_in = removed_in


def deprecated(
    *, since: str, removed_in: str, instead: str
) -> Callable[[Callable[Parameters, Result]], Callable[Parameters, Result]]:
    """Mark a function or method as going away, or a class by its `__init__`: each call warns.

    Args:
        since: the version that says so first.
        removed_in: the version without it.
        instead: what to use, as code or in words.
    """

    def mark(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
        told = _told(function.__qualname__, since, removed_in, instead)

        @functools.wraps(function)
        def warn_first(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
            warnings.warn(VnPoliceDeprecationWarning(told, removed_in), stacklevel=2)
            return function(*args, **kwargs)

        setattr(warn_first, MARK, told)
        return warn_first

    return mark


def renamed_argument(
    old: str, new: str, *, since: str, removed_in: str
) -> Callable[[Callable[..., Result]], Callable[..., Result]]:
    """Let callers give a keyword by its old name, which warns.

    Args:
        old: the name that goes away.
        new: the name of the parameter now.
        since: the version that says so first.
        removed_in: the version that no longer knows the old name.

    Raises:
        TypeError: a call gives both.
    """

    def mark(function: Callable[..., Result]) -> Callable[..., Result]:
        name = function.__qualname__
        told = _told(f"{name}({old}=…)", since, removed_in, f"{name}({new}=…)")

        @functools.wraps(function)
        def take_both(*args: Any, **kwargs: Any) -> Result:
            if old in kwargs:
                if new in kwargs:
                    raise TypeError(f"{name} got {new!r} and its old name {old!r}")
                warnings.warn(VnPoliceDeprecationWarning(told, removed_in), stacklevel=2)
                kwargs[new] = kwargs.pop(old)
            return function(*args, **kwargs)

        return take_both

    return mark


def _told(what: str, since: str, removed_in: str, instead: str) -> str:
    return f"{what} is deprecated since {since} and goes away in {removed_in}: use {instead}"
