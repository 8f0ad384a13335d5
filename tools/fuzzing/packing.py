"""Packed files made of what is inside them: a change of a value ends in a file with right lengths and checksums.

The inside is JSON, so that the fuzzer can change any value of it. What JSON has no kind for is an object:
`{"$bytes": "base64"}`, `{"$msgpack": tree}`, `{"$pairs": [[key, value], …]}`, `{"$numbers": [1, 2], "$as": ">QII"}`.
What cannot be packed is put in as near to it as can be; an input that is no JSON is packed as it is.
"""

from __future__ import annotations

import base64
import io
import json
import struct
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

from vnpolice_ie.io.arrow import doc_schema, gold_schema

_WORD: Final = 1 << 64


def opened(data: bytes) -> Any:
    """What an input says; the bytes themselves where it is no JSON."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return data


def closed(value: Any) -> bytes:
    """The input that says this."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")


# What JSON has no kind for


def as_bytes(value: bytes) -> dict[str, str]:
    """Bytes."""
    return {"$bytes": base64.b64encode(value).decode("ascii")}


def as_numbers(value: bytes, form: str) -> dict[str, Any]:
    """Bytes that hold numbers, one row of this form of `struct` after the other."""
    return {"$numbers": [number for row in struct.iter_unpack(form, value) for number in row], "$as": form}


def as_pairs(value: Mapping[Any, Any]) -> dict[str, Any]:
    """A mapping whose keys are not words."""
    return {"$pairs": [[list(key) if isinstance(key, tuple) else key, item] for key, item in value.items()]}


def made(value: Any) -> Any:
    """What JSON stands for, with bytes, numbers in a row and keys of all kinds."""
    if isinstance(value, list):
        return [made(item) for item in value]
    if isinstance(value, int) and not -_WORD // 2 <= value < _WORD:
        return value % _WORD
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if not isinstance(value, dict):
        return value
    for tag, make in _TAGS.items():
        if tag in value:
            return make(value[tag], value)
    return {made(key): made(item) for key, item in value.items()}


def _bytes(value: Any, whole: Mapping[str, Any]) -> bytes:
    try:
        return base64.b64decode(value)
    except (ValueError, TypeError):
        return repr(value).encode("utf-8", "replace")


def _numbers(value: Any, whole: Mapping[str, Any]) -> bytes:
    form = whole.get("$as", "<I")
    try:
        widths = [8 * len(struct.pack(form[0] + letter, 0)) for letter in form[1:]]
        given = [number if isinstance(number, int) else 0 for number in value]
    except (TypeError, IndexError, struct.error):
        return repr(value).encode("utf-8", "replace")
    if not widths:
        return b""
    rows = (given[at : at + len(widths)] for at in range(0, len(given), len(widths)))
    return b"".join(
        (number % (1 << width)).to_bytes(width // 8, "big" if form[0] == ">" else "little")
        for row in rows
        for number, width in zip(row, widths, strict=False)
    )


def _pairs(value: Any, whole: Mapping[str, Any]) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for pair in value if isinstance(value, list) else ():
        key, item = (*map(made, pair), None, None)[:2] if isinstance(pair, list) else (pair, None)
        found[tuple(map(_key, key)) if isinstance(key, list) else _key(key)] = item
    return found


def _key(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bytes | None) else repr(value)


def _inner(value: Any, whole: Mapping[str, Any]) -> bytes:
    return msgpack(closed(value))


_TAGS: Final[Mapping[str, Callable[[Any, Mapping[str, Any]], Any]]] = {
    "$bytes": _bytes,
    "$numbers": _numbers,
    "$pairs": _pairs,
    "$msgpack": _inner,
}


# Files


def msgpack(data: bytes) -> bytes:
    """A tree as msgpack writes it."""
    import srsly  # noqa: PLC0415  (extra spacy)

    value = opened(data)
    try:
        return data if isinstance(value, bytes) else bytes(srsly.msgpack_dumps(made(value)))
    except (ValueError, OverflowError, RecursionError, TypeError):
        return repr(value)[:1000].encode("utf-8", "replace")


def docbin(data: bytes) -> bytes:
    """A DocBin of spaCy: a tree of msgpack behind the checksum of zlib."""
    return zlib.compress(msgpack(data), 1)


def open_docbin(data: bytes) -> bytes:
    """What stands in a DocBin."""
    import srsly  # noqa: PLC0415  (extra spacy)

    found = srsly.msgpack_loads(zlib.decompress(data))
    found["tokens"] = as_numbers(found["tokens"], "<Q")
    found["spaces"] = as_numbers(found["spaces"], "<B")
    found["lengths"] = as_numbers(found["lengths"], "<i")
    found["user_data"] = [{"$msgpack": _user_data(part)} for part in found["user_data"]]
    found["span_groups"] = [{"$msgpack": _groups(part)} for part in found["span_groups"]]
    return closed(found)


def _user_data(part: bytes) -> dict[str, Any]:
    import srsly  # noqa: PLC0415  (extra spacy)

    return as_pairs(srsly.msgpack_loads(part, use_list=False))


def _groups(part: bytes) -> dict[str, Any]:
    """Groups of spans: each key is a group, and its value their names."""
    import srsly  # noqa: PLC0415  (extra spacy)

    pairs = []
    for packed, names in srsly.msgpack_loads(part).items():
        group = srsly.msgpack_loads(packed)
        group["spans"] = [as_numbers(span, ">QQQiiii") for span in group["spans"]]
        pairs.append([{"$msgpack": group}, names])
    return {"$pairs": pairs}


def safetensors(data: bytes) -> bytes:
    """A file of weights: the length of its header, the header, and what the header speaks of."""
    value = opened(data)
    if isinstance(value, bytes):
        return struct.pack("<Q", len(data)) + data + bytes(64)
    value = value if isinstance(value, dict) else {"header": value}
    header = json.dumps(value.get("header")).encode()
    return struct.pack("<Q", len(header)) + header + bytes(_size(value.get("bytes")))


def open_safetensors(data: bytes) -> bytes:
    """The header of a file of weights, and the number of bytes behind it."""
    (size,) = struct.unpack("<Q", data[:8])
    return closed({"header": json.loads(data[8 : 8 + size]), "bytes": len(data) - 8 - size})


def _size(value: Any) -> int:
    return value % 100_000 if isinstance(value, int) else 0


def parquet(data: bytes) -> bytes:
    """Columns in a file of Parquet."""
    import pyarrow as pa  # noqa: PLC0415  (extra store)
    import pyarrow.parquet as pq  # noqa: PLC0415

    file, table = io.BytesIO(), _table(opened(data))
    try:
        pq.write_table(table, file, row_group_size=2)
    except pa.ArrowException:  # a struct without fields
        return data
    return file.getvalue()


def arrow(data: bytes) -> bytes:
    """Columns in a stream of Arrow."""
    import pyarrow as pa  # noqa: PLC0415  (extra store)

    file, table = io.BytesIO(), _table(opened(data))
    with pa.ipc.new_stream(file, table.schema) as stream:
        stream.write_table(table, max_chunksize=2)
    return file.getvalue()


def open_table(table: Any) -> bytes:
    """The columns of a table of pyarrow, each a name, its values, and words for a type that it shall have."""
    return closed(
        [
            {"name": name, "values": column.to_pylist(), "as": ""}
            for name, column in zip(table.column_names, table.columns, strict=True)
        ]
    )


def _table(value: Any) -> Any:
    import pyarrow as pa  # noqa: PLC0415  (extra store)

    whole = made(value)
    columns = [column for column in whole if isinstance(column, dict)] if isinstance(whole, list) else []
    arrays = [_column(column.get("values"), str(column.get("name")), column.get("as")) for column in columns]
    longest = max(map(len, arrays), default=0)
    filled = [pa.concat_arrays([a, pa.nulls(longest - len(a), a.type)]) for a in arrays]
    return pa.Table.from_arrays(filled, [str(column.get("name")) for column in columns])


def _column(values: Any, name: str, kind: Any) -> Any:
    """The values in the type that the column has, if they fit; else in theirs, or as words."""
    import pyarrow as pa  # noqa: PLC0415  (extra store)

    given = values if isinstance(values, list) else [values]
    wrong = (pa.ArrowException, TypeError, ValueError, OverflowError, AttributeError)
    for form in (_types().get(name), None):
        try:
            found = pa.array(given, form)
            break
        except wrong:
            found = pa.array([json.dumps(value, default=repr) for value in given])
    try:
        return found.cast(kind) if isinstance(kind, str) and kind else found
    except wrong:
        return found


@cache
def _types() -> dict[str, Any]:
    """The types of the columns of annotated documents and of readings, by their names."""
    return {field.name: field.type for schema in (doc_schema(), gold_schema()) for field in schema}


def graph(data: bytes, sound: bytes) -> bytes:
    """A graph of ONNX.

    Args:
        data: the graph in JSON, without the numbers of its weights.
        sound: the whole graph, where they stand.
    """
    import onnx  # noqa: PLC0415  (extra train)
    from google.protobuf import json_format  # noqa: PLC0415  (comes with onnx)

    value = opened(data)
    if isinstance(value, bytes):
        return value
    found = onnx.ModelProto()
    try:
        json_format.ParseDict(value, found, ignore_unknown_fields=True)
    except (json_format.ParseError, ValueError, TypeError, AttributeError, RecursionError):
        return json.dumps(value)[:5000].encode()
    weights = onnx.load_from_string(sound).graph.initializer
    for changed, weight in zip(found.graph.initializer, weights, strict=False):
        changed.raw_data = weight.raw_data
    return bytes(found.SerializeToString())


def open_graph(sound: bytes) -> bytes:
    """A graph of ONNX in JSON, without the numbers of its weights."""
    import onnx  # noqa: PLC0415  (extra train)
    from google.protobuf import json_format  # noqa: PLC0415  (comes with onnx)

    found = onnx.load_from_string(sound)
    for weight in found.graph.initializer:
        weight.ClearField("raw_data")
    return closed(json_format.MessageToDict(found))


def yaml(data: bytes) -> bytes:
    """A tree as YAML writes it."""
    import yaml as library  # noqa: PLC0415  (extra train)

    value = opened(data)
    if isinstance(value, bytes):
        return value
    return bytes(library.safe_dump(made(value), allow_unicode=True, sort_keys=False), "utf-8", "replace")
