"""Groups of what links tie together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

T = TypeVar("T", bound=Any)


def first_of_group(members: Iterable[T], links: Iterable[tuple[T, T]]) -> dict[T, T]:
    """Return for each member the least member of its group: those that links tie, directly or over others.

    Args:
        members: what is grouped; they can be ordered.
        links: pairs of members.
    """
    root = {member: member for member in members}

    def find(one: T) -> T:
        while root[one] != one:
            one = root[one]
        return one

    for one, other in links:
        first, second = sorted((find(one), find(other)))
        root[second] = first
    return {member: find(member) for member in root}
