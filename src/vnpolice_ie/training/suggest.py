"""Which unlabelled documents to label next: those that the pipeline is unsure of, each unlike the others.

Greedy choice; the value of a document is

    doubt ^ (1 - diversity) · novelty ^ diversity · typicality ^ 1/2

`doubt` is the mean entropy of its scores (`doubt.means`), `novelty` its distance from the nearest document
that is chosen or labelled already (k-centre, weighted: Sener & Savarese 2018), `typicality` its likeness to
the pool as a whole, if that is below the lower quartile: outliers are not preferred (after the information
density of Settles & Craven 2008).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vnpolice_ie.errors import InputError
from vnpolice_ie.training.doubt import Doubt, doubt_of, means
from vnpolice_ie.training.review_folder import Reasons
from vnpolice_ie.types import Doc

if TYPE_CHECKING:
    from vnpolice_ie.training.likeness import Floats, Likeness

NEAR = 0.8
"""Cosine from which two texts are taken for one that was printed twice."""
LABELLED = "(labelled)"
"""Stands for the id of a text that is labelled already."""
COLUMNS = (
    *("rank", "id", "value", "doubt", "mentions", "relations", "arguments"),
    *("novelty", "nearest", "typicality", "doubtful"),
)
_OUTLIERS = 0.25
_FLOOR = 1e-3  # a pool of which the pipeline is wholly sure is chosen from by novelty


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A document to label.

    Attributes:
        place: its place in the pool, from 0.
        id: its id.
        value: what it was chosen by; it falls from each suggestion to the next.
        mentions, relations, arguments: mean entropy of their scores in bits, 0 to 1.
        novelty: distance from the nearest document labelled or chosen before it, 0 to 1.
        nearest: the id of that document, or `LABELLED`; None if it is like no other.
        typicality: likeness to the pool as a whole, 0 to 1; 1 from its lower quartile on.
        doubtful: what the pipeline is least sure of, in words.
    """

    place: int
    id: str
    value: float
    mentions: float
    relations: float
    arguments: float
    novelty: float
    nearest: str | None
    typicality: float
    doubtful: tuple[str, ...]

    @property
    def doubt(self) -> float:
        """Mean entropy over the three parts, in bits."""
        return (self.mentions + self.relations + self.arguments) / 3


@dataclass(frozen=True, slots=True)
class Suggestions:
    """The documents chosen, best first, and what was passed over.

    Attributes:
        chosen: the documents to label.
        pool: how many there were to choose from.
        near: how many of those left are nearly the same as one that is chosen or labelled.
        empty: how many have no words.
    """

    chosen: tuple[Suggestion, ...]
    pool: int
    near: int
    empty: int


def suggest(
    docs: Iterable[Doc],
    count: int,
    *,
    labelled: Iterable[str] = (),
    diversity: float = 0.5,
    near: float = NEAR,
    seed: int = 0,
    measure: Callable[[Doc], Doubt] = doubt_of,
) -> Suggestions:
    """Choose documents to label.

    Args:
        docs: what a pipeline read of the pool; each is let go once it was looked at.
        count: how many to choose; fewer are chosen where the others are near-duplicates.
        labelled: texts that are labelled already: what is like them is less worth.
        diversity: 0 leaves novelty out, 1 leaves doubt out.
        near: cosine from which two texts are near-duplicates, of which one is taken at most.
        seed: decides between documents of one value.
        measure: how unsure a reading is.

    Raises:
        InputError: a number is out of its range, or the pool is empty.
    """
    for name, value in (("diversity", diversity), ("near", near)):
        if not 0 <= value <= 1:
            raise InputError(f"{name} is {value}", remedy="Give a number from 0 to 1")
    if count < 1:
        raise InputError(f"count is {count}", remedy="Give a whole number of 1 or more")
    from vnpolice_ie.training.likeness import Likeness  # noqa: PLC0415  (numpy is needed only here)

    ids: list[str] = []
    doubts: list[Doubt] = []

    def texts() -> Iterator[str]:
        for doc in docs:
            ids.append(doc.id)
            doubts.append(measure(doc))
            yield doc.text
        yield from labelled

    likeness = Likeness(texts())
    if not ids:
        raise InputError("there are no documents to choose from", remedy="Give texts that are not labelled")
    return _Choice(likeness, ids, doubts, diversity=diversity, near=near, seed=seed).take(count)


class _Choice:
    """Takes documents one by one; rows of `likeness` beyond the pool are the labelled texts."""

    def __init__(
        self,
        likeness: Likeness,
        ids: Sequence[str],
        doubts: Sequence[Doubt],
        *,
        diversity: float,
        near: float,
        seed: int,
    ) -> None:
        import numpy as np  # noqa: PLC0415

        self.np = np
        self.likeness, self.ids, self.doubts = likeness, ids, doubts
        self.diversity, self.near = diversity, near
        self.order = np.random.default_rng(seed).permutation(len(ids))
        self.means = np.asarray(means(doubts), dtype=np.float64)
        likely = likeness.to_mean()[: len(ids)]
        self.typical = np.minimum(1, likely / max(float(np.quantile(likely, _OUTLIERS)), _FLOOR))
        self.full = np.asarray([not likeness.is_empty(row) for row in range(len(ids))])
        self.nearness: Floats = np.zeros(len(ids), dtype=np.float32)
        self.nearest = np.full(len(ids), -1)
        for row in range(len(ids), len(likeness)):
            self._mark_near(row)

    def _mark_near(self, row: int) -> None:
        found = self.likeness.to_all(row)[: len(self.ids)]
        closer = found > self.nearness
        self.nearness[closer] = found[closer]
        self.nearest[closer] = row

    def take(self, count: int) -> Suggestions:
        """Choose so many documents."""
        np = self.np
        doubt = np.maximum(self.means.mean(axis=1), _FLOOR) ** (1 - self.diversity)
        constant = doubt * np.sqrt(self.typical)
        open_ = self.full.copy()
        chosen: list[Suggestion] = []
        while len(chosen) < count:
            free = open_ & (self.nearness < self.near)
            if not free.any():
                break
            novelty = np.clip(1 - self.nearness, 0, 1) ** self.diversity
            values = np.where(free, constant * novelty, -1.0)
            place = int(self.order[np.argmax(values[self.order])])
            chosen.append(self._suggestion(place, float(values[place])))
            open_[place] = False
            self._mark_near(place)
        return Suggestions(
            chosen=tuple(chosen),
            pool=len(self.ids),
            near=int((open_ & (self.nearness >= self.near)).sum()),
            empty=int((~self.full).sum()),
        )

    def _suggestion(self, place: int, value: float) -> Suggestion:
        mentions, relations, arguments = map(float, self.means[place])
        nearest = int(self.nearest[place])
        return Suggestion(
            place=place,
            id=self.ids[place],
            value=value,
            mentions=mentions,
            relations=relations,
            arguments=arguments,
            novelty=float(min(1.0, max(0.0, 1 - self.nearness[place]))),
            nearest=None if nearest < 0 else self.ids[nearest] if nearest < len(self.ids) else LABELLED,
            typicality=float(self.typical[place]),
            doubtful=self.doubts[place].words,
        )


def reasons(chosen: Sequence[Suggestion]) -> Reasons:
    """Return the table of the documents chosen, with the figures that they were chosen by."""

    def row(rank: int, s: Suggestion) -> dict[str, str]:
        figures = {"value": s.value, "doubt": s.doubt, "mentions": s.mentions, "relations": s.relations}
        figures |= {"arguments": s.arguments, "novelty": s.novelty, "typicality": s.typicality}
        told = {"rank": str(rank), "id": s.id, "nearest": s.nearest or "", "doubtful": "; ".join(s.doubtful)}
        return told | {name: f"{figure:.3f}" for name, figure in figures.items()}

    return Reasons("suggestions.csv", COLUMNS, [row(rank, s) for rank, s in enumerate(chosen, 1)])
