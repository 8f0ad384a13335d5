"""What a network is made of, as plain values that are stored with its weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal, Self

from vnpolice_ie.errors import ResourceError
from vnpolice_ie.model.sizes import check_sizes

LayerKind = Literal["conv", "gru", "transformer"]


@dataclass(frozen=True)
class MixerConfig:
    """Layers over the units, after embedding.

    Attributes:
        kind: gated convolutions, bidirectional gated recurrent units, or transformer layers.
        layers: how many; 0 passes the projected input on.
        width: values of each unit's state.
        kernel: units that one convolution sees.
        dilations: steps between these units, layer by layer, repeated as needed.
        heads: attention heads of a transformer layer.
        dropout: share of values dropped in training.
    """

    kind: LayerKind = "conv"
    layers: int = 5
    width: int = 256
    kernel: int = 3
    dilations: tuple[int, ...] = (1, 2, 4, 8, 1)
    heads: int = 4
    dropout: float = 0.2

    @property
    def reach(self) -> int | None:
        """Units to either side that a state hangs on; None where it hangs on all."""
        if not self.layers:
            return 0
        if self.kind != "conv":
            return None
        steps = (self.dilations[i % len(self.dilations)] for i in range(self.layers))
        return sum(step * (self.kernel - 1) // 2 for step in steps)


@dataclass(frozen=True)
class EncoderConfig:
    """What turns pieces of text into vectors.

    Attributes:
        kind: `compact` looks syllables up in a table of its own; `hf` is a transformers model.
        size: entries of the compact table.
        width: values of each vector.
        name: of an `hf` model, its folder or hub name; for the record only once it is saved.
        max_pieces: the most pieces in one pass.
        form: of an `hf` model, the values of its transformers configuration.
    """

    kind: Literal["compact", "hf"] = "compact"
    size: int = 0
    width: int = 192
    name: str = ""
    max_pieces: int = 1024
    form: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class NetworkConfig:
    """The whole network.

    Attributes:
        columns: sizes of the feature columns; empty for a network that reads no features.
        feature_width: values of the features' common vector.
        pair_width: values of each span's vector in the pair head; 0 for a network without one.
        max_distance: the farthest pair, in units.
        rule_features: whether the pair head is told the rules' links.
    """

    encoder: EncoderConfig = field(default_factory=EncoderConfig)
    mixer: MixerConfig = field(default_factory=MixerConfig)
    columns: tuple[int, ...] = ()
    feature_width: int = 64
    pair_width: int = 128
    max_distance: int = 160
    rule_features: bool = True

    @property
    def reach(self) -> int | None:
        """Units to either side that the state of a unit hangs on; None where it hangs on the whole window."""
        return self.mixer.reach if self.encoder.kind == "compact" else None

    @property
    def least_weights(self) -> int:
        """How many weights a network of these sizes has at least."""
        encoder, mixer = self.encoder, self.mixer
        table = encoder.size * encoder.width
        if encoder.form:
            size, width, layers = (
                number if isinstance(number := encoder.form.get(name), int) else 0
                for name in ("vocab_size", "hidden_size", "num_hidden_layers")
            )
            table = size * width + layers * width**2
        features = sum(self.columns) * self.feature_width
        return table + features + mixer.width * (encoder.width + mixer.layers * mixer.width)

    def to_dict(self) -> dict[str, Any]:
        """Return the values as plain dicts and lists."""
        return asdict(self)

    @classmethod
    def from_dict(cls, record: dict[str, Any]) -> Self:
        """Read what `to_dict` wrote.

        Raises:
            ResourceError: a key is missing or unknown, or a value cannot be.
        """
        try:
            parts = dict(record)
            parts["encoder"] = EncoderConfig(**parts["encoder"])
            mixer = dict(parts["mixer"])
            mixer["dilations"] = tuple(mixer["dilations"])
            parts["mixer"] = MixerConfig(**mixer)
            parts["columns"] = tuple(parts["columns"])
            missing = {f.name for f in fields(cls)} - parts.keys()
            if missing:
                raise KeyError(*sorted(missing))
            config = cls(**parts)
            check_sizes(config)
            return config
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ResourceError(
                f"the configuration of the network cannot be read ({type(error).__name__}: {error})",
                remedy="The model was made by another version; train or export it anew",
            ) from error
