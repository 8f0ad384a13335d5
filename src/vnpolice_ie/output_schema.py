"""The JSON Schema of the output format, made from the record types of `vnpolice_ie.types`."""

from __future__ import annotations

from typing import Any


def json_schema() -> dict[str, Any]:
    """Return the schema of one document, a line of the output."""
    from pydantic import TypeAdapter  # noqa: PLC0415  (slow to import)

    from vnpolice_ie.records import DocRecord  # noqa: PLC0415

    schema = TypeAdapter(DocRecord).json_schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "vnpolice-ie output, one document",
        **{key: value for key, value in schema.items() if key != "title"},
    }
