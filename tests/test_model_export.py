"""A small network with random weights, exported: the same with torch and without, alone and in batches."""

import json
import pickle
import re
import shutil
import tomllib
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from onnx import helper, numpy_helper

import vnpolice_ie as vie
from hostile import HOSTILE
from other_process import run_python
from small_model import small_network
from vnpolice_ie.errors import InputError, OutputError, ResourceError
from vnpolice_ie.io.gold_files import read_gold
from vnpolice_ie.model.assembly import SHIPPED
from vnpolice_ie.model.backend import encode_texts
from vnpolice_ie.model.config import MixerConfig, NetworkConfig
from vnpolice_ie.model.features import columns
from vnpolice_ie.model.folder import (
    SETTINGS,
    ModelFolder,
    ModelSettings,
)
from vnpolice_ie.model.hf import build_hf_model
from vnpolice_ie.model.network import JointNetwork
from vnpolice_ie.model.readers import reader_of
from vnpolice_ie.model.scheme import Scheme, default_scheme
from vnpolice_ie.model.session import OnnxBackend, threads
from vnpolice_ie.model.weights import read_network, write_model
from vnpolice_ie.training.agreement import SAMPLE, agreement, texts_of
from vnpolice_ie.training.calibration import extents_of
from vnpolice_ie.training.config import HfEncoder as HfSettings
from vnpolice_ie.training.export import export_model, model_folder
from vnpolice_ie.training.graphs import encoder_graph
from vnpolice_ie.training.quantize import Extent, quantized, scaled_tensors
from vnpolice_ie.training.torch_backend import TorchBackend

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = [document.text for document in read_gold(ROOT / "examples")[0]]


def both_backends(path, precision="fp32"):
    folder = ModelFolder.open(path)
    folder = replace(folder, settings=replace(folder.settings, precision=precision))
    reader = reader_of(folder)
    return folder.settings, reader, TorchBackend(read_network(folder), reader), OnnxBackend(folder, reader)


def test_the_graphs_give_what_torch_gives_on_texts_of_several_windows(exported):
    settings, reader, with_torch, without = both_backends(exported)
    texts = texts_of(settings, reader, [*EXAMPLES[:2], "Họp.", ""])
    assert len(texts[0]) > 5 * reader.max_pieces
    found = agreement(settings, with_torch, without, texts)
    assert found.spans > 50
    assert found.largest_difference < 1e-4
    assert found.equal_spans == found.equal_links == 1.0


def test_whole_numbers_stay_near(exported):
    settings, reader, with_torch, without = both_backends(exported, "int8")
    found = agreement(settings, with_torch, without, texts_of(settings, reader, EXAMPLES[:2]))
    assert 0 < found.largest_difference < 0.25
    assert found.equal_spans > 0.9
    written = json.loads((exported / SETTINGS).read_text(encoding="utf-8"))["exported"]
    assert written["int8"]["equal_spans"] > 0.9


def test_eight_bits_do_not_depend_on_the_rest_of_the_batch(exported):
    settings, reader, _, backend = both_backends(exported, "int8")
    texts = texts_of(settings, reader, SAMPLE)
    together = backend.encode(texts)
    for text, one in zip(texts, together, strict=True):
        assert np.abs(backend.encode([text])[0].outer - one.outer).max() < 1e-5


@pytest.mark.parametrize("kind", ["conv", "gru", "transformer"])
def test_states_do_not_depend_on_the_padding(kind):
    network, reader = small_network(kind)
    settings = ModelSettings(network.config, network.scheme, {"shape": 1})
    backend = TorchBackend(network, reader)
    texts = texts_of(settings, reader, ["Đại tá Lê Nam họp.", SAMPLE[0]])
    alone = [backend.encode([text])[0] for text in texts]
    for one, other in zip(alone, backend.encode(texts), strict=True):
        assert np.abs(one.states - other.states).max() < 1e-5


@pytest.mark.parametrize("kind", ["gru", "transformer"])
def test_other_layers_are_exported_alike(kind):
    network, reader = small_network(kind, Scheme.flat(["A", "B"]))
    texts = texts_of(ModelSettings(network.config, network.scheme, {"shape": 1}), reader, SAMPLE)
    graph = encoder_graph(network)
    with_torch = TorchBackend(network, reader).encode(texts)
    for running, most in ((graph, 1e-4), (quantized(graph), 0.3)):
        for one, other in zip(with_torch, run(running, reader, texts), strict=True):
            assert max(np.abs(a - b).max() for a, b in zip(one, other, strict=True)) < most


def test_models_of_foreign_encoders_are_exported_alike(tiny_encoders, tmp_path):
    """Here one with rotary positions; of PhoBERT's kind see test_joint_model."""
    encoder, sizes, reader = build_hf_model(HfSettings(kind="hf", name=str(tiny_encoders["modernbert"])), 64)
    mixer = MixerConfig(layers=0, width=32)
    config = NetworkConfig(sizes, mixer, columns().sizes, feature_width=8, pair_width=0)
    torch.manual_seed(7)
    network = JointNetwork(config, default_scheme(), encoder).eval()
    write_model(tmp_path, network, reader, overlap=0.25)
    found = export_model(tmp_path, precisions=("fp32", "int8"), texts=SAMPLE[:2], least_equal=0.0)
    assert found.checks["fp32"].largest_difference < 1e-4
    assert found.checks["int8"].largest_difference < 0.5
    nlp = vie.load(tmp_path)
    assert all(m.text in EXAMPLES[0] for m in nlp(EXAMPLES[0]).entities)


def run(graph, reader, texts):
    from vnpolice_ie.model.backend import Encoded

    session = onnxruntime.InferenceSession(graph.SerializeToString(), providers=["CPUExecutionProvider"])
    names = [put.name for put in session.get_inputs()]
    return encode_texts(
        texts,
        reader,
        lambda arrays: Encoded(*session.run(None, {name: arrays[name] for name in names})),
        overlap=0.25,
        budget=200,
    )


def test_large_tables_and_products_are_in_whole_numbers(exported, monkeypatch):
    monkeypatch.setattr("vnpolice_ie.training.quantize._SMALLEST_TABLE", 1 << 12)
    graph = onnx.load(exported / "encoder.onnx")
    kinds = {tensor.name: tensor.data_type for tensor in quantized(graph).graph.initializer}
    large = [t.name for t in graph.graph.initializer if len(t.dims) == 2 and np.prod(t.dims) >= 1 << 12]
    (table,) = (name for name in large if "table" in name)
    assert len(large) >= 6
    assert kinds[f"{table}.uint8"] == onnx.TensorProto.UINT8
    assert {kinds[f"{name}.int8"] for name in large if name != table} == {onnx.TensorProto.INT8}
    assert not kinds.keys() & set(large)


def kinds_of(graph):
    return Counter(node.op_type for node in graph.graph.node)


@pytest.mark.parametrize(
    ("name", "sources"),
    [
        ("encoder", 3),
        ("pairs", 5),
    ],  # two layers, states; states, heads, tails, their products, what is between
)
def test_values_of_known_extent_are_made_whole_once_where_they_come_from(exported, name, sources):
    kinds = kinds_of(onnx.load(exported / f"{name}.int8.onnx"))
    assert kinds["QuantizeLinear"] == sources
    assert not kinds["ReduceMax"]  # no row looks for its scale


def test_without_texts_every_row_has_its_own_scale(exported):
    kinds = kinds_of(quantized(onnx.load(exported / "encoder.onnx")))
    assert kinds["ReduceMax"] == 4  # that of the vectors too, as their table is small
    assert not kinds["QuantizeLinear"]


def test_extents_are_those_of_what_the_graph_works_out(exported):
    settings, reader, *_ = both_backends(exported)
    full = {name: onnx.load(exported / f"{name}.onnx") for name in ("encoder", "pairs")}
    texts = texts_of(settings, reader, SAMPLE)
    extents = extents_of(settings, reader, full, texts)
    assert {name: set(found) for name, found in extents.items()} == {
        name: set(scaled_tensors(graph)) for name, graph in full.items()
    }
    low, high, width = extents["encoder"]["states"]
    states = np.concatenate([one.states for one in both_backends(exported)[3].encode(texts)])
    assert (low, high, width) == pytest.approx((states.min(), states.max(), 64), rel=0.1)
    assert "pairs" not in extents_of(settings, reader, {"encoder": full["encoder"]}, texts)
    assert extents_of(settings, reader, full, texts_of(settings, reader, [""]))["pairs"] == {}


@pytest.mark.parametrize(("low", "zero"), [(-2.0, 128), (0.0, 0)])
def test_values_beyond_the_extent_are_cut_off(low, zero):
    """The product of a row with ones is its sum; no value counts for more than the extent."""
    given = [helper.make_tensor_value_info("x", 1, ["rows", 64])]
    found = [helper.make_tensor_value_info("y", 1, ["rows", 64])]
    weight = numpy_helper.from_array(np.eye(64, dtype=np.float32), "w")
    node = helper.make_node("MatMul", ["x", "w"], ["y"])
    model = helper.make_model(
        helper.make_graph([node], "g", given, found, [weight]),
        opset_imports=[helper.make_opsetid("", 20)],
        ir_version=10,
    )
    whole = quantized(model, {"x": Extent(low, 2.0, 64)})
    assert f"int8.zero.{zero}" in {tensor.name for tensor in whole.graph.initializer}
    session = onnxruntime.InferenceSession(whole.SerializeToString(), providers=["CPUExecutionProvider"])
    values = np.linspace(-4, 4, 128, dtype=np.float32).reshape(2, 64)
    (read,) = session.run(None, {"x": values})
    assert np.abs(read - values.clip(low, 2.0)).max() < 0.02


def test_pairs_are_scored_alike_in_parts(exported, monkeypatch):
    settings, reader, _, backend = both_backends(exported)
    (text,) = texts_of(settings, reader, EXAMPLES[:1])
    (encoded,) = backend.encode([text])
    from vnpolice_ie.model.decode import decode_spans
    from vnpolice_ie.model.pairs import pairs_of

    spans = sorted(
        s.bare() for layer in decode_spans(settings.scheme, encoded.outer, encoded.inner) for s in layer
    )
    pairs = pairs_of(settings.scheme, spans, [0] * len(text), 12)
    monkeypatch.setattr("vnpolice_ie.model.session.PAIRS_AT_ONCE", len(pairs.index))
    whole = backend.link(encoded.states, spans, pairs)
    assert len(whole) > 200
    monkeypatch.setattr("vnpolice_ie.model.session.PAIRS_AT_ONCE", 64)
    assert np.abs(backend.link(encoded.states, spans, pairs) - whole).max() < 1e-5


@pytest.fixture(scope="module")
def nlp(exported):
    return vie.load(exported)


def test_load_gives_rules_and_model_by_the_folder(nlp, exported):
    assert nlp.name == str(exported)
    assert nlp.stage_names[-1] == "model_links"
    assert nlp.stage_names.index("triggers") + 1 == nlp.stage_names.index("model")
    doc = nlp(EXAMPLES[0])
    rules = {m.rule.partition(".")[0] for m in doc.entities}
    assert {"documents", "model"} <= rules


def test_models_that_come_with_the_library_are_loaded_by_name(exported, tmp_path, monkeypatch):
    shutil.copytree(exported, tmp_path / "small")
    monkeypatch.setattr("vnpolice_ie.model.assembly.SHIPPED", (tmp_path / "none", tmp_path))
    assert vie.load("small").name == "small"
    with pytest.raises(
        InputError, match=r"there is no pipeline 'large'\. The pipelines are: rules, small; or"
    ):
        vie.load("large")


def test_the_wheel_carries_the_models():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    included = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert {ROOT / place for place in included} == {SHIPPED[1]}
    assert {ROOT / "src" / place for place in included.values()} == {SHIPPED[0]}


def test_rules_that_decide_find_what_they_find_alone(nlp):
    alone = vie.load("rules")
    for text in EXAMPLES[:3]:
        found = [
            [(m.start, m.end) for m in read(text).entities if m.label == "RANK"] for read in (nlp, alone)
        ]
        assert found[0] == found[1]


def test_documents_are_read_alike_alone_in_batches_and_in_other_processes(nlp):
    texts = [*EXAMPLES[:3], "", "Họp.", "\n\n"]
    alone = [nlp(text, id=str(i)) for i, text in enumerate(texts, 1)]
    assert list(nlp.pipe(texts)) == alone
    assert list(nlp.pipe(texts, batch_size=2)) == alone
    assert list(nlp.pipe(texts, batch_size=3, processes=2)) == alone


def test_a_document_that_cannot_be_read_leaves_the_others_of_its_batch(nlp):
    failures = []
    docs = list(nlp.pipe(["Họp.", b"bytes", EXAMPLES[0]], on_error=failures.append))
    assert [doc.id for doc in docs] == ["1", "3"]
    assert docs[1] == nlp(EXAMPLES[0], id="3")
    assert [failure.index for failure in failures] == [1]


def test_a_pipeline_of_a_model_travels_to_another_process(nlp):
    assert pickle.loads(pickle.dumps(nlp)).name == nlp.name


@pytest.mark.parametrize("name", HOSTILE)
def test_offsets_are_right_in_hostile_texts(nlp, name):
    text = HOSTILE[name](400)
    doc = nlp(text)
    assert doc.text == text
    assert all(m.text == text[m.start : m.end] for m in doc.entities)
    assert vie.Doc.from_dict(doc.to_dict()) == doc


def test_no_torch_is_imported_to_read(exported):
    code = (
        f"import vnpolice_ie as vie, sys; nlp = vie.load({str(exported)!r}); "
        "doc = nlp('Đại tá Lê Nam chủ trì hội nghị.'); assert doc.entities; "
        "print([m for m in ('torch', 'transformers', 'onnx', 'pydantic', 'rich') if m in sys.modules])"
    )
    assert run_python(code).stdout == "[]\n"


def test_threads_follow_the_environment(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    assert threads() == 3
    monkeypatch.delenv("OMP_NUM_THREADS")
    assert 1 <= threads() <= 4
    monkeypatch.setattr("multiprocessing.parent_process", object)
    assert threads() == 1


@pytest.fixture
def ready_graphs(exported, monkeypatch):
    """The graphs of `exported` in place of an export, which takes seconds."""
    for graph in ("encoder", "pairs"):
        made = onnx.load(exported / f"{graph}.onnx")
        monkeypatch.setattr(
            f"vnpolice_ie.training.export.{graph.removesuffix('s')}_graph", lambda network, made=made: made
        )


@pytest.mark.usefixtures("ready_graphs")
def test_graphs_that_read_otherwise_are_refused(tmp_path):
    torch.manual_seed(6)
    network, reader = small_network()
    torch.nn.init.normal_(network.outer.weight)
    write_model(tmp_path / "other", network, reader, overlap=0.25)
    with pytest.raises(ResourceError, match=r"the 32-bit graphs are [\d.e+]+ off the network"):
        export_model(tmp_path / "other", tmp_path / "new", precisions=("fp32",))
    with pytest.raises(
        ResourceError, match=r"of what the network reads in \d+ units, the int8 graphs read only"
    ):
        export_model(tmp_path / "other", tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_what_is_no_model_is_not_exported(weights, tmp_path):
    with pytest.raises(InputError, match="this is neither a model folder nor a run that was finished"):
        model_folder(tmp_path)
    (tmp_path / "note.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="there is something else than a model"):
        export_model(weights, tmp_path)


@pytest.mark.usefixtures("ready_graphs")
def test_export_from_the_command_line(weights, tmp_path, run_command):
    run = tmp_path / "run"
    shutil.copytree(weights, run / "model")
    (tmp_path / "texts.txt").write_text(SAMPLE[0], encoding="utf-8")
    status, out, _ = run_command("export", run, "--fp32", "--no-int8", "--texts", tmp_path / "texts.txt")
    assert status == 0
    assert re.search(r"fp32 .* 100\.0%", out)
    assert vie.load(run / "model")("Họp.").text == "Họp."


def test_an_export_of_nothing_is_told(weights, run_command):
    status, _, told = run_command("export", weights, "--no-int8")
    assert status == 2
    assert "no graphs are wanted" in told
