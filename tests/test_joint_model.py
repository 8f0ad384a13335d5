"""Foreign encoders end to end: they learn, save, load, and read the same, with exact offsets; transformers' side."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from transformers import (
    AutoConfig,
    AutoModel,
    AutoModelForTokenClassification,
    AutoTokenizer,
    PreTrainedTokenizerFast,
    pipeline,
)

import vnpolice_ie as vie
from hostile import NEWS
from short_documents import short_documents
from tiny_encoders import KINDS, build
from vnpolice_ie.errors import ResourceError
from vnpolice_ie.evaluation.scoring import score
from vnpolice_ie.io.entity_groups import entity_groups
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.model.batch import collate, windows_of
from vnpolice_ie.model.compact_tokenizer import compact_tokenizer
from vnpolice_ie.model.config import EncoderConfig, MixerConfig, NetworkConfig
from vnpolice_ie.model.features import columns
from vnpolice_ie.model.folder import ModelFolder
from vnpolice_ie.model.hf import HfEncoder, make_network
from vnpolice_ie.model.joint_model import JointConfig, JointModelForTokenClassification, tag_names
from vnpolice_ie.model.network import Inputs
from vnpolice_ie.model.pieces import VocabularyPieces
from vnpolice_ie.model.readers import reader_of
from vnpolice_ie.model.scheme import default_scheme
from vnpolice_ie.model.units import units_of
from vnpolice_ie.model.vocabulary import SPECIAL, Vocabulary
from vnpolice_ie.model.weights import read_network, write_model
from vnpolice_ie.text.source import SourceText
from vnpolice_ie.training.build import vocabulary_of
from vnpolice_ie.training.config import TrainingConfig
from vnpolice_ie.training.data import TrainingData, scheme_of
from vnpolice_ie.training.examples import Inexpressible, example_of
from vnpolice_ie.training.export import export_model
from vnpolice_ie.training.reading import read_examples
from vnpolice_ie.training.run_folder import open_run
from vnpolice_ie.training.torch_backend import TorchBackend
from vnpolice_ie.training.trainer import RunResult, train

DOCUMENTS = short_documents()


def settings(output: Path, encoder: dict[str, object], *, epochs: int) -> TrainingConfig:
    return TrainingConfig.model_validate(
        {
            "output": output,
            "data": {"train": "documents", "links": False},
            "encoder": encoder,
            "features": {"use": False},
            "mixer": {"width": 64, "dropout": 0.0},
            "optimisation": {"epochs": epochs, "lr": 3e-3, "batch_tokens": 512},
            "stopping": {"patience": 0, "evaluate_every": epochs},
            "checkpoint": {"every": epochs},
        }
    )


def run(config: TrainingConfig) -> RunResult:
    open_run(config, resume=False)
    return train(config, TrainingData(scheme_of(config.data, DOCUMENTS), DOCUMENTS, DOCUMENTS))


@dataclass
class Trained:
    kind: str
    result: RunResult
    folder: Path


@pytest.fixture(scope="module", params=KINDS)
def trained(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Trained:
    kind: str = request.param
    place = tmp_path_factory.mktemp(kind)
    texts = [d.text.encode("utf-8", "replace").decode() for d in DOCUMENTS]
    encoder = {"kind": "hf", "name": str(build(kind, place / "encoder", texts * 2))}
    result = run(settings(place / "run", encoder, epochs=60))
    shutil.rmtree(place / "encoder")  # what was trained must not need it
    write_model(place / "model", result.model.network, result.model.reader, overlap=0.25)
    return Trained(kind, result, place / "model")


def read(folder: Path, documents: tuple[GoldDocument, ...]) -> list[vie.Doc]:
    opened = ModelFolder.open(folder)
    network, reader = read_network(opened), reader_of(opened)
    lost = Inexpressible()
    examples = [
        example_of(d, network.scheme, reader, lost, max_distance=1, learning=False) for d in documents
    ]
    return read_examples(TorchBackend(network, reader), examples, network.scheme, max_distance=1)


def test_ten_documents_are_learnt(trained: Trained) -> None:
    assert len(DOCUMENTS) == 10
    assert not trained.result.lost.counts
    assert trained.result.dev.entities["ALL"].f1 >= 0.95


def test_a_saved_model_reads_the_same_at_exact_raw_offsets(trained: Trained) -> None:
    docs = read(trained.folder, DOCUMENTS)
    assert score(DOCUMENTS, docs).entities["ALL"] == trained.result.dev.entities["ALL"]
    mentions = [(doc, mention) for doc in docs for mention in doc.entities]
    assert len(mentions) > 30
    assert all(m.text == doc.text[m.start : m.end] for doc, m in mentions)


def test_a_long_text_is_read_to_its_end(trained: Trained) -> None:
    first = DOCUMENTS[0]
    long = GoldDocument(id="long", text="\n".join([first.text] * 60))
    (doc,) = read(trained.folder, (long,))
    last = doc.text.rindex(first.text)
    assert any(m.start >= last for m in doc.entities)
    assert len({m.start // (len(first.text) + 1) for m in doc.entities}) == 60


def test_transformers_saves_and_loads_it(trained: Trained, tmp_path: Path) -> None:
    model = JointModelForTokenClassification.from_folder(trained.folder)
    model.save_pretrained(tmp_path / "saved")
    ids = torch.tensor([[*range(20)], [*range(10, 30)]])
    for maker in (JointModelForTokenClassification, AutoModel, AutoModelForTokenClassification):
        again = maker.from_pretrained(tmp_path / "saved")
        assert isinstance(again, JointModelForTokenClassification)
        assert not again.training
        assert torch.equal(again(ids).logits, model(ids).logits)
    config = AutoConfig.from_pretrained(tmp_path / "saved")
    assert isinstance(config, JointConfig)
    assert list(config.id2label.values()) == tag_names(model.network.scheme.outer)
    again.save_pretrained(tmp_path / "twice")
    saved = read(tmp_path / "twice", DOCUMENTS)
    assert saved == read(trained.folder, DOCUMENTS)


def test_the_files_of_transformers_join_a_model_folder(trained: Trained, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(trained.folder, folder)
    JointModelForTokenClassification.from_folder(folder).save_pretrained(folder)
    ModelFolder.open(folder).check()
    assert read(folder, DOCUMENTS) == read(trained.folder, DOCUMENTS)
    assert AutoTokenizer.from_pretrained(folder).is_fast


def test_a_pipeline_gives_outer_spans_at_raw_offsets(trained: Trained, tmp_path: Path) -> None:
    JointModelForTokenClassification.from_folder(trained.folder).save_pretrained(tmp_path)
    tagger = pipeline("token-classification", model=str(tmp_path), aggregation_strategy="simple")
    texts = [d.text.encode("utf-8", "replace").decode() for d in DOCUMENTS]
    found = tagger(texts)
    assert all(0 <= g["start"] < g["end"] <= len(t) for t, gs in zip(texts, found, strict=True) for g in gs)
    if trained.kind == "phobert":  # it learnt words, and a pipeline gives it syllables
        return
    for number in (0, 1):
        document = DOCUMENTS[number]
        spans = {(g["entity_group"], texts[number][g["start"] : g["end"]].strip()) for g in found[number]}
        assert spans == {(m.tag, m.text) for m in document.marks if m.parent is None}


def test_an_exported_model_needs_no_torch(trained: Trained, tmp_path: Path) -> None:
    if trained.kind != "phobert":
        pytest.skip("export takes long, and the encoders differ in nothing else")
    export_model(trained.folder, tmp_path / "exported", precisions=("fp32",))
    nlp = vie.load(tmp_path / "exported")
    docs = [nlp(d.text, id=d.id) for d in DOCUMENTS]
    assert score(DOCUMENTS, docs).entities["ALL"].f1 >= 0.95


def test_pieces_of_a_batch_are_the_units_of_the_network(trained: Trained) -> None:
    """What transformers gives for ids alone is what the network gives for units, padded or not."""
    if trained.kind == "phobert":
        pytest.skip("it learnt words")
    model = JointModelForTokenClassification.from_folder(trained.folder)
    reader = reader_of(ModelFolder.open(trained.folder))
    example = example_of(DOCUMENTS[8], model.network.scheme, reader, Inexpressible(), max_distance=1)
    (window,) = windows_of(example.text, reader, 0.25)
    arrays = collate([(example.text, window)], reader)
    tensors = {name: torch.from_numpy(array) for name, array in arrays.items()}
    _, outer, _ = model.network(Inputs(**tensors))
    ids = torch.nn.functional.pad(tensors["pieces"], (0, 3), value=reader.padding)
    logits = model(ids, torch.nn.functional.pad(tensors["piece_mask"].long(), (0, 3))).logits[0]
    expected = outer[0].log_softmax(-1)[:, 0]
    found = logits[tensors["first_piece"][0], 0]
    same = torch.isclose(expected, found, atol=1e-4)
    chosen = logits[tensors["first_piece"][0]].argmax(-1) == 0
    assert bool((same | chosen).all())
    assert logits[-3:].argmax(-1).tolist() == [0, 0, 0]


@pytest.mark.parametrize("change", [{"frozen": True}, {"lora": {"r": 4}}], ids=["frozen", "lora"])
def test_only_what_should_learn_does(
    tiny_encoders: dict[str, Path], tmp_path: Path, change: dict[str, object]
) -> None:
    name = str(tiny_encoders["xlm-r"])
    result = run(settings(tmp_path / "run", {"kind": "hf", "name": name, **change}, epochs=1))
    before = HfEncoder.load(name).state_dict()
    learnt = result.model.network.encoder
    assert isinstance(learnt, HfEncoder)
    if "lora" in change:
        changed = {
            n for n, p in learnt.named_parameters() if "lora_B" in n and bool(p.detach().abs().sum() > 0)
        }
        assert changed
    folder = write_model(tmp_path / "model", result.model.network, result.model.reader, overlap=0.25)
    after = read_network(folder).encoder.state_dict()
    assert after.keys() == before.keys()
    differing = {name for name in before if not torch.allclose(before[name], after[name], atol=1e-7)}
    expected = {"frozen": set(), "lora": {n for n in before if n.endswith(("query.weight", "value.weight"))}}
    assert differing == expected[next(iter(change))]


@pytest.fixture(scope="module")
def compact(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("compact")
    config = settings(place / "run", {"kind": "compact", "width": 32, "min_count": 1}, epochs=60)
    model = run(config).model
    write_model(place / "model", model.network, model.reader, overlap=0.25)
    JointModelForTokenClassification.from_folder(place / "model").save_pretrained(place / "model")
    return place / "model"


def test_a_pipeline_reads_a_compact_model(compact: Path) -> None:
    tagger = pipeline("token-classification", model=str(compact), aggregation_strategy="simple")
    text = DOCUMENTS[0].text
    spans = {(g["entity_group"], text[g["start"] : g["end"]]) for g in tagger(text)}
    assert spans == {(m.tag, m.text) for m in DOCUMENTS[0].marks if m.parent is None}


def test_pretrained_tokenizer_fast_reads_its_tokenizer(compact: Path) -> None:
    tokenizer = PreTrainedTokenizerFast.from_pretrained(compact)
    found = tokenizer("Công an, 27-8", return_offsets_mapping=True)
    assert tokenizer.convert_ids_to_tokens(found["input_ids"]) == ["công", "an", ",", "00", "-", "0"]
    assert found["offset_mapping"] == [(0, 4), (5, 7), (7, 8), (9, 11), (11, 12), (12, 13)]


def test_half_precision_weights_stay_as_they_are(compact: Path, tmp_path: Path) -> None:
    opened = ModelFolder.open(compact)
    write_model(tmp_path, read_network(opened), reader_of(opened), overlap=0.25, half=True)
    weights = (tmp_path / "model.safetensors").read_bytes()
    JointModelForTokenClassification.from_folder(tmp_path).save_pretrained(tmp_path)
    assert (tmp_path / "model.safetensors").read_bytes() == weights
    assert AutoModel.from_pretrained(tmp_path).dtype == torch.float32


def test_a_model_that_learnt_with_features_is_loaded_too(tmp_path: Path) -> None:
    vocabulary = Vocabulary([*SPECIAL, "công", "an"])
    encoder = EncoderConfig(size=len(vocabulary), width=8, max_pieces=16)
    config = NetworkConfig(encoder, MixerConfig(layers=1, width=8), columns().sizes)
    network = make_network(config, default_scheme())
    write_model(tmp_path, network, VocabularyPieces(vocabulary, 16), overlap=0.25)
    model = JointModelForTokenClassification.from_folder(tmp_path)
    model.save_pretrained(tmp_path / "saved")
    ids = torch.tensor([[3, 4, 1]])
    again = AutoModel.from_pretrained(tmp_path / "saved")
    assert torch.equal(again(ids).logits, model(ids).logits)
    assert ModelFolder.open(tmp_path / "saved").settings == ModelFolder.open(tmp_path).settings


VOCABULARY = vocabulary_of([GoldDocument(id="news", text=NEWS)], 1)


@given(
    st.text(alphabet=st.sampled_from("aăĐÐ ọ\u0323\u0301_@<\n.,\u200b\x01\x1c😀9٣²/–漢Ⅷ\u00a0"), max_size=40)
)
def test_the_compact_tokenizer_cuts_as_the_library_does(text: str) -> None:
    assert compact_tokenizer(VOCABULARY).encode(text).ids == VOCABULARY.ids(units_of(SourceText(text)).folded)


@pytest.mark.parametrize("text", [NEWS, NEWS.replace(" ", "\u2003\u200b"), NEWS.replace("-", "–")])
def test_the_compact_tokenizer_knows_where_it_cut(text: str) -> None:
    source = SourceText(text)
    units = units_of(source)
    found = compact_tokenizer(VOCABULARY).encode(text)
    assert found.offsets == [source.raw_span(a, b) for a, b in zip(units.starts, units.ends, strict=True)]


def test_the_compact_tokenizer_does_not_part_glued_words() -> None:
    tokenizer = compact_tokenizer(Vocabulary([*SPECIAL, "tỉnh", "lâm", "hòa"]))
    assert tokenizer.encode("tỉnhLâm hoà hòa").tokens == ["<unk>", "<unk>", "hòa"]


def test_entities_in_the_form_of_a_pipeline() -> None:
    doc = vie.load("rules")("Ngày 27-8, Đại tá Lê Văn Nam, Giám đốc Công an tỉnh Bình Sơn đến dự.")
    outer, every = entity_groups(doc), entity_groups(doc, nested=True)
    assert [g["word"] for g in outer if g["entity_group"] == "PERSON"] == ["Lê Văn Nam"]
    assert len(every) == len(doc.entities) > len(outer)
    assert all(doc.text[g["start"] : g["end"]] == g["word"] and 0 < g["score"] <= 1 for g in every)


def test_no_model_folder(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match=r"no model\.json"):
        JointModelForTokenClassification.from_folder(tmp_path)
