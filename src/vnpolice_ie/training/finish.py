"""What a run leaves behind when it is done: its readings, the report on them, and a model card."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Sequence
from importlib.metadata import PackageNotFoundError, version

from vnpolice_ie import __version__
from vnpolice_ie.evaluation.scoring import Report, score
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.training.build import TrainableModel
from vnpolice_ie.training.config import HfEncoder, TrainingConfig
from vnpolice_ie.training.data import TrainingData
from vnpolice_ie.training.examples import Inexpressible, example_of
from vnpolice_ie.training.reading import read_examples
from vnpolice_ie.training.report.card import CardFacts, DataFacts
from vnpolice_ie.training.report.history import read_history
from vnpolice_ie.training.report.run import write_run_report
from vnpolice_ie.training.run_folder import HISTORY
from vnpolice_ie.training.torch_backend import TorchBackend
from vnpolice_ie.training.trainer import RunResult
from vnpolice_ie.types import Doc

_PACKAGES = ("torch", "transformers", "accelerate", "peft", "numpy")
DEV, TEST = "development documents", "test documents"


def finish(config: TrainingConfig, data: TrainingData, result: RunResult) -> dict[str, Report]:
    """Write the report of a run into its folder: page, error browser, readings, curves, card.

    Args:
        config: the configuration.
        data: its documents.
        result: what the training came to.

    Returns:
        the figures of the network alone, by the name of the documents (`DEV`, `TEST`).
    """
    figures: dict[str, Report] = {}
    if data.test:
        figures[TEST] = score(data.test, read_documents(config, data, result.model, data.test))
    docs = read_documents(config, data, result.model, data.dev)
    figures[DEV] = write_run_report(
        config.output,
        data.dev,
        docs,
        history=read_history(config.output / HISTORY),
        card=_card(config, data, result, figures),
        set_name=DEV,
    )
    return figures


def read_documents(
    config: TrainingConfig, data: TrainingData, model: TrainableModel, documents: Iterable[GoldDocument]
) -> list[Doc]:
    """Read documents with a trained network alone, as it is scored on the way."""
    reach = config.heads.max_distance
    lost = Inexpressible()
    examples = [
        example_of(document, data.scheme, model.reader, lost, max_distance=reach, learning=False)
        for document in documents
    ]
    backend = TorchBackend(model.network, model.reader, overlap=config.window.overlap)
    return read_examples(backend, examples, data.scheme, max_distance=reach)


def _card(
    config: TrainingConfig, data: TrainingData, result: RunResult, figures: dict[str, Report]
) -> CardFacts:
    encoder = config.encoder
    return CardFacts(
        name=config.output.name,
        about="Reads spans, relations and event arguments in Vietnamese text.",
        rebuild="vnpolice-ie train config.yaml",
        licence="other",
        encoder=encoder.name if isinstance(encoder, HfEncoder) else "compact, the library's own",
        seed=config.optimisation.seed,
        data=[
            DataFacts(", ".join(path.name for path in paths) or "set aside by chance", use, len(documents))
            for paths, use, documents in (
                (config.data.train, "training", data.train),
                (config.data.dev, "choosing", data.dev),
                (config.data.test, "measuring", data.test),
            )
            if documents
        ],
        configuration=config.model_dump(mode="json"),
        figures=figures,
        parameters=sum(p.numel() for p in result.model.network.parameters()),
        versions={"vnpolice-ie": __version__, "Python": platform.python_version(), **_versions(_PACKAGES)},
        limits=[
            f"Cannot express {count} of the annotations learnt from: {reason}."
            for reason, count in result.lost.counts.most_common()
        ],
    )


def _versions(packages: Sequence[str]) -> dict[str, str]:
    found = {}
    for package in packages:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
