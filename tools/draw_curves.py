"""Draw the curves of decision 6 from docs/curves.json: what plain text and what labelled documents are worth.

    python tools/draw_curves.py

The file holds F1 of each seed, or of each label, as they were measured. A picture is written beside the
others in docs/images.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
from doc_snippets import ROOT
from matplotlib.axes import Axes

CURVES = ROOT / "docs" / "curves.json"
IMAGES = ROOT / "docs" / "images"
_NAME = 0.013  # height of a name, in F1
_INK, _FAINT = "#1f3b5c", "#8a8a8a"


def draw_pretraining(axes: Axes, found: Mapping[str, Any]) -> None:
    """F1 by million units of plain text, with the seeds as dots; other beginnings as lines across."""
    amounts = [int(amount) for amount in found["millions"]]
    seeds: Sequence[Sequence[float]] = list(found["millions"].values())
    axes.plot(amounts, [statistics.fmean(each) for each in seeds], color=_INK, linewidth=2)
    for amount, each in zip(amounts, seeds, strict=True):
        axes.plot([amount] * len(each), each, "o", color=_INK, markersize=4, alpha=0.6)
    for name, each in found["others"].items():
        mean = statistics.fmean(each)
        axes.axhline(mean, color=_FAINT, linestyle="--", linewidth=1)
        axes.text(amounts[0], mean, name, va="bottom", color=_FAINT)
    axes.set_xlabel("million syllables and signs of plain text")
    axes.set_ylabel("F1 of spans")


def draw_learning(axes: Axes, found: Mapping[str, Any]) -> None:
    """F1 by number of labelled documents, a line for each label or part."""
    documents = found["documents"]
    heights = _apart([line[-1] for line in found["f1"].values()])
    for (name, line), height in zip(found["f1"].items(), heights, strict=True):
        bold = name in {"all labels", "relations", "arguments"}
        drawn = axes.plot(
            documents, line, marker="o", markersize=3, linewidth=2 if bold else 1, alpha=1 if bold else 0.6
        )
        axes.text(documents[-1] * 1.07, height, name, va="center", fontsize=7, color=drawn[0].get_color())
    axes.set_xscale("log", base=2)
    axes.set_xticks(documents, [str(number) for number in documents])
    axes.set_xlim(documents[0] * 0.9, documents[-1] * 2)
    axes.set_xlabel("labelled documents (all runs read equally many units)")
    axes.set_ylabel("F1")


def _apart(heights: Sequence[float]) -> list[float]:
    """The heights, from high to low, moved down where they stand too close for their names."""
    moved: list[float] = []
    for height in heights:
        moved.append(min(height, moved[-1] - _NAME) if moved else height)
    return moved


def main() -> None:
    curves = json.loads(CURVES.read_text(encoding="utf-8"))
    mpl.rcParams.update({"figure.dpi": 110, "font.size": 9, "svg.hashsalt": "vnpolice-ie"})
    for name, draw in (("pretraining", draw_pretraining), ("learning", draw_learning)):
        figure, axes = plt.subplots(figsize=(6.4, 4))
        draw(axes, curves[name])
        axes.grid(alpha=0.25)
        axes.spines[["top", "right"]].set_visible(False)
        figure.tight_layout()
        figure.savefig(IMAGES / f"{name}-curve.png", metadata={"Software": None})
        plt.close(figure)


if __name__ == "__main__":
    main()
