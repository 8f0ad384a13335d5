"""What a run leaves behind when it is done: its readings, the report on them, and a model card."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import MappingProxyType
from typing import Any

from vnpolice_ie import __version__
from vnpolice_ie.errors import ResourceError
from vnpolice_ie.evaluation.scoring import Report, score
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.model.decisions import Decisions
from vnpolice_ie.model.folder import ModelSettings, feature_columns, write_files
from vnpolice_ie.model.scheme import is_ours
from vnpolice_ie.model.weights import write_model
from vnpolice_ie.pipeline import Pipeline, load
from vnpolice_ie.training.build import TrainableModel
from vnpolice_ie.training.config import HfEncoder, TrainingConfig
from vnpolice_ie.training.data import TrainingData
from vnpolice_ie.training.examples import Inexpressible
from vnpolice_ie.training.export import export_model
from vnpolice_ie.training.fit import Fitting
from vnpolice_ie.training.report.card import CARD, CardFacts, DataFacts
from vnpolice_ie.training.report.history import read_history
from vnpolice_ie.training.report.index import RELIABILITY_PLOT
from vnpolice_ie.training.report.run import write_run_report
from vnpolice_ie.training.run_folder import HISTORY, MODEL
from vnpolice_ie.training.torch_backend import TorchBackend
from vnpolice_ie.training.trainer import RunResult
from vnpolice_ie.types import Doc

SHOWN = 20
"""Documents by which the graphs are scaled and checked."""

_PACKAGES = ("torch", "transformers", "accelerate", "peft", "numpy")
DEV, TEST = "development documents", "test documents"


def finish(
    config: TrainingConfig,
    data: TrainingData,
    result: RunResult,
    *,
    tell: Callable[[str], None] = lambda words: None,
    card: Mapping[str, Any] = MappingProxyType({}),
) -> dict[str, Report]:
    """Make a model of what was learnt, and the report on it.

    The run folder gets `model/`, which `vnpolice_ie.load` takes, page, error browser, readings, curves and
    card. For the library's own labels the development documents settle what the rules and what the network
    decides, and how sure the answers are.

    Args:
        config: the configuration.
        data: its documents.
        result: what the training came to.
        tell: is told what is being done.
        card: fields of `CardFacts` that the card is to have otherwise.

    Returns:
        the figures of the model, with the rules where they have a say, by the name of the documents (`DEV`,
        `TEST`).
    """
    tell("settling what rules and network decide")
    decisions = _decisions(config, data, result.model)
    folder = config.output / MODEL
    network, reader = result.model.network, result.model.reader
    write_model(folder, network, reader, overlap=config.window.overlap, decisions=decisions, half=True)
    tell("exporting and checking")
    shown = [document.text for document in data.dev[:SHOWN]]
    try:
        export_model(folder, texts=shown)
    except ResourceError as error:
        tell(f"{error} The graphs stay in 32 bits.")
        export_model(folder, precisions=["fp32"], texts=shown)
    tell("reading the documents with the model")
    nlp = load(folder)
    figures = {TEST: score(data.test, _read(nlp, data.test))} if data.test else {}
    figures[DEV] = write_run_report(
        config.output,
        data.dev,
        _read(nlp, data.dev),
        history=read_history(config.output / HISTORY),
        card=replace(_card(config, data, result, figures), **card),
        set_name=DEV,
    )
    write_files(folder, {name: (config.output / name).read_bytes() for name in (CARD, RELIABILITY_PLOT)})
    return figures


def _read(nlp: Pipeline, documents: Iterable[GoldDocument]) -> list[Doc]:
    return [nlp(document.text, id=document.id, date=document.date) for document in documents]


def _decisions(config: TrainingConfig, data: TrainingData, model: TrainableModel) -> Decisions:
    """Who decides what; the network alone where its labels are not the library's."""
    if not is_ours(data.scheme):
        return Decisions()
    backend = TorchBackend(model.network, model.reader, overlap=config.window.overlap)
    settings = ModelSettings(
        network=model.network.config,
        scheme=data.scheme,
        features=feature_columns() if config.features.use else {},
        overlap=config.window.overlap,
    )
    return Fitting(backend, model.reader, settings, data.dev).fit()


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
        configuration=_without_folders(config.model_dump()),
        figures=figures,
        parameters=sum(p.numel() for p in result.model.network.parameters()),
        versions={"vnpolice-ie": __version__, "Python": platform.python_version(), **_versions(_PACKAGES)},
        limits=limits_of(result.lost),
    )


def limits_of(lost: Inexpressible) -> list[str]:
    """Say what of the training documents the network cannot express."""
    return [
        f"Cannot express {count} of the annotations learnt from: {reason}."
        for reason, count in lost.counts.most_common()
    ]


def _without_folders(value: Any) -> Any:
    """Plain values in which a path is only its last name: folders are of one machine."""
    if isinstance(value, Path):
        return value.name
    if isinstance(value, Mapping):
        return {key: _without_folders(part) for key, part in value.items()}
    return [_without_folders(part) for part in value] if isinstance(value, list | tuple) else value


def _versions(packages: Sequence[str]) -> dict[str, str]:
    found = {}
    for package in packages:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
