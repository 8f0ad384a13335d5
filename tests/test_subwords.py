"""Pieces of foreign tokenizers: every unit its own, whatever stands in the text."""

from __future__ import annotations

import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, normalizers
from tokenizers.pre_tokenizers import BertPreTokenizer, Metaspace, PreTokenizer
from transformers.models.phobert import PhobertTokenizer

from hostile import HOSTILE, NEWS
from tiny_encoders import KINDS
from vnpolice_ie.errors import InputError, ResourceError
from vnpolice_ie.model.batch import ModelText, collate, windows_of
from vnpolice_ie.model.features import features_of
from vnpolice_ie.model.hf_pieces import read_pieces_of
from vnpolice_ie.model.phobert import read_tokenizer
from vnpolice_ie.model.piece_files import SubwordReader, read_pieces, write_pieces
from vnpolice_ie.model.pieces import ALONE, FIRST, LATER, Pieces
from vnpolice_ie.model.segmented import SegmentedPieces
from vnpolice_ie.model.subwords import PieceRules, SubwordPieces
from vnpolice_ie.model.units import units_of
from vnpolice_ie.text.source import SourceText
from vnpolice_ie.text.tokens import Tokens

RULES = 'True : object.conclusion = "B"\n\tobject.tag == "I" : object.conclusion = "I"\n'
VOCABULARY = (
    "đại tá\ngiám đốc\ncông an\nkế hoạch\nchỉ thị\nban thường vụ\nyêu cầu\nkhởi tố\ntrộm cắp\ntài sản\n"
)
HARD = {
    "NFD": unicodedata.normalize("NFD", NEWS),
    "zero width": "Công\u200b an tỉnh\ufeff Bình\u00ad Sơn",
    "emoji": "🚔 Công an 👮🏽‍♀️ bắt 2 người 🇻🇳",
    "glued words": "Giám đốc Công antỉnhLâm Sơn",
    "control characters": "Công\x01an\x00 \x08tỉnh\x1b[0m",
    "lone surrogates": "Công \ud800 an \udfffBình Sơn",
    "special tokens": "<s> </s> <pad> [CLS] <unk> ▁Ġ@@ </w>",
    "a long word": "a" * 5000 + " Nam",
    "underscores": "__ _a_ b_c",
    "right to left": "\u202eשלום\u202c Nam",
    "one space": " ",
    "nothing": "",
}


@pytest.fixture(scope="module")
def segmenter_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rdr")
    (folder / "Model.RDR").write_text(RULES, encoding="utf-8")
    (folder / "vocabulary.txt").write_text(VOCABULARY, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def readers(tiny_encoders: dict[str, Path], segmenter_folder: Path) -> dict[str, SubwordReader]:
    found = {kind: read_pieces_of(str(folder)) for kind, folder in tiny_encoders.items() if kind != "phobert"}
    phobert = str(tiny_encoders["phobert"])
    found["phobert"] = read_pieces_of(phobert, segmenter_folder=segmenter_folder)
    found["phobert, pyvi"] = read_pieces_of(phobert, segmenter="pyvi")
    found["phobert, syllables"] = read_pieces_of(phobert, segmenter="none", max_pieces=16)
    assert len(found) == 5
    return found


def read(reader: SubwordReader, text: str) -> tuple[SourceText, Tokens, Pieces]:
    source = SourceText(text)
    units = units_of(source)
    return source, units, reader(source, units)


def check(reader: SubwordReader, text: str) -> None:
    _, units, pieces = read(reader, text)
    count = len(units)
    assert len(pieces.first) == len(pieces.until) == len(pieces.place) == count
    assert all(a < b for a, b in zip(pieces.first, pieces.until, strict=True))
    assert all(a <= b for a, b in pairwise(pieces.first))
    assert all(a <= b for a, b in pairwise(pieces.until))
    shared = [i for i in range(1, count) if pieces.first[i] < pieces.until[i - 1]]
    assert all(pieces.first[i] == pieces.until[i - 1] - 1 and pieces.place[i] == LATER for i in shared)
    assert all(0 <= number < reader.rules.size for number in pieces.ids)
    model_text = ModelText(pieces, features_of(units))
    cut = windows_of(model_text, reader, 0.25)
    assert [(w.first, w.last) for w in cut[:1]] == [(0, cut[0].last)] if count else not cut
    assert sum(w.last - w.first for w in cut) == count
    for window in cut:
        arrays = collate([(model_text, window)], reader)
        assert arrays["pieces"].shape[1] <= reader.max_pieces


@pytest.mark.parametrize("name", HARD)
def test_every_unit_has_pieces_within_the_windows(readers: dict[str, SubwordReader], name: str) -> None:
    for reader in readers.values():
        check(reader, HARD[name])


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts(readers: dict[str, SubwordReader], name: str) -> None:
    for kind, reader in readers.items():
        check(reader, HOSTILE[name](300 if kind == "phobert, pyvi" else 3000))


@given(st.text(alphabet=st.sampled_from("aăĐ ọ\u0323\u0301_@<\n.,\u200b\x01\ud800😀9/漢"), max_size=60))
def test_any_text(readers: dict[str, SubwordReader], text: str) -> None:
    for reader in readers.values():
        check(reader, text)


def test_ten_thousand_syllables_are_read_in_windows(readers: dict[str, SubwordReader]) -> None:
    text = NEWS * (10_000 // len(NEWS.split()) + 1)
    reader = readers["phobert"]
    _, units, pieces = read(reader, text)
    cut = windows_of(ModelText(pieces, features_of(units)), reader, 0.25)
    assert len(cut) > 50
    check(reader, text)


def shown(reader: SubwordReader, text: str) -> list[list[str]]:
    _, _, pieces = read(reader, text)
    return [
        [reader.tokenizer.id_to_token(number) for number in pieces.ids[a:b]]
        for a, b in zip(pieces.first, pieces.until, strict=True)
    ]


@pytest.mark.parametrize(("kind", "mark"), [("xlm-r", "▁"), ("modernbert", "Ġ")])
def test_a_space_is_marked_where_there_is_one(
    readers: dict[str, SubwordReader], kind: str, mark: str
) -> None:
    found = shown(readers[kind], "ký Kế hoạch (số 15/KH-CAT)")
    marked = [pieces[0].startswith(mark) for pieces in found]
    #                  ký    Kế    hoạch (     số     15    /      KH     -      CAT    )
    assert marked == [True, True, True, True, False, True, False, False, False, False, False]


WORDS = {
    "[UNK]": 0,
    "tá": 1,
    "Đại": 2,
    "##ại": 3,
    "Đ": 4,
    ",": 5,
    "▁Đại": 6,
    "▁tá": 7,
    "▁": 8,
    "t": 9,
    "á": 10,
}
FORMS = [
    # Tokenizers of other kinds, and how "Đại tá,tá" is read: the gap and the glued sign and word.
    (models.WordPiece(WORDS, unk_token="[UNK]"), None, BertPreTokenizer(), [[2], [1], [5], [1]]),
    (models.WordLevel(WORDS, unk_token="[UNK]"), None, Metaspace(), [[6], [7], [5], [1]]),
    (
        models.WordLevel(WORDS, unk_token="[UNK]"),
        None,
        Metaspace(prepend_scheme="never"),
        [[6], [7], [5], [1]],
    ),
    (
        models.WordLevel(WORDS, unk_token="[UNK]"),
        normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")]),
        None,
        [[6], [7], [5], [1]],
    ),
]


@pytest.mark.parametrize(("model", "normalizer", "pre_tokenizer", "expected"), FORMS)
def test_tokenizers_of_other_kinds(
    model: models.Model,
    normalizer: normalizers.Normalizer | None,
    pre_tokenizer: PreTokenizer | None,
    expected: list[list[int]],
) -> None:
    tokenizer = Tokenizer(model)
    if normalizer:
        tokenizer.normalizer = normalizer
    if pre_tokenizer:
        tokenizer.pre_tokenizer = pre_tokenizer
    reader = SubwordPieces(
        tokenizer, PieceRules((), (), padding=0, unknown=0, size=len(WORDS), max_pieces=64)
    )
    _, _, pieces = read(reader, "Đại tá,tá")
    found = [list(pieces.ids[a:b]) for a, b in zip(pieces.first, pieces.until, strict=True)]
    assert found == expected


def test_no_text_spells_a_special_token(readers: dict[str, SubwordReader]) -> None:
    for reader in readers.values():
        _, _, pieces = read(reader, "<s> </s> <pad> [CLS] [SEP] [PAD]")
        special = {*reader.opening, *reader.closing, reader.padding}
        assert special.isdisjoint(pieces.ids)


def test_phobert_reads_words_and_each_syllable_knows_its_pieces(readers: dict[str, SubwordReader]) -> None:
    reader = readers["phobert"]
    _, units, pieces = read(reader, "Đại tá Lê Văn Nam, Giám  đốc Công an")
    words = ["Đại", "tá", "Lê", "Văn", "Nam", ",", "Giám", "đốc", "Công", "an"]
    assert list(units.words) == words
    assert pieces.place == [FIRST, LATER, FIRST, LATER, LATER, ALONE, FIRST, LATER, FIRST, LATER]
    found = shown(reader, "Đại tá Lê Văn Nam, Giám  đốc Công an")
    assert found[0] == found[1] == ["Đại_tá</w>"]
    assert found[6] == found[7] == ["Giám_đốc</w>"]
    assert pieces.first[6] == pieces.first[7]


def test_phobert_without_segmenter_reads_syllables(readers: dict[str, SubwordReader]) -> None:
    _, _, pieces = read(readers["phobert, syllables"], "Đại tá Lê Văn Nam")
    assert pieces.place == [ALONE] * 5


@given(st.text(alphabet="ĐạitáGmđốcCônaLêVăN_x😀", min_size=1, max_size=12))
def test_phobert_pieces_are_those_of_the_published_tokenizer(
    tiny_encoders: dict[str, Path], word: str
) -> None:
    folder = tiny_encoders["phobert"]
    files = folder / "vocab.txt", folder / "bpe.codes"
    published = PhobertTokenizer(*map(str, files))
    tokenizer, size = read_tokenizer(*files)
    assert size == published.vocab_size + 1  # the mask stands behind the vocabulary
    expected = published.convert_tokens_to_ids(published.tokenize(word))
    found = [token.id if token.id < size else 3 for token in tokenizer.model.tokenize(word)]
    assert found == expected


def test_published_tokenizer_frames_texts_alike(tiny_encoders: dict[str, Path]) -> None:
    folder = tiny_encoders["phobert"]
    files = folder / "vocab.txt", folder / "bpe.codes"
    published = PhobertTokenizer(*map(str, files))
    tokenizer, _ = read_tokenizer(*files)
    assert tokenizer.encode("Đại tá Nam").ids == published("Đại tá Nam")["input_ids"]


def test_readers_survive_writing_and_reading(readers: dict[str, SubwordReader], tmp_path: Path) -> None:
    for name, reader in readers.items():
        write_pieces(reader, tmp_path / name)
        again = read_pieces(tmp_path / name)
        assert again.rules == reader.rules
        assert read(again, NEWS)[2] == read(reader, NEWS)[2]


def test_windows_hold_what_the_encoder_has_positions_for(readers: dict[str, SubwordReader]) -> None:
    limits = {kind: readers[kind].max_pieces for kind in KINDS}
    assert limits == {"phobert": 256, "xlm-r": 128, "modernbert": 512}


def test_a_sentence_that_the_segmenter_changes_is_read_by_syllables(tiny_encoders: dict[str, Path]) -> None:
    class Refusing:
        name = "refusing"

        def __call__(self, text: str) -> list[tuple[int, int]]:
            raise InputError("the segmenter changed the text")

    whole = read_pieces_of(str(tiny_encoders["phobert"]), segmenter="none")
    reader = SegmentedPieces(whole.tokenizer, whole.rules, Refusing())
    assert read(reader, NEWS)[2] == read(whole, NEWS)[2]


def test_a_word_without_end_is_read_by_syllables_and_its_neighbours_are_not(
    tiny_encoders: dict[str, Path],
) -> None:
    class Greedy:
        name = "greedy"

        def __call__(self, text: str) -> list[tuple[int, int]]:
            at = text.index("http")
            return [(0, 6), (at, len(text))]

    whole = read_pieces_of(str(tiny_encoders["phobert"]), segmenter="none")
    reader = SegmentedPieces(whole.tokenizer, whole.rules, Greedy())
    text = "Đại tá http://" + "a/" * 80
    check(reader, text)
    assert read(reader, text)[2].place[:5] == [FIRST, LATER, ALONE, ALONE, ALONE]


def test_a_segmenter_is_given_no_endless_sentence(tiny_encoders: dict[str, Path]) -> None:
    lengths: list[int] = []

    class Counting:
        name = "counting"

        def __call__(self, text: str) -> list[tuple[int, int]]:
            lengths.append(len(text.split()))
            return [(0, len(text.split(maxsplit=1)[0]))]

    whole = read_pieces_of(str(tiny_encoders["phobert"]), segmenter="none")
    check(SegmentedPieces(whole.tokenizer, whole.rules, Counting()), "Công an " * 1250)
    assert lengths == [1000, 1000, 500]


class TestErrors:
    def test_an_encoder_that_is_nowhere(self, tmp_path: Path) -> None:
        with pytest.raises(ResourceError, match=r"the encoder cannot be loaded \(.*Give a folder"):
            read_pieces_of(str(tmp_path / "none"))

    def test_a_tokenizer_that_is_not_fast(self, tiny_encoders: dict[str, Path], tmp_path: Path) -> None:
        (tmp_path / "config.json").write_bytes((tiny_encoders["xlm-r"] / "config.json").read_bytes())
        (tmp_path / "tokenizer_config.json").write_text(
            '{"tokenizer_class": "ByT5Tokenizer"}', encoding="utf-8"
        )
        message = (
            r"the encoder's tokenizer, ByT5Tokenizer, is not a fast one.*PhoBERT's vocab.txt and bpe.codes"
        )
        with pytest.raises(InputError, match=message):
            read_pieces_of(str(tmp_path))

    def test_no_tokenizer(self, tiny_encoders: dict[str, Path], tmp_path: Path) -> None:
        (tmp_path / "config.json").write_bytes((tiny_encoders["modernbert"] / "config.json").read_bytes())
        with pytest.raises(
            InputError, match=r"the encoder has no tokenizer that can be read \(.*Supported are"
        ):
            read_pieces_of(str(tmp_path))

    def test_a_segmenter_for_an_encoder_of_running_text(self, tiny_encoders: dict[str, Path]) -> None:
        with pytest.raises(InputError, match="reads running text, not words of the segmenter 'pyvi'"):
            read_pieces_of(str(tiny_encoders["xlm-r"]), segmenter="pyvi")

    def test_rdr_without_its_rules(self, tiny_encoders: dict[str, Path]) -> None:
        with pytest.raises(InputError, match="needs its rule files"):
            read_pieces_of(str(tiny_encoders["phobert"]), segmenter="rdr")

    def test_no_segmenter_installed(
        self, tiny_encoders: dict[str, Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
        with pytest.raises(
            ResourceError, match=r"PhoBERT reads words, and no word segmenter is installed.*\[segment\]"
        ):
            read_pieces_of(str(tiny_encoders["phobert"]))

    @pytest.mark.parametrize(("file", "line"), [("vocab.txt", "word"), ("bpe.codes", "a b")])
    def test_broken_files(self, tiny_encoders: dict[str, Path], tmp_path: Path, file: str, line: str) -> None:
        for name in ("vocab.txt", "bpe.codes"):
            text = (tiny_encoders["phobert"] / name).read_text(encoding="utf-8")
            (tmp_path / name).write_text(
                text + line * (name == file) + "\n" * (name == file), encoding="utf-8"
            )
        with pytest.raises(ResourceError, match=rf"{file}, line \d+: .* is not of the form: "):
            read_tokenizer(tmp_path / "vocab.txt", tmp_path / "bpe.codes")

    def test_a_broken_folder(self, tmp_path: Path) -> None:
        with pytest.raises(ResourceError, match=r"pieces.json cannot be read"):
            read_pieces(tmp_path)
