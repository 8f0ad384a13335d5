"""Label Studio: exports (JSON) are read, tasks with predictions or annotations written.

A task holds its text under `data.text`. Marks are `labels` results, relations and arguments are
`relation` results; a mark's key is the text of a per-region text area named `key`, as
`io.label_studio_config` sets it up. The format: https://labelstud.io/guide/task_format
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal

from vnpolice_ie.errors import SchemaError
from vnpolice_ie.io.assembly import Assembly, Reading
from vnpolice_ie.io.fitting import Holds
from vnpolice_ie.io.gold import GoldDocument, Mark
from vnpolice_ie.io.gold_docs import as_doc
from vnpolice_ie.io.offsets import Given, utf16
from vnpolice_ie.types import Doc

HOLDS = Holds()
KEY_FIELD = "key"
LABEL_FIELD = "label"
TEXT_FIELD = "text"
_PARTS = ("annotations", "completions")
_REMEDY = "Export the project as JSON (not JSON-MIN) from a labelling configuration with Text and Labels"


def is_task(record: Mapping[str, Any]) -> bool:
    """Tell whether an object is a task of an export."""
    return isinstance(record.get("data"), Mapping)


def is_short_form(record: Mapping[str, Any]) -> bool:
    """Tell whether an object is one of the export JSON-MIN, which keeps no relations."""
    return "annotation_id" in record and "annotator" in record


def read_task(
    task: Mapping[str, Any],
    name: str,
    where: str,
    reading: Reading,
) -> GoldDocument | None:
    """Read one task; None if it has no annotation or has faults.

    Of several annotations the one marked as ground truth is taken, else the last one.

    Args:
        task: an object of the export.
        name: the document's id where the task's data give none.
        where: the file and the task's number, for the errors.
        reading: allowed labels, and where faults go.

    Raises:
        SchemaError: the task has no text, or is no task.
    """
    try:
        builder = _assembled(task, name, where, reading)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise SchemaError(
            f"the annotation cannot be read ({type(error).__name__}: {error})", where=where, remedy=_REMEDY
        ) from error
    return None if builder is None else builder.finish()


def is_prediction(task: Mapping[str, Any]) -> bool:
    """Tell whether a task holds a prediction and no annotation."""
    predictions = task.get("predictions")
    if not isinstance(predictions, list) or not predictions or not isinstance(predictions[-1], Mapping):
        return False
    return not any(task.get(part) for part in _PARTS)


def read_prediction(task: Mapping[str, Any], name: str, where: str, reading: Reading) -> Doc | None:
    """Read the last prediction of a task as what a pipeline read; None if it has faults.

    Arguments and errors as for `read_task`. Marks have the scores that stand at them, else 1.
    """
    prediction = task["predictions"][-1]
    document = read_task({**task, "annotations": [prediction]}, name, where, reading)
    if document is None:
        return None
    doc = as_doc(document, reading.left_out)
    scores = {
        (m.start, m.end, m.tag): score
        for m in document.marks
        for r in prediction.get("result") or ()
        if r.get("id") == f"m{m.number}" and isinstance(score := r.get("score"), int | float)
    }
    record = doc.to_dict()
    for entity, mention in zip(record["entities"], doc.entities, strict=True):
        entity["score"] = scores.get((mention.start, mention.end, mention.tag), 1.0)
    return Doc.from_dict(record)


def _assembled(task: Mapping[str, Any], name: str, where: str, reading: Reading) -> Assembly | None:
    data = task["data"]
    annotations = [a for key in _PARTS for a in task.get(key) or ()]
    finished = [a for a in annotations if not (a.get("was_cancelled") or a.get("skipped"))]
    if not finished:
        reading.left_out["skipped task" if annotations else "task without annotation"] += 1
        return None
    if len(finished) > 1:
        reading.left_out["further annotation of a task"] += len(finished) - 1
    results = next((a for a in finished if a.get("ground_truth")), finished[-1]).get("result") or []
    builder = Assembly(
        str(data.get("id", name)),
        _text(data, results, where),
        where,
        reading,
        date=_string(data, "date"),
        source=_string(data, "source"),
    )
    for key, form in (data.get("documents") or {}).items():
        builder.document(key, form)
    words = {str(r["id"]): r["value"].get("text") for r in results if "id" in r and _is_mark(r)}
    for number, result in enumerate(results, 1):
        _result(result, words, builder, f"{where}, result {number}", reading.left_out)
    return builder


def _is_mark(result: Mapping[str, Any]) -> bool:
    return bool(result["type"] == "labels")


def _string(data: Mapping[str, Any], key: str) -> str | None:
    value = data.get(key)
    return value if isinstance(value, str) else None


def _text(data: Mapping[str, Any], results: Sequence[Any], where: str) -> str:
    """The text that the marks are in: `data.text`, or the only string that gives their words."""
    if isinstance(data.get(TEXT_FIELD), str):
        return str(data[TEXT_FIELD])
    words = [r["value"].get("text") for r in results if isinstance(r, Mapping) and "value" in r]
    strings = [v for v in data.values() if isinstance(v, str)]
    holding = [v for v in strings if all(w in v for w in words if isinstance(w, str))]
    if len(holding) != 1:
        raise SchemaError(
            "the task's data have no string under 'text'",
            where=where,
            remedy='Name the field of the text "text", as in {"data": {"text": "…"}}',
        )
    return holding[0]


def _result(
    result: Mapping[str, Any],
    words: Mapping[str, Any],
    builder: Assembly,
    where: str,
    left_out: Counter[str],
) -> None:
    """Take one result; what hangs on a region that was deleted stays in exports, where nobody sees it."""
    kind = result["type"]
    if kind == "relation":
        if {str(result["from_id"]), str(result["to_id"])} <= words.keys():
            _relation(result, words, builder, where)
        else:
            left_out["relation of a region that was deleted"] += 1
    elif _is_mark(result):
        value = result["value"]
        labels = value.get("labels") or [value.get("label")]
        if "start" not in value or isinstance(value["start"], str):
            raise ValueError("the marks are not in plain text")
        if len(labels) != 1 or not isinstance(labels[0], str):
            builder.fail(
                f"the mark {value.get('text')!r} has {len([v for v in labels if v])} labels",
                where,
                "Give each mark one label",
            )
            return
        offsets = Given.of(value["start"], value["end"], value.get("text"))
        builder.mark(str(result["id"]), offsets, labels[0], where)
    elif kind == "textarea" and result.get("from_name") == KEY_FIELD and "id" in result:
        written = result["value"]["text"]
        if str(result["id"]) in words:
            builder.key(str(result["id"]), written if isinstance(written, str) else "".join(written[:1]))
        else:
            left_out["key of a region that was deleted"] += 1
    elif kind.endswith("labels"):
        raise ValueError(f"{kind} are no marks of plain text")
    else:
        left_out[f"result of the kind {kind}"] += 1


def _relation(result: Mapping[str, Any], words: Mapping[str, Any], builder: Assembly, where: str) -> None:
    head, tail = str(result["from_id"]), str(result["to_id"])
    types = result.get("labels") or []
    if not types:
        builder.fail(
            f"the relation of {words[head]!r} and {words[tail]!r} has no label",
            where,
            "Choose its label in Label Studio, or delete it",
        )
    direction = result.get("direction")
    for kind in types:
        if direction != "left":
            builder.link(kind, head, tail, where)
        if direction in {"left", "bi"}:
            builder.link(kind, tail, head, where)


def write_task(
    document: GoldDocument,
    *,
    part: Literal["predictions", "annotations"] = "predictions",
    model: str = "",
    score: float | None = None,
    scores: Mapping[int, float] = MappingProxyType({}),
    units: Literal["code points", "utf-16"] = "code points",
) -> dict[str, Any]:
    """Return a document as a task to import.

    Args:
        document: the document.
        part: `predictions`, which a person turns into an annotation, or `annotations`.
        model: name of what predicted, shown in Label Studio.
        score: how sure the prediction is, 0 to 1; Label Studio can sort by it.
        scores: how sure each mark is, by its number.
        units: how offsets are counted; the two differ only after characters such as emoji.
    """
    results = [r for mark in document.marks for r in _mark_results(document, mark, units)]
    for result in results:
        if (number := int(result["id"][1:])) in scores:
            result["score"] = scores[number]
    links = [(r.type, r.head, r.tail) for r in document.relations]
    links += [(a.role, a.trigger, a.filler) for a in document.arguments]
    results += [
        {
            "from_id": f"m{head}",
            "to_id": f"m{tail}",
            "type": "relation",
            "direction": "right",
            "labels": [kind],
        }
        for kind, head, tail in links
    ]
    given = {"date": document.date, "source": document.source, "documents": dict(document.documents)}
    made: dict[str, Any] = {"result": results}
    if part == "predictions":
        made |= {"model_version": model or "vnpolice-ie"}
        if score is not None:
            made["score"] = score
    data = {"id": document.id, TEXT_FIELD: document.text} | {k: v for k, v in given.items() if v}
    return {"data": data, part: [made]}


def prediction_task(doc: Doc, document: GoldDocument, model: str) -> dict[str, Any]:
    """Return what a pipeline read as a task with a prediction, which a person corrects.

    Args:
        doc: what was read; its scores stand at the marks, and their mean at the task.
        document: the same from `GoldDocument.from_doc`, which numbers marks in the order of the mentions.
        model: what read it.
    """
    scores = {number: m.score for number, m in enumerate(doc.entities, 1)}
    mean = round(sum(scores.values()) / len(scores), 4) if scores else None
    return write_task(document, model=model, score=mean, scores=scores)


def _mark_results(document: GoldDocument, mark: Mark, units: str) -> Iterable[dict[str, Any]]:
    start, end = mark.start, mark.end
    if units == "utf-16":
        start, end = utf16(document.text, start), utf16(document.text, end)
    span = {"start": start, "end": end, "text": mark.text}
    base = {"id": f"m{mark.number}", "to_name": TEXT_FIELD}
    yield base | {"from_name": LABEL_FIELD, "type": "labels", "value": span | {"labels": [mark.tag]}}
    if mark.key:
        form = document.documents.get(mark.key) if mark.label == "DOC_REF" else None
        key = f"{mark.key} = {form}" if form else mark.key
        yield base | {
            "from_name": KEY_FIELD,
            "type": "textarea",
            "value": {"start": start, "end": end, "text": [key]},
        }
