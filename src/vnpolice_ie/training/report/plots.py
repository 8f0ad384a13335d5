"""Pictures of a run as PNG files: curves over the steps, reliability of the scores.

Drawn for paper as well as for a screen: black, grey and one colour, lines told apart by their strokes and
named at their ends, no title that a caption would repeat.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from itertools import cycle
from typing import TYPE_CHECKING, Any

from vnpolice_ie.errors import ResourceError
from vnpolice_ie.training.report.history import PARTS, HistoryRow, best_row
from vnpolice_ie.training.report.reliability import ALL, Reliability

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DPI = 150
INK, GREY, FAINT, ACCENT = "#1c2330", "#667085", "#d5d9e0", "#2f55d4"
_STROKES = ("-", "--", "-.", ":")
_SHADES = (INK, ACCENT, GREY, INK)
_COLUMNS = 4
_STYLE: dict[Any, Any] = {
    # A label of somebody's own may hold a dollar sign.
    "text.parse_math": False,
    "font.size": 9,
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": FAINT,
    "grid.linewidth": 0.6,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "text.color": INK,
    "lines.linewidth": 1.5,
}


def check_matplotlib() -> None:
    """Make sure that pictures can be drawn.

    Raises:
        ResourceError: matplotlib is not installed.
    """
    try:
        import matplotlib  # noqa: F401, PLC0415  (optional, slow to import)
    except ImportError:
        raise ResourceError(
            "the package matplotlib is not installed, so no curves can be drawn",
            remedy="Install what training needs: pip install 'vnpolice-ie[train]'",
        ) from None


def curves(rows: Sequence[HistoryRow]) -> bytes:
    """Draw loss, learning rate and dev F1 of each part over the steps, the best step marked, as PNG."""

    def draw(figure: Figure) -> None:
        loss, rate, scores = figure.subplots(3, 1, sharex=True, height_ratios=(3, 2, 4))
        steps = [row.step for row in rows]
        loss.plot(steps, [row.train_loss for row in rows], color=INK, marker=_marker(rows))
        loss.set_ylabel("training loss")
        rate.plot(steps, [row.lr for row in rows], color=INK, marker=_marker(rows))
        rate.set_ylabel("learning rate")
        rate.ticklabel_format(axis="y", style="sci", scilimits=(-2, 3))
        _lines(scores, rows, [part for part in PARTS if any(part in row.dev for row in rows)])
        scores.set_ylabel("F1, development set")
        scores.set_xlabel("step")
        _mark_best((loss, rate, scores), rows)

    return _drawn(7.2, 7.6, draw)


def label_curves(rows: Sequence[HistoryRow]) -> bytes:
    """Draw dev F1 of each label and relation type over the steps, one small panel each, as PNG."""
    names = list(dict.fromkeys(name for row in rows for name in row.dev if name not in PARTS))
    lines = -(-max(1, len(names)) // _COLUMNS)

    def draw(figure: Figure) -> None:
        panels = figure.subplots(lines, _COLUMNS, sharex=True, sharey=True, squeeze=False).flat
        for name, panel in zip(names, panels, strict=False):
            held = [(row.step, row.dev[name]) for row in rows if name in row.dev]
            panel.plot(*zip(*held, strict=True), color=INK, marker=_marker(held))
            panel.set_title(f"{name}  {held[-1][1]:.3f}", fontsize=8, loc="left")
            panel.set_ylim(0, 1.02)
            _best_line(panel, rows)
        for unused in panels:
            unused.set_axis_off()
        figure.supxlabel("step", fontsize=9)
        figure.supylabel("F1, development set", fontsize=9)

    return _drawn(9, 1.75 * lines + 0.4, draw)


def reliability_plot(measured: Mapping[str, Reliability]) -> bytes:
    """Draw the share of right mentions by score, all labels large and each label small, as PNG.

    Points on the diagonal are scores that mean what they say. The area of a point tells how many mentions
    it stands for; bars below tell it for all labels.
    """
    labels = [label for label in measured if label != ALL]
    lines = -(-max(1, len(labels)) // _COLUMNS)

    def draw(figure: Figure) -> None:
        top, below = figure.subfigures(2, 1, height_ratios=(3.6, 2.1 * lines), squeeze=False)[:, 0]
        whole, counts = top.subplots(1, 2, width_ratios=(1, 1))
        _reliability_panel(whole, measured[ALL])
        whole.set_title(_title("all labels", measured[ALL]), loc="left")
        whole.set_xlabel("mean score")
        whole.set_ylabel("share that is right")
        bins = measured[ALL].bins
        for b in bins:
            counts.bar(b.low, b.count, b.high - b.low, align="edge", color=FAINT, edgecolor=GREY)
        counts.set_xlim(0, 1)
        counts.set_xlabel("score")
        counts.set_ylabel("mentions")
        panels = below.subplots(lines, _COLUMNS, sharex=True, sharey=True, squeeze=False).flat
        for label, panel in zip(labels, panels, strict=False):
            _reliability_panel(panel, measured[label])
            panel.set_title(_title(label, measured[label]), fontsize=8, loc="left")
        for unused in panels:
            unused.set_axis_off()

    return _drawn(9, 3.6 + 2.1 * lines, draw)


def _title(name: str, r: Reliability) -> str:
    return f"{name}  ECE {r.ece:.3f}  n {r.count:,}"


def _reliability_panel(axes: Axes, r: Reliability) -> None:
    axes.plot((0, 1), (0, 1), color=GREY, linewidth=0.8, linestyle="--")
    scores, shares = [b.score for b in r.bins], [b.right for b in r.bins]
    most = max((b.count for b in r.bins), default=1)
    axes.plot(scores, shares, color=ACCENT, linewidth=0.9)
    axes.scatter(
        scores, shares, s=[8 + 60 * b.count / most for b in r.bins], color=ACCENT, zorder=3, clip_on=False
    )
    axes.set_xlim(-0.03, 1.03)
    axes.set_ylim(-0.03, 1.03)
    axes.set_aspect("equal")


def _lines(axes: Axes, rows: Sequence[HistoryRow], names: Sequence[str]) -> None:
    """Draw one line for each figure, with its name at the right end, names moved apart."""
    ends = []
    for name, stroke, shade in zip(names, cycle(_STROKES), cycle(_SHADES), strict=False):
        held = [(row.step, row.dev[name]) for row in rows if name in row.dev]
        axes.plot(*zip(*held, strict=True), color=shade, linestyle=stroke, marker=_marker(held))
        ends.append((held[-1][1], name, shade))
    ends.sort()
    low, high = axes.get_ylim()
    places = _apart([value for value, *_ in ends], low, high, (high - low) * 0.075)
    for (value, name, shade), place in zip(ends, places, strict=True):
        axes.annotate(
            f"{name} {value:.3f}", (1, place), xycoords=("axes fraction", "data"), xytext=(6, 0),
            textcoords="offset points", va="center", color=shade, annotation_clip=False,
        )  # fmt: skip


def _apart(values: Sequence[float], low: float, high: float, gap: float) -> list[float]:
    """Move ascending values apart by at least `gap`, and back between the bounds where there is room."""
    places: list[float] = []
    for value in values:
        places.append(max(value, places[-1] + gap if places else low))
    limit = high
    for i in reversed(range(len(places))):
        places[i] = min(places[i], limit)
        limit = places[i] - gap
    return places


def _marker(rows: Sequence[object]) -> str:
    """Points where lines alone would show nothing or hide how little was measured."""
    return "o" if len(rows) < 3 else ""


def _mark_best(panels: Sequence[Axes], rows: Sequence[HistoryRow]) -> None:
    best = best_row(rows)
    for panel in panels:
        _best_line(panel, rows)
    if best is not None:
        panels[0].annotate(
            f"best: step {best.step:,}", (best.step, 1), xycoords=("data", "axes fraction"), xytext=(0, 3),
            textcoords="offset points", ha="center", va="bottom", color=ACCENT,
        )  # fmt: skip


def _best_line(panel: Axes, rows: Sequence[HistoryRow]) -> None:
    best = best_row(rows)
    if best is not None:
        panel.axvline(best.step, color=ACCENT, linewidth=0.9, linestyle=(0, (2, 2)))


def _drawn(width: float, height: float, draw: Callable[[Figure], None]) -> bytes:
    """Make a figure of so many inches, let `draw` fill it, and return it as PNG."""
    check_matplotlib()
    from matplotlib import rc_context  # noqa: PLC0415
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    out = BytesIO()
    with rc_context(_STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        FigureCanvasAgg(figure)
        draw(figure)
        # Without the version of matplotlib in it, the same figures give the same file.
        figure.savefig(out, format="png", dpi=DPI, facecolor="white", metadata={"Software": None})
    return out.getvalue()
