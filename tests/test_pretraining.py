"""Plain text packed, word vectors and masked-token pretraining of the compact encoder."""

from __future__ import annotations

import json
import lzma
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from safetensors.torch import load_file, save_file  # noqa: E402

from vnpolice_ie.errors import InputError, ResourceError  # noqa: E402
from vnpolice_ie.io.gold import GoldDocument  # noqa: E402
from vnpolice_ie.io.gold_files import read_gold  # noqa: E402
from vnpolice_ie.model import assembly  # noqa: E402
from vnpolice_ie.model.features import columns  # noqa: E402
from vnpolice_ie.model.mixer import GatedConvolutions  # noqa: E402
from vnpolice_ie.model.network import SPREAD, CompactEncoder, JointNetwork  # noqa: E402
from vnpolice_ie.model.scheme import Scheme  # noqa: E402
from vnpolice_ie.model.vocabulary import MASK, SPECIAL, UNKNOWN, Vocabulary, entry_of  # noqa: E402
from vnpolice_ie.training.balance import JOINED, set_scale_back  # noqa: E402
from vnpolice_ie.training.build import VECTORS, build_model  # noqa: E402
from vnpolice_ie.training.config import OptimisationConfig, TrainingConfig  # noqa: E402
from vnpolice_ie.training.config_file import read_config  # noqa: E402
from vnpolice_ie.training.encoder_run import SIZES, encoder_sections, make_encoder, plain_texts  # noqa: E402
from vnpolice_ie.training.masking import masked, random_windows  # noqa: E402
from vnpolice_ie.training.optimiser import parameter_groups  # noqa: E402
from vnpolice_ie.training.pretraining import PRETRAINED, PretrainingConfig, PretrainingState, pretrain  # noqa: E402
from vnpolice_ie.training.token_file import count_entries, load_packed, pack, save_packed  # noqa: E402
from vnpolice_ie.training.vectors import word_vectors  # noqa: E402

EXAMPLES = Path(__file__).parent.parent / "examples"


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return [document.text for document in read_gold(EXAMPLES)[0]]


@pytest.fixture(scope="module")
def vocabulary(texts: list[str]) -> Vocabulary:
    return Vocabulary.of_counts(count_entries(texts), 500)


def test_numbers_of_one_form_are_one_entry() -> None:
    assert [entry_of(word) for word in ("công", "27", "31", "pc02", "2019")] == [
        "công",
        "00",
        "00",
        "pc00",
        "0000",
    ]


def test_a_packed_text_gives_its_syllables_back(vocabulary: Vocabulary, tmp_path: Path) -> None:
    save_packed(pack(["Công an tỉnh họp.\nNgày 2/9", "Hà Nội"], vocabulary), tmp_path / "text.npy")
    packed = load_packed(tmp_path / "text.npy")
    entries = list(vocabulary)
    assert [entries[i] for i in packed[:, 0]] == [
        *(["công", "an", "tỉnh", "họp", ".", "ngày", "0", "/", "0"]),
        SPECIAL[0],
        *(["hà", "nội"]),
        SPECIAL[0],
    ]
    assert packed[5, 2] == 2  # a line end before "Ngày"


def test_what_the_vocabulary_lacks_is_unknown(vocabulary: Vocabulary) -> None:
    assert vocabulary.ids(["xyzzy"]) == [SPECIAL.index(UNKNOWN)]


@pytest.mark.parametrize("entries", [["a", *SPECIAL], [*SPECIAL, "a", "a"]])
def test_a_broken_vocabulary_is_refused(entries: list[str]) -> None:
    with pytest.raises(ResourceError, match="special entries"):
        Vocabulary(entries)


def test_the_same_seed_gives_the_same_vectors(texts: list[str], vocabulary: Vocabulary) -> None:
    packed = [pack(texts[:4], vocabulary), pack(texts[4:], vocabulary)]
    done: list[int] = []
    first = word_vectors(packed, vocabulary, width=8, epochs=2, tell=done.append)
    assert done == [1, 2]
    assert first.shape == (len(vocabulary), 8)
    assert np.array_equal(first, word_vectors(packed, vocabulary, width=8, epochs=2))
    assert not np.array_equal(first, word_vectors(packed, vocabulary, width=8, epochs=2, seed=2))


def write(vocabulary: Vocabulary, folder: Path) -> None:
    (folder / "vocabulary.txt").write_text("".join(f"{entry}\n" for entry in vocabulary), encoding="utf-8")


def config(folder: Path, **encoder: object) -> TrainingConfig:
    return TrainingConfig.model_validate(
        {
            "output": folder / "run",
            "data": {"train": str(EXAMPLES)},
            "encoder": {"kind": "compact", "width": 16, **encoder},
            "mixer": {"layers": 1, "width": 24, "dropout": 0.0},
        }
    )


SHORT = PretrainingConfig(units=200 * 8 * 32, window=32, batch=8, lr=1e-2, warmup=10, save_every=60)


def network_of(folder: Path, vocabulary: Vocabulary) -> JointNetwork:
    write(vocabulary, folder)
    torch.manual_seed(1)
    return build_model(config(folder, vocabulary=folder / "vocabulary.txt"), Scheme.flat(["X"]), ()).network


def test_pretraining_learns_and_its_weights_begin_a_training(
    texts: list[str], vocabulary: Vocabulary, tmp_path: Path
) -> None:
    network = network_of(tmp_path, vocabulary)
    told: list[PretrainingState] = []
    settings = replace(SHORT, snapshots=(10_000,))
    end = pretrain(network, pack(texts, vocabulary), settings, tmp_path, tell=told.append)
    assert [state.step for state in told] == [50, 100, 150, 200, 200]
    assert end.units == settings.units
    assert told[-1].loss < told[0].loss
    assert (tmp_path / "pretrained-0000M.safetensors").exists()
    file = tmp_path / PRETRAINED
    begun = config(tmp_path, vocabulary=tmp_path / "vocabulary.txt", pretrained=file)
    taken = build_model(begun, Scheme.flat(["X"]), ()).network
    assert torch.equal(taken.mixer.layers[0].weight, network.mixer.layers[0].weight)
    assert torch.equal(taken.encoder.table.weight, load_file(file)["encoder.table.weight"])


@pytest.mark.parametrize("begun", [True, False])
def test_what_begins_pretrained_learns_at_the_rate_of_the_encoder(
    vocabulary: Vocabulary, tmp_path: Path, begun: bool
) -> None:
    network = network_of(tmp_path, vocabulary)
    rates = {"lr": 1e-4, "head_lr": 1e-2}
    given = {
        "vocabulary": tmp_path / "vocabulary.txt",
        "pretrained": tmp_path / PRETRAINED if begun else None,
    }
    settings = config(tmp_path, **given).model_copy(update={"optimisation": OptimisationConfig(**rates)})
    found = {id(p): group["lr"] for group in parameter_groups(network, settings) for p in group["params"]}
    slow = {name.split(".")[0] for name, p in network.named_parameters() if found[id(p)] == 1e-4}
    assert slow == ({"encoder", "join", "mixer", "norm"} if begun else {"encoder"})


def test_a_pretraining_that_was_stopped_comes_to_the_same_weights(
    texts: list[str], vocabulary: Vocabulary, tmp_path: Path
) -> None:
    packed = pack(texts, vocabulary)
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    for folder in (whole, parts):
        folder.mkdir()
    pretrain(network_of(whole, vocabulary), packed, SHORT, whole)

    def stop(state: PretrainingState) -> None:
        if state.step == 100:  # 40 steps after the last checkpoint
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pretrain(network_of(parts, vocabulary), packed, SHORT, parts, tell=stop)
    assert not (parts / PRETRAINED).exists()
    torch.manual_seed(7)
    again = pretrain(network_of(parts, vocabulary), packed, SHORT, parts)
    assert again.step == 200
    expected, found = load_file(whole / PRETRAINED), load_file(parts / PRETRAINED)
    assert expected.keys() == found.keys()
    for name, weight in expected.items():
        assert torch.equal(weight, found[name]), name


def test_a_grown_network_gets_its_scale_back_and_computes_the_same(
    texts: list[str], vocabulary: Vocabulary, tmp_path: Path
) -> None:
    network = network_of(tmp_path, vocabulary).eval()
    table, features, mixer = cast("CompactEncoder", network.encoder).table, network.features, network.mixer
    assert features is not None
    assert isinstance(mixer, GatedConvolutions)
    rng = np.random.default_rng(1)
    batch = masked(random_windows(pack(texts, vocabulary), 4, 32, rng), 0.2, rng)
    with torch.no_grad():
        table.weight.mul_(3)
        network.join.weight.mul_(20)
        network.join.bias.mul_(20)
        mixer.scale(60)
        before, lists = network.states(batch.inputs), features.weight[-1].clone()
        set_scale_back(network)
        torch.testing.assert_close(network.states(batch.inputs), before, rtol=0, atol=1e-2)
    assert float(table.weight.detach().std()) == pytest.approx(SPREAD, rel=1e-4)
    words = network.join.weight.detach()[:, : network.config.encoder.width]
    assert float(words.std()) == pytest.approx(JOINED, rel=1e-4)
    assert torch.equal(features.weight[-1], lists), "what was not seen in pretraining stays"


def test_text_that_is_shorter_than_a_window_is_refused(vocabulary: Vocabulary, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the text has 4 units, a window 32"):
        pretrain(network_of(tmp_path, vocabulary), pack(["Công an tỉnh"], vocabulary), SHORT, tmp_path)


def test_hidden_units_are_told_by_their_neighbours_only(texts: list[str], vocabulary: Vocabulary) -> None:
    rng = np.random.default_rng(1)
    windows = random_windows(pack(texts, vocabulary), 64, 32, rng)
    batch = masked(windows, 0.2, rng)
    hidden = batch.hidden.numpy()
    assert 0.14 < hidden.mean() < 0.26
    assert not hidden[windows[..., 0] == 0].any(), "ends of documents are no units"
    seen, told = batch.inputs.pieces.numpy(), windows[..., 0]
    behind_mask, swapped = seen == SPECIAL.index(MASK), batch.swapped.numpy()
    assert (seen[~hidden] == told[~hidden]).all()
    assert 0.4 < behind_mask[hidden].mean() < 0.6
    assert 0.3 < swapped[hidden].mean() < 0.5
    assert (swapped == (hidden & ~behind_mask & (seen != told))).all()
    assert (batch.shown.numpy() == (~behind_mask & (told > 0))).all()
    shapes = batch.inputs.features.numpy()[..., 0] - columns().offsets[0]
    assert (shapes[behind_mask] == 0).all(), "the form would give a hidden unit away"
    forms = windows[..., 1]
    assert (shapes[~hidden] == forms[~hidden]).all()
    pairs = set(zip(told.ravel().tolist(), forms.ravel().tolist(), strict=True))
    found = zip(seen[swapped].tolist(), shapes[swapped].tolist(), strict=True)
    assert set(found) <= pairs, "a unit from elsewhere comes with its own form"


def test_the_command_makes_an_encoder_and_takes_up_its_steps(
    texts: list[str], tmp_path: Path, run_command: Callable[..., tuple[int, str, str]]
) -> None:
    lines = "".join(json.dumps({"text": text}) + "\n" for text in texts)
    (tmp_path / "a.jsonl.xz").write_bytes(lzma.compress(lines.encode()))
    (tmp_path / "b.txt").write_text(texts[0], encoding="utf-8")
    out = tmp_path / "encoder"
    recipe = Path(__file__).parent.parent / "training" / "compact.yaml"
    arguments = [
        "pretrain",
        recipe,
        tmp_path,
        "-o",
        out,
        "--millions",
        "0.02",
        "--batch",
        "4",
        "--entries",
        "500",
    ]
    for change in ("encoder.width=16", "mixer.width=24", "mixer.layers=1"):
        arguments += ["--set", change]
    status, _, told = run_command(*arguments)
    assert status == 0, told
    assert "0.0 M units read" in told
    assert {path.name for path in out.iterdir()} == {
        *("vocabulary.txt", "text-001.npy", "text-002.npy", "vectors.safetensors", PRETRAINED, "checkpoints"),
        SIZES,
    }
    before = (out / PRETRAINED).read_bytes()
    (out / PRETRAINED).unlink()
    assert run_command(*arguments)[0] == 0
    assert (out / PRETRAINED).read_bytes() == before


# Each case: name and content of a file, and what is said of it.
DAMAGED = {
    "a.jsonl.xz": (b"\xfd7zXZ\x00broken", "the file is damaged ("),
    "b.jsonl": (b'{"id": "a"}\n', "the line holds no text ("),
    "c.jsonl": (b'{"text": 5}\n', "the text is no string"),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_text_is_named(name: str, tmp_path: Path) -> None:
    content, message = DAMAGED[name]
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(InputError, match=re.escape(message)) as caught:
        list(plain_texts(file))
    assert str(file) in str(caught.value)


def test_broken_sizes_of_an_encoder_are_named(tmp_path: Path) -> None:
    assert encoder_sections(tmp_path) is None
    (tmp_path / SIZES).write_text("{}", encoding="utf-8")
    with pytest.raises(ResourceError, match=re.escape("the sizes of the encoder cannot be read (")):
        encoder_sections(tmp_path)


def test_a_package_without_its_encoder_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(assembly, "SHIPPED", (tmp_path,))
    with pytest.raises(ResourceError, match="the pretrained encoder is missing"):
        assembly.shipped_encoder()


def test_only_the_compact_encoder_is_pretrained(tmp_path: Path) -> None:
    recipe = TrainingConfig.model_validate(
        {
            "output": tmp_path,
            "data": {"train": str(EXAMPLES)},
            "encoder": {"kind": "hf", "name": "vinai/phobert-base"},
        }
    )
    with pytest.raises(InputError, match="only the compact encoder is pretrained"):
        make_encoder(recipe, [], tmp_path, SHORT)


def test_the_command_names_a_folder_without_text(
    tmp_path: Path, run_command: Callable[..., tuple[int, str, str]]
) -> None:
    recipe = Path(__file__).parent.parent / "training" / "compact.yaml"
    status, _, told = run_command("pretrain", recipe, tmp_path, "-o", tmp_path / "out")
    assert status == 2
    assert "there is no plain text" in told


def test_a_vocabulary_grows_by_what_the_training_texts_have(
    texts: list[str], vocabulary: Vocabulary, tmp_path: Path
) -> None:
    network = network_of(tmp_path, vocabulary)
    pretrain(network, pack(texts, vocabulary), replace(SHORT, units=2_560), tmp_path)
    given = {"vocabulary": tmp_path / "vocabulary.txt", "pretrained": tmp_path / PRETRAINED, "min_count": 2}
    document = GoldDocument("a", "Vi khuẩn salmonella, salmonella; Công an tỉnh")
    grown = build_model(config(tmp_path, extend=True, **given), Scheme.flat(["X"]), [document])
    assert grown.vocabulary is not None
    assert list(grown.vocabulary) == [*vocabulary, "salmonella"]
    table = grown.network.encoder.table.weight
    assert torch.equal(table[: len(vocabulary)], load_file(tmp_path / PRETRAINED)["encoder.table.weight"])
    assert table[-1].abs().sum() > 0
    plain = build_model(config(tmp_path, **given), Scheme.flat(["X"]), [document])
    assert plain.vocabulary is not None
    assert "salmonella" not in list(plain.vocabulary)


def test_weights_of_another_vocabulary_are_refused(
    texts: list[str], vocabulary: Vocabulary, tmp_path: Path
) -> None:
    write(vocabulary, tmp_path)
    for key, name, message in (
        ("vectors", VECTORS, rf"the word vectors are of shape \(10, 16\), not \({len(vocabulary)}, 16\)"),
        ("vectors", "others", r"the word vectors are of shape \(0,\), not"),
        (
            "pretrained",
            "encoder.table.weight",
            "the pretrained weights are of another vocabulary or other layers",
        ),
    ):
        file = tmp_path / f"{key}.safetensors"
        save_file({name: torch.zeros(10, 16)}, file)
        settings = config(tmp_path, vocabulary=tmp_path / "vocabulary.txt", **{key: file})
        with pytest.raises(ResourceError, match=message):
            build_model(settings, Scheme.flat(["X"]), ())


# Each case: the key that names the file, and what is said where it is no safetensors file (or no text).
UNREADABLE = {
    "vocabulary": "the vocabulary cannot be read (",
    "vectors": "the word vectors cannot be read (",
    "pretrained": "the pretrained weights cannot be read (",
}


@pytest.mark.parametrize("key", UNREADABLE)
@pytest.mark.parametrize("content", [None, b"\xff\xfe\xfd"])
def test_a_missing_or_broken_file_of_a_compact_encoder_is_named(
    vocabulary: Vocabulary, tmp_path: Path, key: str, content: bytes | None
) -> None:
    write(vocabulary, tmp_path)
    file = tmp_path / "given"
    if content is not None:
        file.write_bytes(content)
    given = {"vocabulary": tmp_path / "vocabulary.txt", key: file}
    with pytest.raises(ResourceError) as caught:
        build_model(config(tmp_path, **given), Scheme.flat(["X"]), ())
    assert str(caught.value).startswith(f"{file}: {UNREADABLE[key]}")


def test_the_pretrained_encoder_that_comes_with_the_library_fits_the_recipe_of_the_shipped_model() -> None:
    root = Path(__file__).parent.parent
    encoder = root / "models" / "encoder"
    sections = encoder_sections(encoder)
    assert sections is not None
    recipe = read_config(
        root / "training" / "shipped.yaml",
        [
            f"data.train={EXAMPLES}",
            "data.dev=[]",
            *(f"encoder.{key}={sections['encoder'][key]}" for key in ("vocabulary", "pretrained")),
        ],
    )
    assert recipe.mixer.model_dump(mode="json", exclude={"dropout"}) == sections["mixer"]
    network = build_model(recipe, Scheme.flat(["X"]), ()).network
    kept = load_file(encoder / "pretrained.safetensors")
    taken = network.state_dict()
    assert kept.keys() <= taken.keys()
    for name, weight in kept.items():
        assert torch.equal(taken[name], weight.float()), name
