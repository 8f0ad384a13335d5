"""The loss over both tag layers and the pairs."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from vnpolice_ie.model.network import JointNetwork
from vnpolice_ie.training.items import IGNORED, Batch


def tag_loss(scores: Tensor, tags: Tensor, smoothing: float, weights: Tensor | None = None) -> Tensor:
    """Mean cross entropy over units that are no padding."""
    return functional.cross_entropy(
        scores.flatten(0, 1), tags.flatten(), weight=weights, ignore_index=IGNORED, label_smoothing=smoothing
    )


def pair_loss(network: JointNetwork, states: Tensor, batch: Batch) -> Tensor:
    """Binary cross entropy over all links that count, summed and divided by the number of links there are."""
    head = network.pairs
    total = states.new_zeros(())
    there = 0.0
    if head is None:
        return total
    for row, (pairs, links, counted) in enumerate(batch.pairs):
        if len(pairs.pairs):
            scores = head(states[row], pairs)
            each = functional.binary_cross_entropy_with_logits(scores, links, reduction="none")
            total = total + (each * counted).sum()
            there += float(links.sum())
    return total / max(there, 1.0)


def joint_loss(
    network: JointNetwork,
    batch: Batch,
    *,
    smoothing: float,
    span_weight: float,
    pair_weight: float,
    weights: Tensor | None = None,
) -> Tensor:
    """The whole loss of a batch."""
    states, outer, inner = network(batch.inputs)
    loss = span_weight * tag_loss(outer, batch.outer, smoothing, weights)
    if network.scheme.inner:
        loss = loss + span_weight * tag_loss(inner, batch.inner, 0.0)
    if network.pairs is not None and pair_weight:
        loss = loss + pair_weight * pair_loss(network, states, batch)
    return torch.as_tensor(loss)
