"""What is done for rare labels: their windows come more often, their tags weigh more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import Tensor

from vnpolice_ie.model.scheme import Scheme
from vnpolice_ie.model.tags import OUTSIDE, tag_count
from vnpolice_ie.training.items import IGNORED, Item

_MOST = 8.0
"""A window comes, and a tag weighs, at most so many times as others."""


def repeats(items: Sequence[Item], strength: float) -> list[Callable[[np.random.Generator], int]]:
    """How often each window comes in an epoch: at least once, and by chance a further time.

    Args:
        items: all windows.
        strength: 0 takes each once; 1 as often as would make its rarest label as frequent as the median one.
    """
    seen = Counter(tag for item in items for tag in {span.tag for span in item.spans})
    median = float(np.median(list(seen.values()))) if seen else 1.0
    wanted = [
        max([1.0, *((median / seen[span.tag]) ** strength for span in item.spans)]) if strength else 1.0
        for item in items
    ]
    return [_about(min(often, _MOST)) for often in wanted]


def _about(often: float) -> Callable[[np.random.Generator], int]:
    whole = int(often)
    return lambda rng: whole + (often > whole and rng.random() < often - whole)


def class_weights(items: Sequence[Item], scheme: Scheme, strength: float) -> Tensor | None:
    """Weights of the tags of layer 1 in the loss, shape [tags]; None where all weigh the same.

    Args:
        items: all windows.
        scheme: the tags.
        strength: 0 for none; 1 in inverse proportion to the frequency, next to the median one.
    """
    if not strength:
        return None
    counts = np.zeros(tag_count(len(scheme.outer)))
    for item in items:
        counts += np.bincount(item.outer[item.outer != IGNORED], minlength=len(counts))
    median = np.median(counts[1:][counts[1:] > 0])
    weights = np.clip((median / np.maximum(counts, 1)) ** strength, 1.0, _MOST)
    weights[OUTSIDE] = 1.0
    return torch.from_numpy(weights.astype(np.float32))
