"""A model folder that somebody has damaged, swapped or made to do harm: each ends in a clear error."""

import json
import os
import pickle
import shutil
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

import vnpolice_ie as vie
from vnpolice_ie.errors import ResourceError
from vnpolice_ie.model.folder import HASHES, SETTINGS, VOCABULARY, WEIGHTS, ModelFolder, seal
from vnpolice_ie.model.piece_files import RULES_FILE, TOKENIZER_FILE, read_pieces
from vnpolice_ie.model.weights import read_network

TEXT = "Ngày 27-8, Đại tá Lê Văn Nam, Giám đốc Công an tỉnh Bình Sơn, ký Kế hoạch số 15/KH-CAT."
ENCODER, PAIRS = "encoder.int8.onnx", "pairs.int8.onnx"


@pytest.fixture
def copy(exported, tmp_path):
    return Path(shutil.copytree(exported, tmp_path / "copy"))


def settings(path, change):
    """Change model.json and seal it again, as somebody would who edits a model."""
    record = json.loads((path / SETTINGS).read_text(encoding="utf-8"))
    change(record)
    (path / SETTINGS).write_text(json.dumps(record), encoding="utf-8")
    seal(path)


def swapped(path, one, other):
    content = (path / one).read_bytes()
    (path / one).write_bytes((path / other).read_bytes())
    (path / other).write_bytes(content)
    seal(path)


def hashes(path, change):
    record = json.loads((path / HASHES).read_text(encoding="utf-8"))
    (path / HASHES).write_text(json.dumps(change(record)), encoding="utf-8")


def outside(path, name):
    target = path.parent / "elsewhere"
    (path / name).rename(target)
    (path / name).symlink_to(target)


def looping(path):
    (path / ENCODER).unlink()
    (path / ENCODER).symlink_to(path / ENCODER)


def forgotten(path, name):
    (path / name).unlink()


def entries(path, change):
    words = (path / VOCABULARY).read_bytes().split(b"\n")
    (path / VOCABULARY).write_bytes(b"\n".join(change(words)))
    seal(path)


UNUSED = {
    "graphs that changed places": (lambda p: swapped(p, ENCODER, PAIRS), r"the graph is not that of the model's settings \("),
    "a graph of other tags": (
        lambda p: settings(p, lambda r: r["scheme"].update(outer=[*r["scheme"]["outer"], "EVENT.NEW"])),
        r"the graph is not that of the model's settings \(its output is of another size\)\. Copy the whole folder",
    ),
    "a graph that is text": (lambda p: [(p / ENCODER).write_text("graph"), seal(p)], r"ONNX Runtime cannot read the graph"),
    "a graph that is empty": (lambda p: [(p / PAIRS).write_bytes(b""), seal(p)], r"ONNX Runtime cannot read the graph"),
    "a graph outside": (lambda p: outside(p, ENCODER), r"'encoder\.int8\.onnx' leads out of the model's folder"),
    "settings outside": (lambda p: outside(p, SETTINGS), r"'model\.json' leads out of the model's folder\. Put the file"),
    "a graph that leads to itself": (looping, r"leads out of the model's folder|the model has no encoder"),
    "a folder in place of a file": (
        lambda p: [forgotten(p, VOCABULARY), (p / VOCABULARY).mkdir()],
        r"the model has no vocabulary\.txt",
    ),
    "no hashes": (lambda p: forgotten(p, HASHES), r"hashes\.json cannot be read \(FileNotFoundError\)"),
    "hashes that are numbers": (
        lambda p: hashes(p, lambda r: dict.fromkeys(r, 1)),
        r"hashes\.json cannot be read \(TypeError\)",
    ),
    "hashes without end": (
        lambda p: (p / HASHES).write_text("[" * 100_000),
        r"hashes\.json cannot be read \(RecursionError\)",
    ),
    "settings of many megabytes": (
        lambda p: [(p / SETTINGS).write_bytes(b" " * 11_000_000 + b"{}"), seal(p)],
        r"model\.json cannot be read \(ValueError\)",
    ),
    "a table of many entries": (
        lambda p: settings(p, lambda r: r["network"]["encoder"].update(size=10**12)),
        r"model\.json: the configuration of the network cannot be read \(ValueError: size is 1000000000000\)",
    ),
    "a size of many digits": (
        lambda p: settings(p, lambda r: r["network"]["mixer"].update(width=10**200)),
        r"\(ValueError: width is a huge number\)",
    ),
    "a size that is a word": (
        lambda p: settings(p, lambda r: r["network"].update(max_distance="far")),
        r"\(TypeError: max_distance is far\)",
    ),
    "windows that overlap whole": (
        lambda p: settings(p, lambda r: r.update(overlap=1.0)),
        r"model\.json: the settings have a wrong overlap: 1\.0",
    ),
    "graphs of another precision": (
        lambda p: settings(p, lambda r: r.update(precision="../fp32")),
        r"the settings have a wrong precision: '\.\./fp32'",
    ),
    "a reader that is a list": (
        lambda p: settings(p, lambda r: r.update(reader=[])),
        r"the settings have a wrong reader: \[\]",
    ),
    "a tag that stands twice": (
        lambda p: settings(p, lambda r: r["scheme"].update(inner=["LOC", "LOC"])),
        r"model\.json: the scheme of the model cannot be read \(ValueError: a name stands twice in",
    ),
    "tags that are numbers": (
        lambda p: settings(p, lambda r: r["scheme"].update(outer=[1, 2])),
        r"the scheme of the model cannot be read \(TypeError: \[1, 2\] are no names\)",
    ),
    "nesting in a tag that is none": (
        lambda p: settings(p, lambda r: r["scheme"]["nesting"].update(MOON=["LOC"])),
        r"the scheme of the model cannot be read \(KeyError: 'MOON'\)",
    ),
    "a bonus without end": (
        lambda p: settings(p, lambda r: r["decisions"]["outer"].update(ORG={"by": "both", "bonus": 1e300})),
        r"the decisions of the model cannot be read \(ValueError: 1e\+300 is no bonus or threshold\)",
    ),
    "a probability above one": (
        lambda p: settings(p, lambda r: r["decisions"]["calibration"].update(ORG=[[0, 7]])),
        r"\(ValueError: a probability is not between 0 and 1\)",
    ),
    "words that are not UTF-8": (
        lambda p: entries(p, lambda w: [*w[:5], b"\xff", *w[6:]]),
        r"vocabulary\.txt: vocabulary\.txt cannot be read \(UnicodeDecodeError\)",
    ),
    "a word twice": (
        lambda p: entries(p, lambda w: [*w[:5], w[4], *w[6:]]),
        r"vocabulary\.txt: the vocabulary does not begin with its special entries, or holds an entry twice",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", UNUSED)
def test_a_hostile_model_is_refused(copy, name):
    damage, message = UNUSED[name]
    damage(copy)
    with pytest.raises(ResourceError, match=message) as caught:
        vie.load(copy)(TEXT)
    assert str(copy) in caught.value.where
    assert caught.value.remedy


def test_a_name_that_leads_out_of_the_folder_is_refused(copy):
    (copy.parent / "secret").write_text("x", encoding="utf-8")
    hashes(copy, lambda record: record | {"../secret": "0" * 64})
    with pytest.raises(ResourceError, match=r"'\.\./secret' leads out of the model's folder"):
        ModelFolder.open(copy).check()


def test_a_link_inside_the_folder_is_followed(copy):
    (copy / "graphs").mkdir()
    (copy / ENCODER).rename(copy / "graphs" / "e.onnx")
    (copy / ENCODER).symlink_to(Path("graphs") / "e.onnx")
    assert vie.load(copy)(TEXT).entities


def test_a_folder_that_is_a_link_is_followed(copy):
    (copy.parent / "link").symlink_to(copy)
    assert vie.load(copy.parent / "link")(TEXT).entities


class Harm:
    """Pickled data that makes a folder when it is loaded."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (str(self.path),)


@pytest.mark.parametrize("name", ["pytorch_model.bin", "model.pt", "data.pkl", WEIGHTS, VOCABULARY, ENCODER])
def test_pickled_files_are_never_loaded(copy, name):
    done = copy.parent / "done"
    (copy / name).write_bytes(pickle.dumps(Harm(done)))
    seal(copy)
    for use in (lambda: vie.load(copy)(TEXT), lambda: read_network(ModelFolder.open(copy))):
        with suppress(ResourceError):
            use()
    assert not done.exists()


def renamed(tensors):
    tensors["other"] = tensors.pop("outer.weight")


WEIGHTS_OF_OTHERS = {
    "other shapes": lambda t: t.update({"outer.weight": t["outer.weight"][:-1]}),
    "one dimension more": lambda t: t.update({"outer.bias": t["outer.bias"][None]}),
    "a tensor missing": lambda t: t.pop("outer.weight"),
    "a tensor too many": lambda t: t.update(more=np.ones(3, np.float32)),
    "another name": renamed,
}


@pytest.mark.parametrize("name", WEIGHTS_OF_OTHERS)
def test_weights_that_do_not_fit_are_refused(copy, name):
    tensors = load_file(copy / WEIGHTS)
    WEIGHTS_OF_OTHERS[name](tensors)
    save_file(tensors, copy / WEIGHTS)
    seal(copy)
    with pytest.raises(
        ResourceError, match=r"model\.safetensors: the weights do not fit the network \(Error"
    ):
        read_network(ModelFolder.open(copy))


@pytest.mark.parametrize("kind", [np.int64, np.bool_, np.uint8])
def test_weights_that_are_no_numbers_of_a_network_are_refused(copy, kind):
    tensors = load_file(copy / WEIGHTS)
    tensors["outer.weight"] = tensors["outer.weight"].astype(kind)
    save_file(tensors, copy / WEIGHTS)
    seal(copy)
    with pytest.raises(
        ResourceError, match=r"the weights do not fit the network \('outer\.weight' is of whole"
    ):
        read_network(ModelFolder.open(copy))


@pytest.mark.parametrize("cut", [0, 7, 8, 100, 1000, -1])
def test_cut_weights_are_refused(copy, cut):
    (copy / WEIGHTS).write_bytes((copy / WEIGHTS).read_bytes()[:cut])
    seal(copy)
    with pytest.raises(ResourceError, match=r"the weights do not fit the network|larger than its weights"):
        read_network(ModelFolder.open(copy))


def test_a_header_that_speaks_of_more_than_the_file_holds_is_refused(copy):
    header = json.dumps({"outer.weight": {"dtype": "F32", "shape": [1 << 40], "data_offsets": [0, 1 << 42]}})
    data = len(header).to_bytes(8, "little") + header.encode()
    (copy / WEIGHTS).write_bytes(data + bytes((copy / WEIGHTS).stat().st_size))
    seal(copy)
    with pytest.raises(ResourceError, match=r"the weights do not fit the network \("):
        read_network(ModelFolder.open(copy))


def test_settings_that_speak_of_a_larger_network_are_refused(copy):
    settings(copy, lambda r: r["network"]["mixer"].update(width=1 << 20))
    with pytest.raises(
        ResourceError, match=r"the settings speak of a network larger than its weights\. They are of"
    ):
        read_network(ModelFolder.open(copy))


@pytest.fixture
def pieces(tmp_path):
    from fuzzing.model_targets import piece_rules_seed, tokenizer_seed

    (tmp_path / TOKENIZER_FILE).write_bytes(tokenizer_seed()[0])
    (tmp_path / RULES_FILE).write_bytes(piece_rules_seed()[0])
    return tmp_path


PIECE_RULES = {
    "a padding that is none": ({"padding": 900}, "a special id is none of the encoder's"),
    "a negative id": ({"opening": [-1]}, "a special id is none of the encoder's"),
    "no window": ({"max_pieces": 2}, "a window of 2 pieces holds no words"),
    "a huge window": ({"max_pieces": 1 << 40}, "max_pieces is 1099511627776"),
    "a size that is a word": ({"size": "9"}, "size is '9'"),
    "a segmenter that is a number": ({"segmenter": 5}, "the segmenter is no name"),
    "a key of a later version": ({"colour": "red"}, "unexpected keyword argument"),
}


@pytest.mark.parametrize("name", PIECE_RULES)
def test_wrong_rules_of_pieces_are_refused(pieces, name):
    change, message = PIECE_RULES[name]
    record = json.loads((pieces / RULES_FILE).read_bytes()) | change
    (pieces / RULES_FILE).write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(
        ResourceError, match=rf"the model's pieces\.json cannot be read \(.*{message}"
    ) as caught:
        read_pieces(pieces)
    assert caught.value.where == str(pieces)


def test_a_tokenizer_of_another_size_is_refused(pieces):
    record = json.loads((pieces / TOKENIZER_FILE).read_bytes())
    record["model"]["vocab"] |= {"Đội": 9, "CSHS": 10}
    (pieces / TOKENIZER_FILE).write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(
        ResourceError,
        match=r"tokenizer\.json: the tokenizer has 11 entries, the model was trained with 9\. It is of another",
    ):
        read_pieces(pieces)


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"\x80\x04", b"[" * 100_000, b'{"version": "9.0", "model": {}}']
)
def test_a_tokenizer_that_is_none_is_refused(pieces, content):
    (pieces / TOKENIZER_FILE).write_bytes(content)
    with pytest.raises(ResourceError, match=r"the model's tokenizer\.json cannot be read \("):
        read_pieces(pieces)
