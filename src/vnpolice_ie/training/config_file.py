"""Configurations from YAML files and `--set`, with errors that name file, line, key and remedy."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, get_args

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from vnpolice_ie.errors import InputError, nearest
from vnpolice_ie.training.config import HfEncoder, TrainingConfig
from vnpolice_ie.training.yaml_text import KeyPath, Places, dotted, parse_yaml, read_yaml

_ALLOWED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "int_type": "a whole number",
        "int_from_float": "a whole number",
        "float_type": "a number",
        "finite_number": "a finite number",
        "bool_type": "true or false",
        "string_type": "a word; put it in quotes if need be",
        "path_type": "a path; put it in quotes if need be",
        "tuple_type": "a list, as [a, b]",
        "model_type": "keys with values, one a line",
        "model_attributes_type": "keys with values, one a line",
        "literal_error": "{expected}",
        "union_tag_invalid": "compact or hf",
        "greater_than": "more than {gt}",
        "greater_than_equal": "{ge} or more",
        "less_than": "less than {lt}",
        "less_than_equal": "at most {le}",
        "too_short": "a list of at least {min_length}",
        "string_too_short": "no empty word",
    }
)
"""What a value can be, by the kind of pydantic's error."""


def read_config(path: Path, overrides: Sequence[str] = (), *, check_files: bool = True) -> TrainingConfig:
    """Read a configuration and check it, with the files that it names.

    Args:
        path: the YAML file.
        overrides: values that replace those of the file, as `optimisation.lr=1e-3`.
        check_files: whether the files that it names must be there.

    Raises:
        InputError: it cannot be read, a key is unknown or missing, a value is not allowed, or a file that it
            names is not there; with file and line.
    """
    value, places = read_yaml(path)
    if not isinstance(value, dict):
        raise InputError(
            "there are no keys in the configuration" if value is not None else "the configuration is empty",
            where=str(path),
            remedy="Begin with output: and data:, as the recipes in training/ do",
        )
    for override in overrides:
        _apply(override, value, places)
    places.setdefault((), str(path))
    config = _validated(value, places)
    if check_files:
        _check_paths(config, places)
    return config


def to_yaml(config: TrainingConfig) -> str:
    """Return a configuration as YAML, every key written out."""
    text: str = yaml.safe_dump(config.model_dump(mode="json"), sort_keys=False, allow_unicode=True)
    return text


def differences(a: TrainingConfig, b: TrainingConfig) -> list[str]:
    """Return the keys, as `optimisation.lr`, whose values differ."""
    left, right = (dict(_leaves(c.model_dump(mode="json"))) for c in (a, b))
    return [key for key in left | right if left.get(key) != right.get(key)]


def _leaves(value: Mapping[str, Any], path: KeyPath = ()) -> Iterator[tuple[str, Any]]:
    for key, item in value.items():
        if isinstance(item, dict):
            yield from _leaves(item, (*path, key))
        else:
            yield dotted((*path, key)), item


def _apply(override: str, value: dict[str, Any], places: Places) -> None:
    where = f"--set {override}"
    name, sign, text = override.partition("=")
    keys = tuple(name.strip().split("."))
    if not sign or not all(keys):
        raise InputError("this is no KEY=VALUE", where=where, remedy="Write it as --set optimisation.lr=1e-3")
    new, _ = parse_yaml(text, where)
    for depth, key in enumerate(keys[:-1], 1):
        if not isinstance(value.get(key), dict):
            value[key] = {}
            places[keys[:depth]] = where
        value = value[key]
    value[keys[-1]] = new
    for path in [path for path in places if path[: len(keys)] == keys]:
        del places[path]
    places[keys] = where


def _validated(value: dict[str, Any], places: Places) -> TrainingConfig:
    try:
        # As JSON for its strict rules: no number from words or truth values; paths and lists are taken.
        return TrainingConfig.model_validate_json(json.dumps(value), strict=True)
    except ValidationError as error:
        found = [(_path(e, value), e) for e in error.errors()]
    # An unknown key often is a missing one misspelt, so it is told first; then as the file has them.
    unknown = [(path, e) for path, e in found if e["type"] == "extra_forbidden"]
    order = {path: number for number, path in enumerate(places)}
    first = min((path for path, _ in unknown or found), key=lambda path: order[_stands(path, places)])
    same = [(path, e) for path, e in unknown or found if path[: len(first)] == first]
    deepest = max((path for path, _ in same), key=len)
    raise _input_error(deepest, [e for path, e in same if path == deepest], value, places) from None


def _path(error: ErrorDetails, value: Any) -> KeyPath:
    """The key path of an error: its place without the names of the branches that pydantic tried."""
    path: list[str | int] = []
    last = len(error["loc"]) - 1
    for number, key in enumerate(error["loc"]):
        inside = (isinstance(value, dict) and key in value) or (
            isinstance(value, list) and isinstance(key, int)
        )
        if inside:
            value = value[key]
        elif not (number == last and error["type"] == "missing"):
            continue
        path.append(key)
    if error["type"] == "unfit":
        path.append(error["ctx"]["key"])
    elif error["type"] == "union_tag_invalid":
        path.append("kind")
    return tuple(path)


def _stands(path: KeyPath, places: Places) -> KeyPath:
    """The key path that the file has: itself, or the section that it is missing in."""
    return next(path[:n] for n in range(len(path), -1, -1) if path[:n] in places)


def _input_error(path: KeyPath, errors: Sequence[ErrorDetails], value: Any, places: Places) -> InputError:
    key, kind = dotted(path), errors[0]["type"]
    where = places[_stands(path, places)]
    if kind == "extra_forbidden":
        return InputError(f"there is no key {key!r}", where=where, remedy=_known_keys(path, value))
    if kind == "missing":
        return InputError(f"the key {key!r} is missing", where=where, remedy="Add it")
    if kind == "union_tag_not_found":
        return InputError(f"the key '{key}.kind' is missing", where=where, remedy="Write compact or hf")
    if kind == "unfit":
        return InputError(f"{key} does not fit", where=where, remedy=_sentence(errors[0]["ctx"]["what"]))
    allowed = " or ".join(dict.fromkeys(_allowed(e) for e in errors))
    return InputError(f"{key} cannot be {_shown(_at(value, path))}", where=where, remedy=f"Give {allowed}")


def _allowed(error: ErrorDetails) -> str:
    template = _ALLOWED.get(error["type"])
    if template is None:
        return error["msg"].removeprefix("Input should be ")
    return template.format(**error.get("ctx", {}))


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:60]}…"


def _at(value: Any, path: KeyPath) -> Any:
    for key in path:
        value = value[key]
    return value


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _known_keys(path: KeyPath, value: Any) -> str:
    section = TrainingConfig
    for key in path[:-1]:
        annotation = section.model_fields[str(key)].annotation
        value = value[key]
        section = _section(annotation, value)
    own = list(section.model_fields)
    name = str(path[-1])
    elsewhere = {leaf.rpartition(".")[2]: leaf for leaf in _all_keys(TrainingConfig) if leaf != dotted(path)}
    hint = nearest(name, own) or (f"Did you mean {elsewhere[name]}? " if name in elsewhere else "")
    of = f"of {dotted(path[:-1])} " if path[:-1] else ""
    return f"{hint}The keys {of}are {', '.join(own)}"


def _section(annotation: Any, value: Any) -> type[Any]:
    kinds = [
        k for k in (annotation, *get_args(annotation)) if isinstance(k, type) and issubclass(k, BaseModel)
    ]
    if HfEncoder in kinds and value.get("kind") == "hf":
        return HfEncoder
    return kinds[0]


def _all_keys(section: type[BaseModel], prefix: str = "") -> Iterator[str]:
    for name, field in section.model_fields.items():
        inner = [k for k in (field.annotation, *get_args(field.annotation)) if isinstance(k, type)]
        sections = [k for k in inner if issubclass(k, BaseModel)]
        for kind in sections:
            yield from _all_keys(kind, f"{prefix}{name}.")
        if not sections:
            yield f"{prefix}{name}"


def _check_paths(config: TrainingConfig, places: Places) -> None:
    for key, path in _paths(config):
        if path.exists():
            continue
        raise InputError(
            f"{dotted(key)} names {str(path)!r}, which is not there",
            where=places[_stands(key, places)],
            remedy="Check the path; it is relative to the folder that the command runs in",
        )


def _paths(config: TrainingConfig) -> Iterator[tuple[KeyPath, Path]]:
    """Files and folders that must be there, with their keys."""
    for part in ("train", "dev", "test"):
        paths: tuple[Path, ...] = getattr(config.data, part)
        for number, path in enumerate(paths):
            yield ("data", part, number), path
    encoder = config.encoder
    given: dict[str, Path | None]
    if isinstance(encoder, HfEncoder):
        if encoder.name.startswith((".", "/", "~")) or encoder.name.count("/") > 1:
            yield ("encoder", "name"), Path(encoder.name)
        given = {"segmenter_folder": encoder.segmenter_folder}
    else:
        given = {name: getattr(encoder, name) for name in ("vectors", "vocabulary", "pretrained")}
    for name, named in given.items():
        if named is not None:
            yield ("encoder", name), named
