"""All that a collection says, for comparing two of them."""

from __future__ import annotations

from vnpolice_ie.store.export import views


def everything(collection) -> dict[str, list[tuple]]:
    """The rows of all views, in order."""
    return {
        view: list(
            zip(*(c.to_pylist() for c in collection.sql(f"FROM {view} ORDER BY ALL").columns), strict=True)
        )
        for view in views(collection._connection)
    }
