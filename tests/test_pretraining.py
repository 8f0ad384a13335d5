"""Plain text packed, word vectors and masked-token pretraining of the compact encoder."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from safetensors.torch import load_file, save_file  # noqa: E402

from vnpolice_ie.errors import ResourceError  # noqa: E402
from vnpolice_ie.io.gold_files import read_gold  # noqa: E402
from vnpolice_ie.model.scheme import Scheme  # noqa: E402
from vnpolice_ie.model.vocabulary import SPECIAL, UNKNOWN, Vocabulary, entry_of  # noqa: E402
from vnpolice_ie.training.build import VECTORS, build_model  # noqa: E402
from vnpolice_ie.training.config import TrainingConfig  # noqa: E402
from vnpolice_ie.training.pretraining import PretrainingConfig, pretrain  # noqa: E402
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


def test_pretraining_learns_and_its_weights_begin_a_training(
    texts: list[str], vocabulary: Vocabulary, tmp_path: Path
) -> None:
    write(vocabulary, tmp_path)
    torch.manual_seed(1)
    plain = config(tmp_path, vocabulary=tmp_path / "vocabulary.txt")
    network = build_model(plain, Scheme.flat(["X"]), ()).network
    losses: list[float] = []
    file = tmp_path / "pretrained.safetensors"
    settings = PretrainingConfig(minutes=5, tokens=200 * 8 * 32, window=32, batch=8, lr=1e-2)
    pretrain(network, pack(texts, vocabulary), settings, file, tell=lambda state: losses.append(state.loss))
    assert len(losses) == 4
    assert losses[-1] < losses[0]
    begun = config(tmp_path, vocabulary=tmp_path / "vocabulary.txt", pretrained=file)
    taken = build_model(begun, Scheme.flat(["X"]), ()).network
    assert torch.equal(taken.mixer.layers[0].weight, network.mixer.layers[0].weight)
    assert torch.equal(taken.encoder.table.weight, load_file(file)["encoder.table.weight"])


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
