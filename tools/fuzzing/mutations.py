"""Valid files made invalid: bytes, letters, lines and values of JSON are changed a little."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Sequence
from random import Random
from typing import Any, Final, Literal

from fuzzing.pieces import PIECES, some_text

Form = Literal["bytes", "text", "lines", "json", "tree"]
"""What a file consists of, beside bytes; a tree is JSON that stays JSON."""
MOST_BYTES: Final = 60_000

Change = Callable[[bytes, Random], bytes]


def mutate(data: bytes, form: Form, random: Random, others: Sequence[bytes] = ()) -> bytes:
    """Return the file with one to six changes.

    Args:
        data: a file.
        form: what it consists of.
        random: what decides.
        others: files of the same kind, parts of which can be put in.
    """
    most = len(data)
    for _ in range(random.choice((1, 1, 1, 2, 3, 6))):
        if others and form != "tree" and random.random() < 0.05:
            data = _spliced(data, random.choice(others), random)
        else:
            data = random.choice(_CHANGES[form])(data, random)
    return data[: max(MOST_BYTES, most)]


def decoded(data: bytes) -> str:
    """The text of any bytes: UTF-8 with lone surrogates; what is not becomes one."""
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("utf-8", "surrogateescape")


def encoded(text: str) -> bytes:
    """The bytes that `decoded` makes this text of."""
    return text.encode("utf-8", "surrogatepass")


# Bytes


def _stretch(size: int, random: Random) -> tuple[int, int]:
    first = random.randint(0, size)
    return first, min(size, first + random.choice((1, 1, 2, 4, 16, 64, 1000)))


def _flip(data: bytes, random: Random) -> bytes:
    if not data:
        return b"\x00"
    at = random.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << random.randrange(8))]) + data[at + 1 :]


def _cut_out(data: bytes, random: Random) -> bytes:
    first, last = _stretch(len(data), random)
    return data[:first] + data[last:]


def _cut_off(data: bytes, random: Random) -> bytes:
    return data[: random.randint(0, len(data))]


def _double(data: bytes, random: Random) -> bytes:
    first, last = _stretch(len(data), random)
    return data[:last] + data[first:last] * random.choice((1, 1, 3, 50)) + data[last:]


def _overwrite(data: bytes, random: Random) -> bytes:
    known = (
        b"\x00",
        b"\xff",
        b"\xff" * 4,
        b"\xff" * 8,
        b"\x7f\xff\xff\xff",
        b"\x80\x00\x00\x00",
        b"\xed\xa0\x80",
        b"\n",
        b"\xc3",
    )
    new = random.choice((*known, random.randbytes(random.choice((1, 2, 4, 8)))))
    at = random.randint(0, len(data))
    return data[:at] + new + data[at + (0 if random.random() < 0.3 else len(new)) :]


def _spliced(data: bytes, other: bytes, random: Random) -> bytes:
    first, last = _stretch(len(other), random)
    at = random.randint(0, len(data))
    return data[:at] + other[first:last] + data[at:]


# Letters and lines


def _put_in(data: bytes, random: Random) -> bytes:
    text = decoded(data)
    first, last = _stretch(len(text), random)
    new = random.choice(PIECES) * random.choice((1, 1, 1, 2, 30))
    return encoded(text[:first] + new + text[first if random.random() < 0.6 else last :])


def _other_form(data: bytes, random: Random) -> bytes:
    text = decoded(data)
    change = random.choice((str.upper, str.lower, str.title, str.swapcase, _nfd, lambda t: t[::-1]))
    first, last = _stretch(len(text), random)
    return encoded(text[:first] + change(text[first:last]) + text[last:])


def _nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def _new_text(data: bytes, random: Random) -> bytes:
    return encoded(some_text(random))


def _line(data: bytes, random: Random) -> bytes:
    lines = data.split(b"\n")
    a, b = random.randrange(len(lines)), random.randrange(len(lines))
    what = random.randrange(5)
    if what == 0:
        del lines[a]
    elif what == 1:
        lines.insert(b, lines[a])
    elif what == 2:
        lines[a], lines[b] = lines[b], lines[a]
    else:
        gap = random.choice((b"\t", b" ", b":", b"|"))
        cells = lines[a].split(gap)
        others = lines[b].split(gap)
        cells[random.randrange(len(cells))] = random.choice((*others, b"", b"99999999999999999999", b"-1"))
        lines[a] = gap.join(cells)
    return b"\n".join(lines)


# JSON


def _value(data: bytes, random: Random) -> bytes:
    """One value of the file, or of one of its lines, is another one, or is not there."""
    try:
        return _dumped(_changed(json.loads(data), random), random)
    except (ValueError, RecursionError):
        lines = data.split(b"\n")
    at = random.randrange(len(lines))
    try:
        lines[at] = _dumped(_changed(json.loads(lines[at]), random), random)
    except (ValueError, RecursionError):
        return _flip(data, random)
    return b"\n".join(lines)


def _twice(data: bytes, random: Random) -> bytes:
    """A key of an object stands twice."""
    at = data.find(b'{"', random.randint(0, len(data)))
    end = data.find(b",", at)
    return data if at < 0 or end < 0 else data[: end + 1] + data[at + 1 : end + 1] + data[end + 1 :]


def _changed(value: Any, random: Random) -> Any:
    """The value with one change, at a place down one path."""
    if isinstance(value, dict) and value and random.random() < 0.9:
        key = random.choice(list(value))
        what = random.randrange(8)
        if what == 0:
            return {k: v for k, v in value.items() if k != key}
        if what == 1:
            return value | {some_text(random, 2): value[key]}
        if what == 2:
            return value | {key: value[random.choice(list(value))]}
        return value | {key: _changed(value[key], random)}
    if isinstance(value, list) and value and random.random() < 0.9:
        at = random.randrange(len(value))
        what = random.randrange(8)
        if what == 0:
            return value[:at] + value[at + 1 :]
        if what == 1:
            return value * 2
        return [*value[:at], _changed(value[at], random), *value[at + 1 :]]
    if isinstance(value, str) and random.random() < 0.6:
        at = random.randint(0, len(value))
        return value[:at] + random.choice(PIECES) + value[at:]
    if isinstance(value, int) and random.random() < 0.6:
        return value + random.choice((-1, 1, 2, -1000, 1000, 2**31, 2**63, 10**30))
    return _leaf(value, random)


def _leaf(value: Any, random: Random) -> Any:
    deep: Any = value
    for _ in range(random.choice((1, 3, 60))):
        deep = random.choice(([deep], {"a": deep}))
    return random.choice(
        (
            *(
                None,
                True,
                False,
                0,
                -1,
                1,
                2**31,
                2**63,
                -(2**64),
                10**40,
                0.5,
                1e308,
                float("nan"),
                float("inf"),
            ),
            *("", "a", "T1", "1", [], {}, [[]], [value], {"id": value}, deep, some_text(random, 5)),
        )
    )


def _dumped(value: Any, random: Random) -> bytes:
    return encoded(json.dumps(value, ensure_ascii=random.random() < 0.5))


_BYTES: Final[tuple[Change, ...]] = (_flip, _flip, _cut_out, _cut_off, _double, _overwrite)
_LETTERS: Final[tuple[Change, ...]] = (_put_in, _put_in, _put_in, _put_in, _other_form, _double, _cut_out)
_CHANGES: Final[dict[Form, tuple[Change, ...]]] = {
    "bytes": _BYTES,
    "text": (*_LETTERS, _new_text, _flip),
    "lines": (*_LETTERS, _line, _line, _line, *_BYTES),
    "json": (*([_value] * 10), _twice, _put_in, _line, *_BYTES),
    "tree": (_value,),
}
