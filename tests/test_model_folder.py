"""The model folder: what is refused before any of it is used."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import torch

import vnpolice_ie as vie
from vnpolice_ie.errors import ResourceError
from vnpolice_ie.model.decisions import Decision, Decisions
from vnpolice_ie.model.folder import SETTINGS, VOCABULARY, WEIGHTS, ModelFolder, seal, write_settings
from vnpolice_ie.model.readers import reader_of
from vnpolice_ie.model.weights import read_network, write_model


@pytest.fixture
def copy(exported, tmp_path):
    return Path(shutil.copytree(exported, tmp_path / "copy"))


def cut(path):
    path.write_bytes(path.read_bytes()[:-100])


def without_seal(path, change):
    """Change model.json and seal it again, as somebody would who edits a model."""
    record = json.loads((path / SETTINGS).read_text(encoding="utf-8"))
    change(record)
    (path / SETTINGS).write_text(json.dumps(record), encoding="utf-8")
    seal(path)


def truncate_and_seal(path):
    cut(path / "encoder.int8.onnx")
    seal(path)


def other_words(path):
    (path / VOCABULARY).write_text("<pad>\n<unk>\n<mask>\n", encoding="utf-8")
    seal(path)


DAMAGE = {
    "a truncated graph": (
        lambda p: cut(p / "encoder.int8.onnx"),
        r"encoder\.int8\.onnx: encoder\.int8\.onnx is damaged or was changed: its SHA-256 is not the one in",
    ),
    "a truncated graph with the right hash": (truncate_and_seal, r"ONNX Runtime cannot read the graph \("),
    "a missing graph": (lambda p: (p / "pairs.int8.onnx").unlink(), r"the model has no pairs\.int8\.onnx\. Copy"),
    "a changed vocabulary": (lambda p: cut(p / VOCABULARY), r"vocabulary\.txt is damaged or was changed"),
    "another vocabulary": (other_words, r"the vocabulary has 3 entries, the network \d+\. Copy the whole folder"),
    "changed settings": (
        lambda p: (p / SETTINGS).write_text("{}", encoding="utf-8"),
        r"model\.json is damaged or was changed",
    ),
    "settings that are none": (
        lambda p: [(p / SETTINGS).write_text("[]", encoding="utf-8"), seal(p)],
        r"model\.json: model\.json holds no settings",
    ),
    "hashes that are no JSON": (
        lambda p: (p / "hashes.json").write_text("{", encoding="utf-8"),
        r"hashes\.json: hashes\.json cannot be read \(JSONDecodeError\)",
    ),
    "another format": (
        lambda p: without_seal(p, lambda r: r.update(format=99)),
        r"the model is of format 99, this library reads format 1\. Take the model and the library of one release",
    ),
    "half of the settings": (
        lambda p: without_seal(p, lambda r: r.pop("scheme")),
        r"the settings lack scheme\. Export",
    ),
    "other feature columns": (
        lambda p: without_seal(p, lambda r: r["features"].update({"shape": 3, "moon": 1})),
        r"the model was trained with other feature columns \(moon, shape\)\. Its annotation scheme or word lists",
    ),
    "decisions of nobody": (
        lambda p: without_seal(p, lambda r: r["decisions"]["outer"].update(ORG={"by": "dice"})),
        r"the decisions of the model cannot be read \(ValueError: 'dice' decides nothing\)",
    ),
    "a reader of a later version": (
        lambda p: without_seal(p, lambda r: r.update(reader={"kind": "letters"})),
        r"there is no reader of kind 'letters'",
    ),
    "a network of another version": (
        lambda p: without_seal(p, lambda r: r["network"].pop("mixer")),
        r"the configuration of the network cannot be read \(KeyError: 'mixer'\)\. The model was made by another",
    ),
    "a scheme of another version": (
        lambda p: without_seal(p, lambda r: r["scheme"].pop("outer")),
        r"the scheme of the model cannot be read \(KeyError: 'outer'\)",
    ),
    "a vocabulary of another form": (
        lambda p: [(p / VOCABULARY).write_text("và\n", encoding="utf-8"), seal(p)],
        r"the vocabulary does not begin with its special entries, or holds an entry twice",
    ),
    "no graphs": (
        lambda p: without_seal(p, lambda r: r.update(precision="")),
        r"the model has weights but no graphs to run\. Make them with `vnpolice-ie export`",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_model_is_refused(copy, name):
    damage, message = DAMAGE[name]
    damage(copy)
    with pytest.raises(ResourceError, match=message):
        vie.load(copy)("Họp.")


def test_a_folder_without_a_model_is_refused(tmp_path):
    with pytest.raises(ResourceError, match=r"there is no model\.json\. Give the folder of a model"):
        vie.load(tmp_path)
    with pytest.raises(ResourceError, match=r"there is no such folder"):
        vie.load(tmp_path / "missing")


def test_a_sealed_folder_is_whole(copy):
    ModelFolder.open(copy).check()
    cut(copy / WEIGHTS)
    with pytest.raises(ResourceError, match="is damaged or was changed"):
        ModelFolder.open(copy).check()


def test_settings_are_read_as_they_were_written(exported, tmp_path):
    settings = ModelFolder.open(exported).settings
    decisions = Decisions({"ORG": Decision("both", 1.5)}, calibration={"ORG": ((0.0, 0.1), (1.0, 0.9))})
    write_settings(tmp_path, replace(settings, decisions=decisions))
    assert ModelFolder.open(tmp_path).settings == replace(settings, decisions=decisions)


def test_weights_of_half_the_size_are_read_again(weights, tmp_path):
    network = read_network(ModelFolder.open(weights))
    reader = reader_of(ModelFolder.open(weights))
    half = read_network(write_model(tmp_path, network, reader, overlap=0.25, half=True))
    assert (tmp_path / WEIGHTS).stat().st_size < 0.6 * (weights / WEIGHTS).stat().st_size
    assert torch.allclose(half.outer.weight, network.outer.weight, atol=1e-3)


def test_weights_of_another_network_are_refused(copy):
    without_seal(copy, lambda record: record["network"]["mixer"].update(width=32))
    with pytest.raises(ResourceError, match=r"the weights do not fit the network \(Error"):
        read_network(ModelFolder.open(copy))
