"""Encoders of the Hugging Face kind (torch): any AutoModel that reads text, with its tokenizer.

This module alone knows the parameter names and conventions of `transformers`.
"""

from __future__ import annotations

import copy
import importlib.util
import inspect
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self, cast

import torch
from safetensors import SafetensorError
from tokenizers import Tokenizer
from torch import Tensor, nn

from vnpolice_ie.errors import InputError, ResourceError, VnPoliceError
from vnpolice_ie.model.config import EncoderConfig, NetworkConfig
from vnpolice_ie.model.network import CompactEncoder, JointNetwork
from vnpolice_ie.model.phobert import CODES_FILE, VOCABULARY_FILE, read_tokenizer
from vnpolice_ie.model.piece_files import SubwordReader, reader_of
from vnpolice_ie.model.scheme import Scheme
from vnpolice_ie.model.subwords import PieceRules

if TYPE_CHECKING:
    from vnpolice_ie.training.config import HfEncoder as HfSettings

_WINDOW: Final = 512
_SEGMENTERS: Final = ("pyvi", "underthesea")
_SUPPORTED: Final = (
    "Supported are encoders with a fast tokenizer (tokenizer.json), as xlm-roberta-base, and those with "
    "PhoBERT's vocab.txt and bpe.codes"
)


@dataclass(frozen=True)
class Adapters:
    """Low-rank adapters (LoRA; Hu et al. 2021), in peft's terms.

    Attributes:
        r: rank.
        alpha: scale, divided by the rank.
        dropout: before the adapters.
        targets: names of the linear layers that get them; empty for peft's choice, or all linear layers
            where peft has none for the model.
    """

    r: int = 16
    alpha: float = 32.0
    dropout: float = 0.05
    targets: tuple[str, ...] = ()


class HfEncoder(nn.Module):
    """A transformers model as the encoder of the joint network.

    Args:
        model: the model; its forward takes `input_ids` and `attention_mask`.
        frozen: leave its weights as they are, without dropout.
    """

    def __init__(self, model: Any, *, frozen: bool = False) -> None:
        super().__init__()
        self.model = model
        self.frozen = frozen
        self.width: int = model.config.hidden_size
        if frozen:
            model.requires_grad_(False)
            model.eval()

    @classmethod
    def load(
        cls, name: str, *, frozen: bool = False, adapters: Adapters | None = None, revision: str = "main"
    ) -> Self:
        """Load an encoder with its weights.

        Args:
            name: name on the hub, or a folder.
            frozen: leave its weights as they are.
            adapters: train these instead of its weights.
            revision: commit, tag or branch on the hub.

        Raises:
            InputError: the model is no encoder of text.
            ResourceError: it cannot be found, or cannot be read.
        """
        config = read_config(name, revision)
        try:
            model = _model_class(config, name).from_pretrained(
                name, config=config, revision=revision, dtype=torch.float32, **_no_pooler(config, name)
            )
        except (OSError, ValueError, RuntimeError, SafetensorError) as error:
            raise _not_found(name, error) from error
        encoder = cls(model, frozen=frozen)
        if adapters is not None:
            encoder._adapt(adapters)
        return encoder

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Self:
        """Make an encoder of the form that `record` describes, with random weights.

        Raises:
            ResourceError: this version of transformers does not know such a model.
        """
        from transformers import AutoConfig  # noqa: PLC0415

        try:
            config = AutoConfig.for_model(**record)
            return cls(_model_class(config, "").from_config(config, **_no_pooler(config, "")))
        except (ValueError, TypeError, KeyError) as error:
            raise ResourceError(
                f"the encoder {record.get('model_type')!r} cannot be made ({error})",
                remedy="Install the version of transformers that the model was trained with",
            ) from error

    def record(self) -> dict[str, Any]:
        """Return what `from_record` makes such an encoder of: the values of its configuration."""
        record: dict[str, Any] = self.model.config.to_diff_dict()
        return {key: value for key, value in record.items() if key not in ("_name_or_path", "dtype")}

    def forward(self, pieces: Tensor, piece_mask: Tensor) -> Tensor:
        """Return states of the pieces, shape [batch, pieces, width].

        Args:
            pieces: ids, shape [batch, pieces].
            piece_mask: True for pieces that are no padding, shape [batch, pieces].
        """
        with torch.set_grad_enabled(torch.is_grad_enabled() and not self.frozen):
            states: Tensor = self.model(
                input_ids=pieces, attention_mask=piece_mask.to(torch.long)
            ).last_hidden_state
        return states

    def train(self, mode: bool = True) -> Self:
        """Set training mode; a frozen encoder stays without dropout."""
        super().train(mode)
        if self.frozen:
            self.model.eval()
        return self

    def _adapt(self, adapters: Adapters) -> None:
        try:
            from peft import LoraConfig, get_peft_model  # noqa: PLC0415
            from peft.utils.constants import (  # noqa: PLC0415
                TRANSFORMERS_MODELS_TO_LORA_TARGET_MODULES_MAPPING as CHOICES,
            )
        except ImportError:
            raise ResourceError(
                "low-rank adapters need the package peft", remedy="Install it: pip install vnpolice-ie[train]"
            ) from None
        known = self.model.config.model_type in CHOICES
        targets = list(adapters.targets) or (None if known else "all-linear")
        try:
            self.model = get_peft_model(
                self.model,
                LoraConfig(
                    r=adapters.r,
                    lora_alpha=adapters.alpha,
                    lora_dropout=adapters.dropout,
                    target_modules=targets,
                ),
            )
        except ValueError as error:
            names = {name.rpartition(".")[2] for name, m in self.model.named_modules() if _is_linear(m)}
            raise InputError(
                f"the encoder has no linear layers named {', '.join(adapters.targets)}",
                where="lora.targets",
                remedy=f"It has {', '.join(sorted(names))}",
            ) from error

    @property
    def adapted(self) -> bool:
        """Whether the encoder has low-rank adapters."""
        return hasattr(self.model, "merge_and_unload")

    def merge_adapters(self) -> None:
        """Work the adapters into the weights, so that the encoder is a plain one again."""
        if self.adapted:
            self.model = self.model.merge_and_unload()


def build_hf_model(
    settings: HfSettings, window: int | None
) -> tuple[HfEncoder, EncoderConfig, SubwordReader]:
    """Load the encoder of a training configuration, its sizes, and the reader of its pieces.

    Args:
        settings: the encoder's part of the configuration.
        window: the most pieces in one window (None for 512); the encoder's own limit where that is less.

    Raises:
        InputError: the encoder is not supported, or the settings do not fit it.
        ResourceError: it cannot be found or read, or the segmenter is not installed.
    """
    reader = read_pieces_of(
        settings.name,
        segmenter=settings.segmenter,
        segmenter_folder=settings.segmenter_folder,
        max_pieces=window or _WINDOW,
    )
    adapters = Adapters(**settings.lora.model_dump()) if settings.lora else None
    encoder = HfEncoder.load(settings.name, frozen=settings.frozen, adapters=adapters)
    sizes = EncoderConfig(
        kind="hf",
        size=reader.rules.size,
        width=encoder.width,
        name=settings.name,
        max_pieces=reader.max_pieces,
        form=encoder.record(),
    )
    return encoder, sizes, reader


def make_network(config: NetworkConfig, scheme: Scheme) -> JointNetwork:
    """Make a network of either kind with random weights, for weights to be put in.

    Raises:
        ResourceError: this version of transformers does not know such an encoder.
    """
    sizes = config.encoder
    encoder = CompactEncoder(sizes) if sizes.kind == "compact" else HfEncoder.from_record(dict(sizes.form))
    return JointNetwork(config, scheme, encoder)


def plain_network(network: JointNetwork) -> JointNetwork:
    """Return the network as it is to be written: low-rank adapters worked into the encoder's weights.

    A network without adapters is returned as it is, one with them as a copy.
    """
    if not (isinstance(network.encoder, HfEncoder) and network.encoder.adapted):
        return network
    plain = copy.deepcopy(network)
    cast("HfEncoder", plain.encoder).merge_adapters()
    return plain


def _is_linear(module: nn.Module) -> bool:
    return isinstance(module, nn.Linear)


def read_config(name: str, revision: str = "main") -> Any:
    """Read the configuration of a transformers model.

    Raises:
        ResourceError: it cannot be found, or cannot be read.
    """
    from transformers import AutoConfig  # noqa: PLC0415

    try:
        return AutoConfig.from_pretrained(name, revision=revision)
    except (OSError, ValueError, KeyError) as error:
        raise _not_found(name, error) from error


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
            f"the encoder has no tokenizer that can be read ({error})", where=name, remedy=_SUPPORTED
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
        model = _model_class(config, name).from_config(config, **_no_pooler(config, name))
    for path, module in model.named_modules():
        if path.endswith("position_embeddings") and isinstance(module, nn.Embedding):
            before = 0 if module.padding_idx is None else module.padding_idx + 1
            return module.num_embeddings - before
    found: int | None = getattr(config, "max_position_embeddings", None)
    return found if found and found > 0 else 512


def _model_class(config: Any, name: str) -> Any:
    from transformers import AutoModel  # noqa: PLC0415

    if getattr(config, "is_encoder_decoder", False) or not hasattr(config, "vocab_size"):
        raise InputError(
            f"a model of the type {config.model_type} is no encoder of text", where=name, remedy=_SUPPORTED
        )
    return AutoModel


def _no_pooler(config: Any, name: str) -> dict[str, Any]:
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


def _not_found(name: str, error: Exception) -> VnPoliceError:
    said = str(error).strip().partition("\n")[0].rstrip(".")
    return ResourceError(
        f"the encoder cannot be loaded ({said})",
        where=name,
        remedy="Give a folder with config.json and model.safetensors, or a name on the hub and a connection",
    )
