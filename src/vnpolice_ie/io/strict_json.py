"""JSON as its standard has it: keys stand once, numbers are finite, nothing is nested without end."""

from __future__ import annotations

import json
from typing import Any, Final, NoReturn

from vnpolice_ie.errors import shown


def strict_decoder() -> json.JSONDecoder:
    """Return a decoder that raises what `parse_json` does, or a RecursionError."""
    return json.JSONDecoder(object_pairs_hook=_object, parse_constant=_no_number)


def parse_json(text: str | bytes) -> Any:
    """Read a JSON value.

    Raises:
        ValueError: it is none (a `json.JSONDecodeError`), a key stands twice in an object, a number is not
            finite or has thousands of digits, or it is nested too deep.
    """
    if isinstance(text, bytes):
        text = text.decode(json.detect_encoding(text), "surrogatepass")
    try:
        return _DECODER.decode(text)
    except RecursionError:
        raise ValueError("it is nested too deep") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in found if keys.count(key) > 1)
        raise ValueError(f"the key {shown(twice, 40)} stands twice")
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")


_DECODER: Final = strict_decoder()
