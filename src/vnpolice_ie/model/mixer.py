"""Layers that let each unit see its neighbours (torch)."""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor, nn

from vnpolice_ie.model.config import MixerConfig


def make_mixer(config: MixerConfig) -> nn.Module:
    """Return the layers: a module from ([batch, units, width], mask [batch, units]) to the same shape."""
    if config.kind == "conv":
        return GatedConvolutions(config)
    return Recurrent(config) if config.kind == "gru" else Transformer(config)


class GatedConvolutions(nn.Module):
    """Residual gated convolutions (Dauphin et al. 2017), normalised before each layer."""

    def __init__(self, config: MixerConfig) -> None:
        super().__init__()
        steps = [config.dilations[i % len(config.dilations)] for i in range(config.layers)]
        self.layers = nn.ModuleList(
            nn.Conv1d(
                config.width,
                2 * config.width,
                config.kernel,
                padding=step * (config.kernel - 1) // 2,
                dilation=step,
            )
            for step in steps
        )
        self.norms = nn.ModuleList(nn.LayerNorm(config.width) for _ in steps)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Return the new states, shape [batch, units, width]."""
        kept = mask.unsqueeze(-1).to(x.dtype)
        for norm, layer in zip(self.norms, self.layers, strict=True):
            y = layer((norm(x) * kept).transpose(1, 2)).transpose(1, 2)
            values, gates = y.chunk(2, dim=-1)
            x = x + self.dropout(values * torch.sigmoid(gates))
        return x

    @torch.no_grad()
    def scale(self, factor: float) -> None:
        """Multiply what each layer adds; with states that are scaled alike nothing else changes."""
        for layer in cast("list[nn.Conv1d]", list(self.layers)):
            values = layer.out_channels // 2
            layer.weight[:values] *= factor
            cast("Tensor", layer.bias)[:values] *= factor


class Recurrent(nn.Module):
    """Gated recurrent units in both directions, with a residual around each layer.

    The way back begins at the last unit of each text, not at the padding behind it.
    """

    def __init__(self, config: MixerConfig) -> None:
        super().__init__()
        self.layers = nn.ModuleList(
            nn.ModuleList(nn.GRU(config.width, config.width // 2, batch_first=True) for _ in range(2))
            for _ in range(config.layers)
        )
        self.norms = nn.ModuleList(nn.LayerNorm(config.width) for _ in range(config.layers))
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Return the new states, shape [batch, units, width]."""
        units = torch.arange(x.shape[1], device=x.device)
        last = mask.sum(dim=1, keepdim=True) - 1
        # From the last unit back to the first; padding stays where it is.
        turned = torch.where(units <= last, last - units, units).unsqueeze(-1)
        for norm, layer in zip(self.norms, self.layers, strict=True):
            there, back = cast("nn.ModuleList", layer)
            given = norm(x)
            forth, _ = there(given)
            backwards, _ = back(given.gather(1, turned.expand(-1, -1, given.shape[-1])))
            y = torch.cat([forth, backwards.gather(1, turned.expand(-1, -1, backwards.shape[-1]))], dim=-1)
            x = x + self.dropout(y)
        return x


class Transformer(nn.Module):
    """Transformer layers with normalisation first and learned positions."""

    MOST_UNITS = 4096

    def __init__(self, config: MixerConfig) -> None:
        super().__init__()
        self.position = nn.Embedding(self.MOST_UNITS, config.width)
        self.layers = nn.ModuleList(
            nn.TransformerEncoderLayer(
                config.width,
                config.heads,
                4 * config.width,
                dropout=config.dropout,
                activation="gelu",
                batch_first=True,
                norm_first=True,
            )
            for _ in range(config.layers)
        )

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Return the new states, shape [batch, units, width]."""
        x = x + self.position(torch.arange(x.shape[1], device=x.device))
        for layer in self.layers:
            x = layer(x, src_key_padding_mask=~mask)
        return x
