"""Configurations and tokenizers of Hugging Face models: how many pieces they take, and who makes these."""

from __future__ import annotations

import importlib.util
import inspect
from pathlib import Path
from typing import Any, Final

import torch
from tokenizers import Tokenizer
from torch import nn

from vnpolice_ie.errors import InputError, ResourceError, VnPoliceError
from vnpolice_ie.model.phobert import CODES_FILE, VOCABULARY_FILE, read_tokenizer
from vnpolice_ie.model.piece_files import SubwordReader, reader_of
from vnpolice_ie.model.subwords import PieceRules

_SEGMENTERS: Final = ("pyvi", "underthesea")
_SUPPORTED: Final = (
    "Supported are encoders with a fast tokenizer (tokenizer.json), as xlm-roberta-base, and those with "
    "PhoBERT's vocab.txt and bpe.codes"
)


def read_config(name: str, revision: str = "main") -> Any:
    """Read the configuration of a transformers model.

    Raises:
        ResourceError: it cannot be found, or cannot be read.
    """
    from transformers import AutoConfig  # noqa: PLC0415

    try:
        return AutoConfig.from_pretrained(name, revision=revision)
    except (OSError, ValueError, KeyError) as error:
        raise not_found(name, error) from error


def read_pieces_of(
    name: str,
    *,
    segmenter: str = "auto",
    segmenter_folder: Path | None = None,
    max_pieces: int | None = None,
    revision: str = "main",
) -> SubwordReader:
    """Make the reader of pieces for an encoder.

    Args:
        name: name on the hub, or a folder.
        segmenter: who joins syllables into words for PhoBERT: `rdr`, `pyvi`, `underthesea`, `none`, or
            `auto`: `rdr` where its folder is given, else the first installed of the other two.
        segmenter_folder: for `rdr`: the folder of RDRSegmenter's rule files.
        max_pieces: the most pieces in one window; never more than the encoder has positions.
        revision: commit, tag or branch on the hub.

    Raises:
        InputError: the encoder has no fast tokenizer and no known segmentation, or needs none and is
            given one; the segmenter is `rdr` and has no folder.
        ResourceError: files cannot be found or read, or the segmenter is not installed.
    """
    config = read_config(name, revision)
    most = min(positions(config, name), max_pieces or 1 << 30)
    files = [_file(name, file, revision) for file in (VOCABULARY_FILE, CODES_FILE)]
    if files[0] and files[1]:
        tokenizer, size = read_tokenizer(files[0], files[1])
        size = min(size, config.vocab_size)
        named = _segmenter_name(segmenter, segmenter_folder)
        rules = PieceRules((0,), (2,), padding=1, unknown=3, size=size, max_pieces=most, segmenter=named)
        return reader_of(tokenizer, rules, segmenter_folder)
    if segmenter not in ("auto", "none"):
        raise InputError(
            f"the encoder {name} reads running text, not words of the segmenter {segmenter!r}",
            where="encoder.segmenter",
            remedy="Leave the segmenter out; PhoBERT and its kin (vocab.txt and bpe.codes) take one",
        )
    return _fast_reader(name, config, most, revision)


def _segmenter_name(name: str, folder: Path | None) -> str:
    if name != "auto":
        return name
    if folder is not None:
        return "rdr"
    for package in _SEGMENTERS:
        if importlib.util.find_spec(package):
            return package
    raise ResourceError(
        "PhoBERT reads words, and no word segmenter is installed",
        where="encoder.segmenter",
        remedy="Install one: pip install vnpolice-ie[segment]; or give `rdr` with the folder of its rule "
        "files, or `none` to read each syllable as a word",
    )


def _fast_reader(name: str, config: Any, most: int, revision: str) -> SubwordReader:
    from transformers import AutoTokenizer  # noqa: PLC0415

    try:
        found = AutoTokenizer.from_pretrained(name, revision=revision)
    except (OSError, ValueError, KeyError, ImportError, TypeError, AttributeError) as error:
        raise InputError(
            f"the encoder has no tokenizer that can be read ({_said(error)})", where=name, remedy=_SUPPORTED
        ) from error
    if not getattr(found, "is_fast", False):
        raise InputError(
            f"the encoder's tokenizer, {type(found).__name__}, is not a fast one",
            where=name,
            remedy=_SUPPORTED,
        )
    tokenizer = Tokenizer.from_str(found.backend_tokenizer.to_str())
    tokenizer.no_padding()
    tokenizer.no_truncation()
    opening, closing = _frame(tokenizer)
    ids = (found.pad_token_id, getattr(config, "pad_token_id", None), found.eos_token_id, 0)
    padding = next(number for number in ids if number is not None)
    unknown = found.unk_token_id if found.unk_token_id is not None else padding
    rules = PieceRules(opening, closing, padding, unknown, size=config.vocab_size, max_pieces=most)
    return reader_of(tokenizer, rules)


def _frame(tokenizer: Tokenizer) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Ids that the tokenizer puts before and after a text."""
    whole = tokenizer.encode("a")
    inner = [number for number, mask in enumerate(whole.special_tokens_mask) if not mask]
    if not inner:
        return (), ()
    return tuple(whole.ids[: inner[0]]), tuple(whole.ids[inner[-1] + 1 :])


def positions(config: Any, name: str = "") -> int:
    """The most pieces that a model takes at once, special ones counted.

    RoBERTa and its kin number positions from the padding's id on, so PhoBERT's 258 are 256.

    Raises:
        InputError: the model is no encoder of text.
    """
    with torch.device("meta"):  # the form without the weights
        model = model_class(config, name).from_config(config, **no_pooler(config, name))
    for path, module in model.named_modules():
        if path.endswith("position_embeddings") and isinstance(module, nn.Embedding):
            before = 0 if module.padding_idx is None else module.padding_idx + 1
            return module.num_embeddings - before
    found: int | None = getattr(config, "max_position_embeddings", None)
    return found if found and found > 0 else 512


def model_class(config: Any, name: str) -> Any:
    """Return the class that makes a model of its configuration.

    Raises:
        InputError: the model is no encoder of text.
    """
    from transformers import AutoModel  # noqa: PLC0415

    if getattr(config, "is_encoder_decoder", False) or not hasattr(config, "vocab_size"):
        raise InputError(
            f"a model of the type {config.model_type} is no encoder of text", where=name, remedy=_SUPPORTED
        )
    return AutoModel


def no_pooler(config: Any, name: str) -> dict[str, Any]:
    """Leave out the pooler, whose weights would stay unused, where the model lets one."""
    from transformers import MODEL_MAPPING  # noqa: PLC0415

    if type(config) not in MODEL_MAPPING:
        raise InputError(
            f"transformers has no encoder of the type {config.model_type}", where=name, remedy=_SUPPORTED
        )
    parameters = inspect.signature(MODEL_MAPPING[type(config)].__init__).parameters
    return {"add_pooling_layer": False} if "add_pooling_layer" in parameters else {}


def _file(name: str, file: str, revision: str) -> Path | None:
    """Path of a file of a model; None if it has no such file."""
    from transformers.utils import cached_file  # noqa: PLC0415

    found = cached_file(
        name,
        file,
        revision=revision,
        _raise_exceptions_for_missing_entries=False,
        _raise_exceptions_for_connection_errors=False,
    )
    return Path(found) if found else None


def not_found(name: str, error: Exception) -> VnPoliceError:
    """Return the error for a model that transformers cannot load."""
    return ResourceError(
        f"the encoder cannot be loaded ({_said(error)})",
        where=name,
        remedy="Give a folder with config.json and model.safetensors, or a name on the hub and a connection",
    )


def _said(error: Exception) -> str:
    """The first line of what transformers says."""
    return str(error).strip().partition("\n")[0].rstrip(" .:")
