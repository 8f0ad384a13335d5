"""YAML of a configuration: plain values with the line of each, in bounded time.

The values of a scalar are those of YAML 1.2 (core schema), so that `1e-3` is a number, and `no` and
`2019-08-27` are words. Anchors, tags and keys given twice are refused: a configuration needs none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import yaml

from vnpolice_ie.errors import InputError
from vnpolice_ie.io.text import UTF8, decode, unreadable

MAX_BYTES: Final = 100_000
"""A longer file is no configuration."""
MAX_DEPTH: Final = 20

KeyPath = tuple[str | int, ...]
"""Keys and list places from the top, as ("data", "train", 0)."""
Places = dict[KeyPath, str]
"""Where the value of a key path stands, as "config.yaml, line 3"."""


class _Loader(yaml.SafeLoader):
    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012


for _tag, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)", list("-+0123456789")),
    (
        "float",
        r"[-+]?(?:[0-9]+\.[0-9]*|\.?[0-9]+)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
        list("-+.0123456789"),
    ),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), _first)

_KNOWN_TAGS = frozenset(
    f"tag:yaml.org,2002:{t}" for t in ("null", "bool", "int", "float", "str", "map", "seq")
)


def read_yaml(path: Path) -> tuple[Any, Places]:
    """Read a file.

    Raises:
        InputError: it cannot be read, is too long, or is not plain YAML.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise unreadable(path, error) from error
    if len(data) > MAX_BYTES:
        raise InputError(
            f"the file has more than {MAX_BYTES:,} bytes, too long for a configuration",
            where=str(path),
            remedy="Name the configuration, not the data",
        )
    return parse_yaml(decode(data, UTF8, str(path)), str(path))


def parse_yaml(text: str, where: str) -> tuple[Any, Places]:
    """Read a text.

    Args:
        text: the YAML.
        where: its file, for the errors and places.

    Returns:
        The value, and where each part of it stands.

    Raises:
        InputError: it is not plain YAML, with the line.
    """
    try:
        _check_events(text, where)
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            places: Places = {}
            return (None if node is None else _value(loader, node, (), where, places)), places
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise InputError(
            f"this is not YAML ({error.problem or error.context})",
            where=_at(where, mark),
            remedy="Check the indentation, the colons and the quotes",
        ) from None
    except yaml.YAMLError as error:
        raise InputError(
            f"this is not YAML ({str(error).splitlines()[0]})", where=where, remedy="Write it in plain text"
        ) from None


def _at(where: str, mark: Any) -> str:
    return where if mark is None else f"{where}, line {mark.line + 1}"


def _check_events(text: str, where: str) -> None:
    """Refuse what would make later steps deep or long; reading events needs no recursion."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise InputError(
                "anchors and aliases (& and *) are not read",
                where=_at(where, event.start_mark),
                remedy="Write the value out, or put it in quotes",
            )
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            raise InputError(
                f"the values are nested more than {MAX_DEPTH} deep",
                where=_at(where, event.start_mark),
                remedy="A configuration has three levels",
            )


def _value(loader: _Loader, node: yaml.Node, path: KeyPath, where: str, places: Places) -> Any:
    places[path] = _at(where, node.start_mark)
    if node.tag not in _KNOWN_TAGS:
        raise InputError(
            f"the tag {node.tag!r} is not read", where=places[path], remedy="Write the value without a tag"
        )
    if isinstance(node, yaml.MappingNode):
        out: dict[str, Any] = {}
        for name, key, value in _keys(node, path, where):
            out[name] = _value(loader, value, (*path, name), where, places)
            places[*path, name] = _at(where, key.start_mark)
        return out
    if isinstance(node, yaml.SequenceNode):
        return [_value(loader, item, (*path, i), where, places) for i, item in enumerate(node.value)]
    _check_word(node.value, places[path])
    return loader.construct_object(node)


def _keys(node: yaml.MappingNode, path: KeyPath, where: str) -> Iterator[tuple[str, yaml.Node, yaml.Node]]:
    seen: set[str] = set()
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise InputError(
                "a key must be one word", where=_at(where, key.start_mark), remedy="Write it as name: value"
            )
        if key.value in seen:
            raise InputError(
                f"the key {dotted((*path, key.value))!r} is given twice",
                where=_at(where, key.start_mark),
                remedy="Leave out one of the two",
            )
        _check_word(key.value, _at(where, key.start_mark))
        seen.add(key.value)
        yield key.value, key, value


def _check_word(text: str, where: str) -> None:
    r"""Refuse what no file name or label can hold: half a character ("\ud800"), a null."""
    if any(c == "\0" or "\ud800" <= c <= "\udfff" for c in text):
        raise InputError(f"{text!r} is no word", where=where, remedy="Write it without escapes")


def dotted(path: KeyPath) -> str:
    """Return a key path as text: `data.train[0]`."""
    return "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in path).removeprefix(".")
