"""Frozen dataclasses with slots that are quicker to make: a document has thousands of them."""

from __future__ import annotations

from inspect import signature
from typing import Any, TypeVar

T = TypeVar("T")


def quick_init(cls: type[T]) -> type[T]:
    """Give a frozen dataclass with slots an `__init__` that takes a third of the time.

    That of `dataclasses` hands each name to `object.__setattr__`, which looks it up. Here an object is of a
    twin class that is not frozen while its slots are filled. Arguments, defaults and what the class refuses
    stay the same; subclasses are made as dataclasses make them.
    """
    made: Any = cls.__init__
    twin = type(
        cls.__name__,
        (cls,),
        {"__slots__": (), "__setattr__": object.__setattr__, "__delattr__": object.__delattr__},
    )
    names = [*signature(made).parameters][1:]
    given = ", ".join(names)
    lines = [
        f"def __init__(self, {given}):",
        "    if self.__class__ is not cls:",
        f"        return made(self, {given})",
        "    set_class(self, twin)",
        *(f"    self.{name} = {name}" for name in names),
        "    self.__class__ = cls",
    ]
    # By the setter of `object`, as a frozen class lets nobody set anything.
    set_class = object.__dict__["__class__"].__set__
    scope: dict[str, Any] = {"cls": cls, "made": made, "twin": twin, "set_class": set_class}
    exec("\n".join(lines), scope)  # names of fields alone; dataclasses do the same
    init = scope["__init__"]
    init.__defaults__, init.__annotations__ = made.__defaults__, made.__annotations__
    init.__qualname__, init.__module__ = made.__qualname__, cls.__module__
    cls.__init__ = init  # type: ignore[method-assign]
    return cls
