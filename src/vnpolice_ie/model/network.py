"""The joint network (torch): pieces and features to states, states to tags, pairs of spans to links."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from vnpolice_ie.model.config import EncoderConfig, NetworkConfig
from vnpolice_ie.model.mixer import make_mixer
from vnpolice_ie.model.pairs import PAIR_SIZES
from vnpolice_ie.model.scheme import Scheme
from vnpolice_ie.model.tags import tag_count

SPREAD = 0.1
"""Standard deviation of vectors before anything is learnt."""
_RARE = -3.0  # log-odds of a link before anything is learnt: most pairs have none
PLACES = 3
"""Places of a unit in the word that its piece belongs to: alone, first, later."""


@dataclass
class Inputs:
    """One batch of windows.

    Attributes:
        pieces: ids of the encoder's pieces, shape [batch, pieces].
        piece_mask: True for pieces that are no padding, shape [batch, pieces].
        first_piece: index of the first piece of each unit, shape [batch, units].
        place: place of each unit in its word (`PLACES`), shape [batch, units].
        features: the feature matrix, each value already in its range of the common table, shape
            [batch, units, columns].
        mask: True for units that are no padding, shape [batch, units].
    """

    pieces: Tensor
    piece_mask: Tensor
    first_piece: Tensor
    place: Tensor
    features: Tensor
    mask: Tensor

    def to(self, device: torch.device) -> Inputs:
        """Return the batch on a device."""
        return Inputs(**{name: tensor.to(device) for name, tensor in vars(self).items()})


class CompactEncoder(nn.Module):
    """A table of vectors, one for each entry of the vocabulary."""

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        self.table = nn.Embedding(config.size, config.width, padding_idx=0)
        nn.init.normal_(self.table.weight, std=SPREAD)
        self.width = config.width

    def forward(self, pieces: Tensor, piece_mask: Tensor) -> Tensor:
        """Return vectors of the pieces, shape [batch, pieces, width]."""
        vectors: Tensor = self.table(pieces)
        return vectors


class JointNetwork(nn.Module):
    """Encoder, features and mixer, with two tag layers and a pair head on top.

    Args:
        config: sizes.
        scheme: tags and links.
        encoder: turns (pieces, piece_mask) into states [batch, pieces, encoder.width].
    """

    def __init__(self, config: NetworkConfig, scheme: Scheme, encoder: nn.Module) -> None:
        super().__init__()
        self.config = config
        self.scheme = scheme
        self.encoder = encoder
        width = config.mixer.width
        given = config.encoder.width
        self.place = nn.Embedding(PLACES, given) if config.encoder.kind == "hf" else None
        self.features = nn.Embedding(sum(config.columns), config.feature_width) if config.columns else None
        if self.features is not None:
            nn.init.normal_(self.features.weight, std=SPREAD)
        self.join = nn.Linear(given + (config.feature_width if config.columns else 0), width)
        self.dropout = nn.Dropout(config.mixer.dropout)
        self.mixer = make_mixer(config.mixer)
        self.norm = nn.LayerNorm(width)
        self.outer = nn.Linear(width, tag_count(len(scheme.outer)))
        self.inner = nn.Linear(width, tag_count(len(scheme.inner)))
        self.pairs = PairHead(config, scheme) if config.pair_width and scheme.links else None

    def units(self, inputs: Inputs) -> Tensor:
        """Return what the encoder says of each unit, shape [batch, units, encoder.width]."""
        if self.config.encoder.kind == "compact":  # where a piece's vector hangs on nothing else
            units: Tensor = self.encoder(inputs.pieces.gather(1, inputs.first_piece), inputs.mask)
        else:
            pieces = self.encoder(inputs.pieces, inputs.piece_mask)
            units = pieces.gather(1, inputs.first_piece.unsqueeze(-1).expand(-1, -1, pieces.shape[-1]))
        return units if self.place is None else units + self.place(inputs.place)

    def states(self, inputs: Inputs) -> Tensor:
        """Return states of the units, shape [batch, units, width]."""
        units = self.units(inputs)
        if self.features is not None:
            units = torch.cat([units, self.features(inputs.features).sum(dim=2)], dim=-1)
        x = self.join(self.dropout(units))
        states: Tensor = self.norm(self.mixer(x, inputs.mask))
        return states

    def tag_scores(self, states: Tensor) -> tuple[Tensor, Tensor]:
        """Return scores of both layers, shapes [batch, units, tags] and [batch, units, inner tags]."""
        x = self.dropout(states)
        return self.outer(x), self.inner(x)

    def forward(self, inputs: Inputs) -> tuple[Tensor, Tensor, Tensor]:
        """Return states and the scores of both tag layers."""
        states = self.states(inputs)
        return (states, *self.tag_scores(states))


@dataclass
class PairInputs:
    """Spans and pairs of one text.

    Attributes:
        spans: start, last unit and tag id of each span, shape [spans, 3].
        pairs: indices of head and tail, shape [pairs, 2].
        features: classes of distance and the like (`model.pairs`), shape [pairs, features].
        rules: links that the rules gave, shape [pairs, links].
    """

    spans: Tensor
    pairs: Tensor
    features: Tensor
    rules: Tensor

    def to(self, device: torch.device) -> PairInputs:
        """Return them on a device."""
        return PairInputs(**{name: tensor.to(device) for name, tensor in vars(self).items()})


class PairHead(nn.Module):
    """Scores of all links for each pair of spans, from both spans and what stands between them.

    A span's vector is made of its first and last states and its tag; a pair's of both vectors, their
    product, the mean state between the two, and the pair features. What the rules say is added to the scores
    as log-odds that are learnt.
    """

    def __init__(self, config: NetworkConfig, scheme: Scheme) -> None:
        super().__init__()
        width, size = config.mixer.width, config.pair_width
        self.tag = nn.Embedding(len(scheme.tags), 32)
        self.head = nn.Sequential(nn.Linear(2 * width + 32, size), nn.ReLU())
        self.tail = nn.Sequential(nn.Linear(2 * width + 32, size), nn.ReLU())
        self.between = nn.Linear(width, size // 2)
        self.features = nn.ModuleList(nn.Embedding(count, 16) for count in PAIR_SIZES)
        given = 3 * size + size // 2 + 16 * len(PAIR_SIZES)
        self.score = nn.Sequential(
            nn.Dropout(config.mixer.dropout),
            nn.Linear(given, 2 * size),
            nn.ReLU(),
            nn.Dropout(config.mixer.dropout),
            last := nn.Linear(2 * size, len(scheme.links)),
        )
        nn.init.constant_(last.bias, _RARE)
        self.told = (
            nn.Linear(len(scheme.links), len(scheme.links), bias=False) if config.rule_features else None
        )

    def forward(self, states: Tensor, given: PairInputs) -> Tensor:
        """Return scores (log-odds) of the links.

        Args:
            states: of the units of one text, shape [units, width].
            given: its spans and pairs.

        Returns:
            Scores, shape [pairs, links].
        """
        start, last, tag = given.spans.unbind(dim=1)
        span = torch.cat([states[start], states[last], self.tag(tag)], dim=-1)
        heads, tails = self.head(span), self.tail(span)
        head, tail = given.pairs.unbind(dim=1)
        low = torch.minimum(last[head], last[tail]) + 1
        high = torch.maximum(start[head], start[tail])
        until = torch.cat([states.new_zeros(1, states.shape[1]), states.cumsum(dim=0)])
        room = (high - low).clamp(min=0).unsqueeze(-1)
        mean = (until[torch.maximum(high, low)] - until[low]) / room.clamp(min=1)
        parts = [heads[head], tails[tail], heads[head] * tails[tail], self.between(mean)]
        parts += [table(given.features[:, i]) for i, table in enumerate(self.features)]
        scores: Tensor = self.score(torch.cat(parts, dim=-1))
        return scores if self.told is None else scores + self.told(given.rules)
