"""A network written into a model folder, and made again from it (torch)."""

from __future__ import annotations

from pathlib import Path
from typing import Final, cast

from safetensors.torch import save

from vnpolice_ie.errors import ResourceError
from vnpolice_ie.model.decisions import Decisions
from vnpolice_ie.model.folder import (
    WEIGHTS,
    ModelFolder,
    ModelSettings,
    feature_columns,
    write_files,
    write_settings,
    write_vocabulary,
)
from vnpolice_ie.model.hf import make_network, plain_network
from vnpolice_ie.model.network import JointNetwork
from vnpolice_ie.model.piece_files import SubwordReader, write_pieces
from vnpolice_ie.model.pieces import PieceReader, VocabularyPieces
from vnpolice_ie.model.tensors import load_weights, weights_of

_OTHER: Final = "They are of another model: copy the whole folder anew"


def write_model(
    path: Path,
    network: JointNetwork,
    reader: PieceReader,
    *,
    overlap: float,
    decisions: Decisions | None = None,
    half: bool = False,
) -> ModelFolder:
    """Write a network, its reader of pieces and its settings into a model folder; it has no graphs yet.

    Args:
        path: the folder.
        network: the network; low-rank adapters are worked into the weights that are written.
        reader: its encoder's reader of pieces.
        overlap: share of a window that the next one reads again.
        decisions: who decides what; without them the model decides on everything.
        half: store the weights in 16 bits, for half the size.

    Returns:
        The folder, opened.

    Raises:
        OutputError: it cannot be written.
    """
    plain = plain_network(network)
    compact = isinstance(reader, VocabularyPieces)
    settings = ModelSettings(
        network=plain.config,
        scheme=plain.scheme,
        features=feature_columns() if plain.config.columns else {},
        reader={"kind": "vocabulary" if compact else "subwords"},
        overlap=overlap,
        decisions=decisions or Decisions(),
    )
    write_files(path, {WEIGHTS: save(weights_of(plain, half=half))})
    if isinstance(reader, VocabularyPieces):
        write_vocabulary(path, reader.vocabulary)
    else:
        write_pieces(cast("SubwordReader", reader), path)
    write_settings(path, settings)
    return ModelFolder.open(path)


def read_network(folder: ModelFolder) -> JointNetwork:
    """Return the network of a model folder, in evaluation mode.

    Raises:
        ResourceError: its weights are missing, damaged, or of another network than its settings say.
    """
    file = folder.file(WEIGHTS)
    if file.stat().st_size < 2 * folder.settings.network.least_weights:
        raise ResourceError(
            "the settings speak of a network larger than its weights", where=str(file), remedy=_OTHER
        )
    network = make_network(folder.settings.network, folder.settings.scheme)
    load_weights(network, file, _OTHER)
    return network.eval()
