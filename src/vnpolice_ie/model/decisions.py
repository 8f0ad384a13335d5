"""Who decides what in a pipeline of rules and model, and how sure the answers are. Stored with the model."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any, Final, Literal, Self, get_args

from vnpolice_ie.errors import ResourceError, shown

Decider = Literal["rules", "model", "both"]
DECIDERS: Final[tuple[Decider, ...]] = get_args(Decider)


@dataclass(frozen=True)
class Decision:
    """Who decides on one tag or link.

    Attributes:
        by: `rules` keeps exactly what the rules found; `model` takes what the model reads (which was told
            what the rules found); `both` takes what the model reads after `bonus` was added to the score
            of what the rules found.
        bonus: log-odds.
        threshold: probability from which a link counts; without meaning for a tag.
    """

    by: Decider = "model"
    bonus: float = 0.0
    threshold: float = 0.5


_LARGEST: Final = 1e6
_BY_MODEL: Final = Decision()


@dataclass(frozen=True)
class Decisions:
    """Decisions by tag and link, with the calibration of the model's probabilities.

    Attributes:
        outer, inner: by tag of layer 1, and by label of layer 2; the model decides on those not named.
        links: by the name of a link.
        calibration: by tag or link, points (probability, share of such answers that are right) in rising
            order, read with straight lines between them; without points the probability stands.
    """

    outer: Mapping[str, Decision] = field(default_factory=dict)
    inner: Mapping[str, Decision] = field(default_factory=dict)
    links: Mapping[str, Decision] = field(default_factory=dict)
    calibration: Mapping[str, tuple[tuple[float, float], ...]] = field(default_factory=dict)

    def on_outer(self, tag: str) -> Decision:
        """Who decides on a tag of layer 1."""
        return self.outer.get(tag, _BY_MODEL)

    def on_inner(self, label: str) -> Decision:
        """Who decides on a label of layer 2."""
        return self.inner.get(label, _BY_MODEL)

    def on_link(self, name: str) -> Decision:
        """Who decides on a link."""
        return self.links.get(name, _BY_MODEL)

    def calibrated(self, name: str, probability: float) -> float:
        """Return the share of right answers among those of this tag or link and probability."""
        points = self.calibration.get(name)
        if not points:
            return probability
        # Of one number at a time np.interp, which does the same, takes ten times as long.
        after = bisect_right(self._marks[name], probability)
        if not 0 < after < len(points):
            return points[min(after, len(points) - 1)][1]
        (low, share), (high, further) = points[after - 1], points[after]
        return (further - share) / (high - low) * (probability - low) + share

    @cached_property
    def _marks(self) -> Mapping[str, Sequence[float]]:
        """The probabilities of the points of each calibration."""
        return {name: [probability for probability, _ in points] for name, points in self.calibration.items()}

    def to_dict(self) -> dict[str, Any]:
        """Return the decisions as plain dicts and lists."""
        return {
            "outer": {tag: asdict(decision) for tag, decision in self.outer.items()},
            "inner": {label: asdict(decision) for label, decision in self.inner.items()},
            "links": {name: asdict(decision) for name, decision in self.links.items()},
            "calibration": {
                name: [list(point) for point in points] for name, points in self.calibration.items()
            },
        }

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Self:
        """Read what `to_dict` wrote.

        Raises:
            ResourceError: the record is of another form.
        """
        try:
            outer, inner, links = (
                {name: _decision(row) for name, row in record[part].items()}
                for part in ("outer", "inner", "links")
            )
            return cls(
                outer,
                inner,
                links,
                {name: _points(points) for name, points in record["calibration"].items()},
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ResourceError(
                f"the decisions of the model cannot be read ({type(error).__name__}: {error})",
                remedy="The model was made by another version; train or export it anew",
            ) from error


def _points(points: Any) -> tuple[tuple[float, float], ...]:
    found = tuple((float(p), float(share)) for p, share in points)
    if not all(0 <= value <= 1 for point in found for value in point):
        raise ValueError("a probability is not between 0 and 1")
    return found


def _decision(row: Mapping[str, Any]) -> Decision:
    decision = Decision(**row)
    if decision.by not in DECIDERS:
        raise ValueError(f"{shown(decision.by)} decides nothing")
    for value in (decision.bonus, decision.threshold):
        if type(value) not in (int, float) or not abs(value) <= _LARGEST:
            raise ValueError(f"{shown(value)} is no bonus or threshold")
    return decision
