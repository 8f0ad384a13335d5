"""A training of the kit as a benchmark needs it: begun or gone on with, then a reader of texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.training.config import TrainingConfig
from vnpolice_ie.training.data import read_data
from vnpolice_ie.training.examples import Inexpressible, example_of
from vnpolice_ie.training.reading import read_examples
from vnpolice_ie.training.run_folder import CONFIG, open_run
from vnpolice_ie.training.torch_backend import TorchBackend
from vnpolice_ie.training.trainer import train
from vnpolice_ie.training.watch import Watcher
from vnpolice_ie.types import Doc

TextReader = Callable[[Sequence[tuple[str, str]]], list[Doc]]


def train_reader(config: TrainingConfig, watcher: Watcher | None = None) -> TextReader:
    """Train, or go on where a training in the same folder stopped.

    Args:
        config: the configuration.
        watcher: is told how the training goes.

    Returns:
        what reads texts, given as id and text, with the best weights.

    Raises:
        InputError: the documents or the folder do not fit the configuration.
        OutputError: the folder cannot be written to.
    """
    data = read_data(config)
    begun = (config.output / CONFIG).is_file()
    open_run(config, resume=begun)
    model = train(config, data, resume=begun, watcher=watcher).model
    reach = config.heads.max_distance

    def read(texts: Sequence[tuple[str, str]]) -> list[Doc]:
        unread = Inexpressible()
        examples = [
            example_of(
                GoldDocument(name, text),
                data.scheme,
                model.reader,
                unread,
                max_distance=reach,
                learning=False,
            )
            for name, text in texts
        ]
        backend = TorchBackend(model.network, model.reader, overlap=config.window.overlap)
        return read_examples(backend, examples, data.scheme, max_distance=reach)

    return read
