"""The cyclic garbage collector and texts of some length."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_LONG = 1_000
"""Code points from which the collector costs time that can be felt: it walks the word lists as well."""


@contextmanager
def uncollected(length: int = _LONG) -> Iterator[None]:
    """Hold the collector back while texts of so many code points together are read, unless they are tiny.

    What is found in a text holds no cycles, but there is much of it, and the collector would walk it all
    again each time that it has grown by a quarter. Best it is held back until what was found is gone too.
    Who has turned the collector off finds it off afterwards.
    """
    held = length >= _LONG and gc.isenabled()
    if held:
        gc.disable()
    try:
        yield
    finally:
        if held:
            gc.enable()
