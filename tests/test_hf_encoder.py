"""Foreign encoders: what learns, what comes out, what is refused."""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path

import pytest
import torch
from transformers import AutoConfig, AutoModel, AutoTokenizer, BartConfig, BartModel, PretrainedConfig

from hostile import NEWS
from tiny_encoders import KINDS
from vnpolice_ie.errors import InputError, ResourceError
from vnpolice_ie.model.config import EncoderConfig, MixerConfig, NetworkConfig
from vnpolice_ie.model.hf import (
    Adapters,
    HfEncoder,
    build_hf_model,
    make_network,
    plain_network,
)
from vnpolice_ie.model.hf_pieces import positions, read_pieces_of
from vnpolice_ie.model.network import JointNetwork
from vnpolice_ie.model.scheme import default_scheme
from vnpolice_ie.training.build import build_model
from vnpolice_ie.training.config import HfEncoder as HfSettings
from vnpolice_ie.training.config import LoraConfig, TrainingConfig
from vnpolice_ie.training.optimiser import parameter_groups


def batch() -> tuple[torch.Tensor, torch.Tensor]:
    ids = torch.tensor([[0, 5, 6, 7, 2], [0, 8, 2, 1, 1]])
    return ids, torch.tensor([[True] * 5, [True] * 3 + [False] * 2])


@pytest.mark.parametrize("kind", KINDS)
def test_states_are_those_of_the_model(tiny_encoders: dict[str, Path], kind: str) -> None:
    encoder = HfEncoder.load(str(tiny_encoders[kind])).eval()
    ids, mask = batch()
    expected = AutoModel.from_pretrained(tiny_encoders[kind])(input_ids=ids, attention_mask=mask.long())
    states = encoder(ids, mask)
    assert states.shape == (2, 5, encoder.width)
    torch.testing.assert_close(states[mask], expected.last_hidden_state[mask])


@pytest.mark.parametrize("kind", ["xlm-r", "modernbert"])
def test_pieces_are_those_of_the_tokenizer(tiny_encoders: dict[str, Path], kind: str) -> None:
    """Where words and units are the same, the ids are those that transformers gives."""
    from vnpolice_ie.model.units import units_of
    from vnpolice_ie.text.source import SourceText

    reader = read_pieces_of(str(tiny_encoders[kind]))
    text = " ".join(["Đại", "tá", "Lê", "Văn", "Nam", "ký", "Kế", "hoạch"])
    source = SourceText(text)
    pieces = reader(source, units_of(source))
    given = f" {text}" if kind == "modernbert" else text  # our first word is read as others are
    expected = AutoTokenizer.from_pretrained(tiny_encoders[kind])(given)["input_ids"]
    assert [*reader.opening, *pieces.ids, *reader.closing] == expected


@pytest.mark.parametrize("kind", KINDS)
def test_a_record_makes_the_same_form(tiny_encoders: dict[str, Path], kind: str) -> None:
    encoder = HfEncoder.load(str(tiny_encoders[kind])).eval()
    again = HfEncoder.from_record(encoder.record()).eval()
    assert str(tiny_encoders[kind]) not in str(encoder.record())
    again.load_state_dict(encoder.state_dict())
    torch.testing.assert_close(again(*batch()), encoder(*batch()))


def test_loading_says_nothing(tiny_encoders: dict[str, Path], capfd: pytest.CaptureFixture[str]) -> None:
    HfEncoder.load(str(tiny_encoders["phobert"]), adapters=Adapters())
    assert capfd.readouterr() == ("", "")


def learning(encoder: HfEncoder) -> list[str]:
    return [name for name, parameter in encoder.named_parameters() if parameter.requires_grad]


@pytest.mark.parametrize("kind", KINDS)
def test_all_weights_learn(tiny_encoders: dict[str, Path], kind: str) -> None:
    encoder = HfEncoder.load(str(tiny_encoders[kind]))
    encoder(*batch()).sum().backward()
    assert len(learning(encoder)) == len([*encoder.parameters()])
    assert all(parameter.grad is not None for parameter in encoder.parameters())


@pytest.mark.parametrize("kind", KINDS)
def test_a_frozen_encoder_learns_nothing_and_drops_nothing(tiny_encoders: dict[str, Path], kind: str) -> None:
    encoder = HfEncoder.load(str(tiny_encoders[kind]), frozen=True).train()
    assert learning(encoder) == []
    states = encoder(*batch())
    assert not states.requires_grad
    assert torch.equal(states, encoder(*batch()))


@pytest.mark.parametrize("kind", KINDS)
def test_only_adapters_learn_and_they_merge(tiny_encoders: dict[str, Path], kind: str) -> None:
    encoder = HfEncoder.load(str(tiny_encoders[kind]), adapters=Adapters(r=4))
    names = learning(encoder)
    assert names
    assert all("lora_" in name for name in names)
    for name, parameter in encoder.named_parameters():
        if name in names:
            torch.nn.init.normal_(parameter, std=0.1)
    before = encoder.eval()(*batch())
    record = encoder.record()
    encoder.merge_adapters()
    torch.testing.assert_close(encoder(*batch()), before, atol=1e-4, rtol=1e-4)
    assert HfEncoder.from_record(record).state_dict().keys() == encoder.state_dict().keys()


@pytest.mark.parametrize("adapters", [None, Adapters(r=4)])
def test_a_network_is_written_plain_and_made_again(
    tiny_encoders: dict[str, Path], adapters: Adapters | None
) -> None:
    encoder = HfEncoder.load(str(tiny_encoders["xlm-r"]), adapters=adapters)
    sizes = EncoderConfig(kind="hf", width=encoder.width, form=encoder.record())
    config = NetworkConfig(encoder=sizes, mixer=MixerConfig(layers=0, width=16))
    network = JointNetwork(config, default_scheme(), encoder)
    for parameter in network.parameters():
        if parameter.requires_grad:
            torch.nn.init.normal_(parameter, std=0.1)
    plain = plain_network(network)
    assert encoder.adapted == (adapters is not None)
    record = json.loads(json.dumps(config.to_dict()))
    again = make_network(NetworkConfig.from_dict(record), default_scheme())
    again.load_state_dict(plain.state_dict())
    torch.testing.assert_close(again.encoder.eval()(*batch()), encoder.eval()(*batch()), atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("kind", KINDS)
def test_lower_layers_learn_slower(tiny_encoders: dict[str, Path], kind: str, tmp_path: Path) -> None:
    config = TrainingConfig.model_validate(
        {
            "output": tmp_path,
            "data": {"train": "x"},
            "encoder": {"kind": "hf", "name": str(tiny_encoders[kind]), "layer_decay": 0.5},
            "optimisation": {"lr": 1e-4, "head_lr": 1e-2},
        }
    )
    network = build_model(config, default_scheme(), []).network
    rates = {id(p): group["lr"] for group in parameter_groups(network, config) for p in group["params"]}
    found: dict[str, set[float]] = {}
    for name, parameter in network.named_parameters():
        part = re.search(r"layers?\.\d+\.|embed|^(?!encoder)", name)
        if part:
            found.setdefault(part[0][-2:-1] if part[0].endswith(".") else part[0], set()).add(
                rates[id(parameter)]
            )
    assert found == {"embed": {2.5e-5}, "0": {5e-5}, "1": {1e-4}, "": {1e-2}}


def test_a_training_configuration_makes_encoder_sizes_and_reader(tiny_encoders: dict[str, Path]) -> None:
    settings = HfSettings(
        kind="hf",
        name=str(tiny_encoders["phobert"]),
        segmenter="pyvi",
        lora=LoraConfig(r=2, targets=("key",)),
    )
    encoder, sizes, reader = build_hf_model(settings, 100)
    assert all(".key.lora_" in name for name in learning(encoder))
    assert (sizes.kind, sizes.width, sizes.max_pieces) == ("hf", 32, 100)
    assert reader.max_pieces == 100
    assert reader.rules.segmenter == "pyvi"
    assert build_hf_model(HfSettings(kind="hf", name=settings.name), None)[2].max_pieces == 256


PUBLISHED = [
    # What the published configurations say, and the pieces that the models take.
    ("roberta", {"max_position_embeddings": 258, "pad_token_id": 1}, 256),  # vinai/phobert-base
    ("xlm-roberta", {"max_position_embeddings": 514, "pad_token_id": 1}, 512),
    ("bert", {"max_position_embeddings": 512}, 512),
    ("modernbert", {"max_position_embeddings": 8192}, 8192),
    ("deberta-v2", {"max_position_embeddings": 512}, 512),
    ("electra", {"max_position_embeddings": 512}, 512),
]


@pytest.mark.parametrize(("kind", "values", "pieces"), PUBLISHED)
def test_positions(kind: str, values: dict[str, int], pieces: int) -> None:
    small = {"num_hidden_layers": 1, "vocab_size": 50_290}
    assert positions(AutoConfig.for_model(kind, **small, **values)) == pieces


class TestErrors:
    def test_no_such_encoder(self, tmp_path: Path) -> None:
        with pytest.raises(
            ResourceError, match=r"the encoder cannot be loaded \(.*Give a folder with config"
        ):
            HfEncoder.load(str(tmp_path))

    def test_no_encoder_of_text(self, tmp_path: Path) -> None:
        sizes = dict.fromkeys(("encoder_layers", "decoder_layers"), 1) | {"d_model": 16, "vocab_size": 10}
        BartModel(BartConfig(**sizes)).save_pretrained(tmp_path)
        with pytest.raises(InputError, match="a model of the type bart is no encoder of text"):
            read_pieces_of(str(tmp_path))

    def test_broken_weights(self, tiny_encoders: dict[str, Path], tmp_path: Path) -> None:
        folder = tiny_encoders["xlm-r"]
        (tmp_path / "config.json").write_bytes((folder / "config.json").read_bytes())
        (tmp_path / "model.safetensors").write_bytes(b"nothing")
        with pytest.raises(
            ResourceError, match=r"the encoder cannot be loaded \(.*Give a folder with config"
        ):
            HfEncoder.load(str(tmp_path))

    def test_weights_of_another_model(self, tiny_encoders: dict[str, Path], tmp_path: Path) -> None:
        shutil.copytree(tiny_encoders["xlm-r"], tmp_path / "mixed")
        shutil.copy(tiny_encoders["modernbert"] / "model.safetensors", tmp_path / "mixed")
        with pytest.raises(ResourceError, match=r"the encoder's weights lack .* and 36 others.*two models"):
            HfEncoder.load(str(tmp_path / "mixed"))

    def test_layers_that_do_not_exist(self, tiny_encoders: dict[str, Path]) -> None:
        with pytest.raises(
            InputError,
            match=r"the encoder has no linear layers named q_proj.*It has dense, key, query, value",
        ):
            HfEncoder.load(str(tiny_encoders["xlm-r"]), adapters=Adapters(targets=("q_proj",)))

    def test_adapters_without_peft(
        self, tiny_encoders: dict[str, Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "peft", None)
        with pytest.raises(ResourceError, match=r"low-rank adapters need the package peft.*\[train\]"):
            HfEncoder.load(str(tiny_encoders["xlm-r"]), adapters=Adapters())

    def test_a_type_without_a_model(self) -> None:
        with pytest.raises(InputError, match="transformers has no encoder of the type"):
            positions(PretrainedConfig(vocab_size=10))

    def test_a_model_type_of_another_version(self) -> None:
        with pytest.raises(ResourceError, match=r"the encoder 'tomorrow-bert' cannot be made \("):
            HfEncoder.from_record({"model_type": "tomorrow-bert"})


def test_news_reads_the_same_in_both_forms(tiny_encoders: dict[str, Path]) -> None:
    """Adapters that have learnt nothing change nothing."""
    plain = HfEncoder.load(str(tiny_encoders["xlm-r"])).eval()
    adapted = HfEncoder.load(str(tiny_encoders["xlm-r"]), adapters=Adapters()).eval()
    ids = torch.tensor([AutoTokenizer.from_pretrained(tiny_encoders["xlm-r"])(NEWS)["input_ids"][:100]])
    torch.testing.assert_close(adapted(ids, ids > 0), plain(ids, ids > 0))
