"""Configurations of a training run: what is read, what is refused and how that is said."""

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from vnpolice_ie.errors import InputError
from vnpolice_ie.training.config import HfEncoder, LoraConfig, TrainingConfig, config_schema
from vnpolice_ie.training.config_file import differences, read_config, to_yaml
from vnpolice_ie.training.yaml_text import MAX_BYTES, parse_yaml

ROOT = Path(__file__).resolve().parents[1]
BASE = "output: runs/a\ndata:\n  train: news.txt\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "news.txt").write_text("id: a\n---\nBộ Công an\n===\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def read(folder):
    def read_text(text, *overrides):
        (folder / "c.yaml").write_text(text, encoding="utf-8")
        return read_config(Path("c.yaml"), overrides)

    return read_text


def test_a_short_configuration_takes_the_rest_from_the_defaults(read):
    config = read(BASE)
    assert config.data.train == (Path("news.txt"),)
    assert config == TrainingConfig.model_validate({"output": "runs/a", "data": {"train": ["news.txt"]}})


def test_values_are_read_as_yaml_1_2_has_them(read):
    config = read(
        "output: 2019-08-27\ndata:\n  train: [news.txt]\n  labels: [NO, ON, Y]\n  nesting: false\n"
        "optimisation: {lr: 1e-3, weight_decay: 0, precision: auto}\n"
    )
    assert config.output == Path("2019-08-27")
    assert config.data.labels == ("NO", "ON", "Y")
    assert (config.optimisation.lr, config.optimisation.weight_decay) == (0.001, 0.0)


def test_a_foreign_encoder_with_adapters(read):
    config = read(
        BASE + "encoder:\n  kind: hf\n  name: vinai/phobert-base\n  lora:\n    targets: [query, value]\n"
    )
    assert config.encoder == HfEncoder(
        kind="hf", name="vinai/phobert-base", lora=LoraConfig(targets=("query", "value"))
    )


# Each case: what follows the first three lines (or, after a bar, the whole file), and the message.
REFUSED = {
    "near key": ("optimisation:\n  lrr: 1\n", "line 5: there is no key 'optimisation.lrr'. Did you mean lr? The keys of"),
    "key of a section": ("lr: 1\n", "line 4: there is no key 'lr'. Did you mean optimisation.lr? The keys are output, data"),
    "key of the other encoder": ("encoder: {kind: hf, name: a, vectors: b}\n", "there is no key 'encoder.vectors'. The keys of encoder are kind, name,"),
    "misspelt section": ("|outptu: a\ndata: {train: news.txt}\n", "line 1: there is no key 'outptu'. Did you mean output?"),
    "missing key": ("|output: a\n", "line 1: the key 'data' is missing. Add it."),
    "missing inner key": ("|output: a\ndata: {dev: news.txt}\n", "line 2: the key 'data.train' is missing."),
    "missing kind": ("encoder:\n  width: 64\n", "line 4: the key 'encoder.kind' is missing. Write compact or hf."),
    "unknown kind": ("encoder: {kind: bert}\n", 'line 4: encoder.kind cannot be "bert". Give compact or hf.'),
    "word for a number": ("optimisation:\n  epochs: many\n", 'line 5: optimisation.epochs cannot be "many". Give a whole number.'),
    "part of an epoch": ("optimisation: {epochs: 2.5}\n", "optimisation.epochs cannot be 2.5. Give a whole number."),
    "truth for a number": ("optimisation: {seed: true}\n", "optimisation.seed cannot be true. Give a whole number."),
    "number for a truth": ("features: {use: 1}\n", "features.use cannot be 1. Give true or false."),
    "too high": ("optimisation: {lr: 5}\n", "optimisation.lr cannot be 5. Give at most 1."),
    "zero rate": ("optimisation: {lr: 0}\n", "optimisation.lr cannot be 0. Give more than 0."),
    "endless": ("optimisation: {clip: .inf}\n", "optimisation.clip cannot be Infinity. Give a finite number."),
    "one of few": ("stopping: {metric: loss}\n", "Give 'entities', 'relations', 'arguments' or 'mean'."),
    "item of a list": ("mixer: {dilations: [1, 0]}\n", "mixer.dilations[1] cannot be 0. Give 1 or more."),
    "neither form": ("|output: a\ndata: {train: news.txt, labels: 5}\n", "data.labels cannot be 5. Give 'schema' or a list"),
    "word among labels": ("|output: a\ndata: {train: news.txt, labels: [1]}\n", "data.labels[0] cannot be 1. Give a word"),
    "no documents": ("|output: a\ndata: {train: []}\n", "data.train cannot be []. Give a list of at least 1."),
    "empty section": ("optimisation:\n", "line 4: optimisation cannot be null. Give keys with values"),
    "values that do not fit": ("mixer: {kind: gru, width: 33}\n", "mixer.width does not fit. It must be even"),
    "overlap": ("window:\n  size: 64\n  overlap: 1\n", "line 6: window.overlap cannot be 1. Give at most 0.9."),
    "frozen with adapters": ("encoder: {kind: hf, name: a, frozen: true, lora: {}}\n", "encoder.frozen does not fit."),
    "vectors alone": ("encoder: {kind: compact, vectors: news.txt}\n", "encoder.vocabulary does not fit. Vectors and pretrained weights need"),
    "no such data": ("|output: a\ndata:\n  train:\n    - news.txt\n    - gone\n", "line 5: data.train[1] names 'gone', which is not there."),
    "no such encoder folder": ("encoder: {kind: hf, name: ./gone}\n", "encoder.name names 'gone', which is not there."),
    "no such rule files": ("encoder: {kind: hf, name: a, segmenter: rdr, segmenter_folder: gone}\n", "encoder.segmenter_folder names 'gone'"),
    "empty": ("|\n", "c.yaml: the configuration is empty."),
    "list": ("|- 1\n", "c.yaml: there are no keys in the configuration."),
    "open bracket": ("mixer: {\n", "line 5: this is not YAML ("),
    "tab": ("\tmixer: 1\n", "line 4: this is not YAML ("),
    "twice": ("output: b\n", "line 4: the key 'output' is given twice. Leave out one of the two."),
    "key of several words": ("? [output, data]\n: b\n", "line 4: a key must be one word. Write it as name: value."),
    "alias": ("mixer: &a {}\nheads: *a\n", "line 4: anchors and aliases (& and *) are not read."),
    "object": ("mixer: !!python/object:os.system x\n", "the tag 'tag:yaml.org,2002:python/object:os.system' is not read."),
    "deep": ("|" + "[" * 50_000, "line 1: the values are nested more than 20 deep."),
    "long": ("#" * MAX_BYTES, "c.yaml: the file has more than 100,000 bytes, too long for a configuration."),
    "half a character": ('|output: "\\ud800"\n', "line 1: '\\ud800' is no word."),
    "control character": ("|a: \x01\n", "c.yaml: this is not YAML (unacceptable character"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_wrong_is_told_with_place_and_remedy(read, name):
    text, message = REFUSED[name]
    with pytest.raises(InputError) as caught:
        read(text.removeprefix("|") if text.startswith("|") else BASE + text)
    assert message in str(caught.value)
    assert str(caught.value).startswith("c.yaml")


def test_a_missing_configuration_is_told(folder):
    with pytest.raises(InputError, match=r"gone\.yaml: there is no such file or folder"):
        read_config(Path("gone.yaml"))


def test_overrides_replace_values_of_the_file(read):
    config = read(
        BASE + "optimisation: {lr: 0.1}\n",
        "optimisation.lr=2e-4",
        "data.dev=[news.txt]",
        "encoder={kind: hf, name: a}",
        "encoder.frozen=true",
    )
    assert config.optimisation.lr == 2e-4
    assert config.data.dev == (Path("news.txt"),)
    assert config.encoder == HfEncoder(kind="hf", name="a", frozen=True)


OVERRIDES_REFUSED = {
    "optimisation.lr": "--set optimisation.lr: this is no KEY=VALUE. Write it as --set optimisation.lr=1e-3.",
    "=3": "--set =3: this is no KEY=VALUE.",
    "optimisation.lr=fast": '--set optimisation.lr=fast: optimisation.lr cannot be "fast". Give a number.',
    "lr=3": "--set lr=3: there is no key 'lr'. Did you mean optimisation.lr?",
    "data.train=gone": "--set data.train=gone: data.train[0] names 'gone', which is not there.",
    "data.train=[": "--set data.train=[, line 1: this is not YAML",
}


@pytest.mark.parametrize("override", OVERRIDES_REFUSED)
def test_a_wrong_override_is_told(read, override):
    with pytest.raises(InputError) as caught:
        read(BASE, override)
    assert str(caught.value).startswith(OVERRIDES_REFUSED[override])


def test_what_is_written_reads_back(read):
    config = read(BASE, "encoder={kind: hf, name: a, lora: {}}", "data.labels=[ORG, 'NO', '5']")
    assert read(to_yaml(config)) == config


def test_differences_name_the_keys(read):
    one, other = read(BASE), read(BASE, "optimisation.lr=0.5", "data.dev=news.txt")
    assert differences(one, one) == []
    assert sorted(differences(one, other)) == ["data.dev", "optimisation.lr"]


def sections(model):
    yield model
    for field in model.model_fields.values():
        for kind in (field.annotation, *getattr(field.annotation, "__args__", ())):
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                yield from sections(kind)


def test_every_key_is_described():
    found = list(sections(TrainingConfig))
    assert len(found) >= 10
    bare = [f"{s.__name__}.{name}" for s in found for name, f in s.model_fields.items() if not f.description]
    # The sections of the whole are described by their own docstrings.
    assert [name for name in bare if not name.startswith("TrainingConfig.")] == []


def test_the_json_schema_refuses_unknown_keys_and_knows_every_section():
    schema = config_schema()
    assert {"output", "data"} == set(schema["required"])
    assert len(schema["$defs"]) >= 10
    assert all(d["additionalProperties"] is False for d in schema["$defs"].values())


WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Zl", "Zp")))
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)


@given(PLAIN)
def test_json_reads_as_itself(value):
    assert parse_yaml(json.dumps(value, ensure_ascii=False), "c.yaml")[0] == value


@given(st.text(alphabet="a1:-[]{}\"'#|>&*!?\n .~e\u00e2\ud800", max_size=60))
def test_any_text_is_read_or_refused_with_its_place(text):
    try:
        value, places = parse_yaml(text, "c.yaml")
    except InputError as error:
        value, places = error.what, {(): error.where}
    assert all(where.startswith("c.yaml") for where in places.values())
    json.dumps(value)


def test_the_files_of_a_run_are_plain_yaml(read):
    assert yaml.safe_load(to_yaml(read(BASE)))["data"]["train"] == ["news.txt"]


RECIPES = sorted((ROOT / "training").glob("*.yaml"))


def test_there_are_recipes():
    assert {"compact.yaml", "phobert.yaml", "xlm-roberta.yaml", "lora.yaml"} <= {p.name for p in RECIPES}


@pytest.mark.parametrize("path", RECIPES, ids=lambda p: p.name)
def test_recipes_are_valid(path):
    config = read_config(path, [f"data.train={ROOT / 'examples'}", "data.dev=[]"])
    assert config.output == Path("runs") / path.stem
    assert path.read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=config.schema.json\n")
