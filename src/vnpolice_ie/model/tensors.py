"""Weights of networks in safetensors files."""

from __future__ import annotations

from pathlib import Path

from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from vnpolice_ie.errors import ResourceError


def weights_of(network: nn.Module, *, half: bool = False) -> dict[str, Tensor]:
    """Return a network's weights by name, as safetensors stores them; `half`: in 16 bits."""
    return {
        name: (tensor.half() if half and tensor.is_floating_point() else tensor).detach().cpu().contiguous()
        for name, tensor in network.state_dict().items()
    }


def read_tensors(file: Path, what: str, remedy: str) -> dict[str, Tensor]:
    """Read the tensors of a file by name.

    Args:
        file: the file.
        what: what it holds, for the error.
        remedy: what to do where it cannot be read.

    Raises:
        ResourceError: it is missing or damaged.
    """
    try:
        return load_file(file)
    except (OSError, SafetensorError) as error:
        raise ResourceError(f"{what} cannot be read ({error})", where=str(file), remedy=remedy) from error


def load_weights(network: nn.Module, file: Path, remedy: str) -> None:
    """Read a network's weights, of 16 or 32 bits.

    Args:
        network: takes the weights.
        file: holds them.
        remedy: what to do where they do not fit.

    Raises:
        ResourceError: the file is missing or damaged, or of another network.
    """
    try:
        tensors = load_file(file)
        _check_kinds(network, tensors)
        network.load_state_dict({n: t.float() if t.is_floating_point() else t for n, t in tensors.items()})
    except (OSError, SafetensorError, RuntimeError) as error:
        raise ResourceError(
            f"the weights do not fit the network ({str(error).splitlines()[0]})",
            where=str(file),
            remedy=remedy,
        ) from error


def _check_kinds(network: nn.Module, tensors: dict[str, Tensor]) -> None:
    """Refuse whole numbers or truth values where the network has numbers with a fraction."""
    for name, wanted in network.state_dict().items():
        if name in tensors and tensors[name].is_floating_point() != wanted.is_floating_point():
            raise RuntimeError(f"{name!r} is of whole numbers, or should be")
