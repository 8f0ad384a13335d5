"""Encoders of the Hugging Face kind (torch): any AutoModel that reads text.

`hf`, `hf_pieces` and `joint_model` alone know the names and conventions of `transformers`.
"""

from __future__ import annotations

import copy
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self, cast

import torch
from safetensors import SafetensorError
from torch import Tensor, nn

from vnpolice_ie.errors import InputError, ResourceError
from vnpolice_ie.model.config import EncoderConfig, NetworkConfig
from vnpolice_ie.model.hf_pieces import model_class, no_pooler, not_found, read_config, read_pieces_of
from vnpolice_ie.model.network import CompactEncoder, JointNetwork
from vnpolice_ie.model.piece_files import SubwordReader
from vnpolice_ie.model.scheme import Scheme

if TYPE_CHECKING:
    from vnpolice_ie.training.config import HfEncoder as HfSettings

_WINDOW: Final = 512


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
            with _quiet():
                model, loading = model_class(config, name).from_pretrained(
                    name,
                    config=config,
                    revision=revision,
                    dtype=torch.float32,
                    output_loading_info=True,
                    **no_pooler(config, name),
                )
        except (OSError, ValueError, RuntimeError, SafetensorError) as error:
            raise not_found(name, error) from error
        # What a model has beyond its encoder (heads, a pooler) is left out; what it lacks would be random.
        if missing := sorted(key for key in loading["missing_keys"] if "pooler" not in key):
            raise ResourceError(
                f"the encoder's weights lack {missing[0]} and {len(missing) - 1} others",
                where=name,
                remedy="Its config.json and its weights are of two models: copy both anew",
            )
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
            return cls(model_class(config, "").from_config(config, **no_pooler(config, "")))
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
        config = LoraConfig(
            r=adapters.r,
            lora_alpha=adapters.alpha,
            lora_dropout=adapters.dropout,
            target_modules=targets,
        )
        try:
            with _quiet():
                self.model = get_peft_model(self.model, config)
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


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep what transformers says while it loads, and its warnings to peft, from the user."""
    from transformers.utils import logging  # noqa: PLC0415

    level, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)
            yield
    finally:
        logging.set_verbosity(level)
        if bars:
            logging.enable_progress_bar()


def _is_linear(module: nn.Module) -> bool:
    return isinstance(module, nn.Linear)
