"""Word vectors of a packed text, to begin a compact encoder's table with (word2vec, Mikolov et al. 2013)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from vnpolice_ie.model.vocabulary import Vocabulary
from vnpolice_ie.training.token_file import Packed

_SENTENCE = 2000  # units that gensim takes at once


def word_vectors(
    packed: Sequence[Packed],
    vocabulary: Vocabulary,
    *,
    width: int = 192,
    epochs: int = 4,
    seed: int = 1,
    tell: Callable[[int], None] = lambda epoch: None,
) -> npt.NDArray[np.float32]:
    """Train vectors on one thread, so that the same seed gives the same vectors.

    Args:
        packed: the texts.
        vocabulary: its entries.
        width: numbers of a vector.
        epochs: passes over the text.
        seed: of all that is random.
        tell: is told each epoch that is done, counted from 1.

    Returns:
        Vectors, shape [entries, width]; zeros for entries that the text does not have.
    """
    from gensim.models import Word2Vec  # noqa: PLC0415  (slow to import)
    from gensim.models.callbacks import CallbackAny2Vec  # noqa: PLC0415

    entries = list(vocabulary)

    class Told(CallbackAny2Vec):  # type: ignore[misc]  # gensim has no types
        def __init__(self) -> None:
            self.done = 0

        def on_epoch_end(self, model: object) -> None:
            self.done += 1
            tell(self.done)

    model = Word2Vec(
        _Sentences(packed, entries),
        vector_size=width,
        window=5,
        min_count=1,
        negative=8,
        sg=0,
        workers=1,
        epochs=epochs,
        sample=1e-4,
        alpha=0.05,
        seed=seed,
        callbacks=[Told()],
    )
    vectors = np.zeros((len(entries), width), dtype=np.float32)
    for number, entry in enumerate(entries):
        if entry in model.wv:
            vectors[number] = model.wv[entry]
    return vectors


class _Sentences:
    """The documents of packed texts as lists of entries, in pieces that gensim can take."""

    def __init__(self, packed: Sequence[Packed], entries: list[str]) -> None:
        self._packed = packed
        self._entries = entries

    def __iter__(self) -> Iterator[list[str]]:
        for packed in self._packed:
            ids = np.asarray(packed[:, 0])
            start = 0
            for end in np.flatnonzero(ids == 0):
                for first in range(start, int(end), _SENTENCE):
                    yield [self._entries[i] for i in ids[first : min(int(end), first + _SENTENCE)]]
                start = int(end) + 1
