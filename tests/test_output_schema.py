"""The JSON Schema of the output, against what is written."""

import json
from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError

import vnpolice_ie as vie
from vnpolice_ie.io.gold_files import read_gold
from vnpolice_ie.output_schema import json_schema
from vnpolice_ie.records import DocRecord
from vnpolice_ie.schema import EVENT_TYPES, LABELS, RELATION_TYPES

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def docs():
    gold, _ = read_gold(ROOT / "examples")
    assert gold
    nlp = vie.load("rules")
    return [nlp(d.text, id=d.id, date=d.date) for d in gold]


def test_the_schema_in_the_documentation_is_current():
    written = json.loads((ROOT / "docs" / "output.schema.json").read_text(encoding="utf-8"))
    assert written == json_schema(), "run: vnpolice-ie schema > docs/output.schema.json"


def test_the_schema_names_all_labels_types_and_relations():
    definitions = json_schema()["$defs"]
    assert definitions["EntityRecord"]["properties"]["label"]["enum"] == list(LABELS)
    assert definitions["EntityRecord"]["properties"]["type"]["enum"] == list(EVENT_TYPES)
    assert definitions["RelationRecord"]["properties"]["type"]["enum"] == list(RELATION_TYPES)


def test_what_is_read_of_the_examples_is_valid(docs):
    record_type = TypeAdapter(DocRecord)
    for doc in docs:
        record = doc.to_dict()
        assert record["entities"]
        record_type.validate_python(record, strict=True)
        record_type.validate_json(json.dumps(record), strict=True)


def test_what_is_read_of_the_examples_comes_back(docs):
    for doc in docs:
        assert vie.Doc.from_dict(json.loads(json.dumps(doc.to_dict()))) == doc


@pytest.mark.parametrize(
    ("part", "key", "value"),
    [
        ("entities", "label", "PLACE"),
        ("entities", "start", "0"),
        ("relations", "type", "LEADS"),
        ("events", "id", 1),
    ],
)
def test_what_is_not_in_the_format_is_refused(docs, part, key, value):
    record = json.loads(json.dumps(docs[0].to_dict()))
    record[part][0][key] = value
    with pytest.raises(ValidationError):
        TypeAdapter(DocRecord).validate_python(record, strict=True)
