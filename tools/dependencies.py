"""What the library depends on, with and without its extras: packages, their licences, their hashes."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import Any, Final

from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name

ROOT: Final = Path(__file__).resolve().parent.parent
LOCKS: Final = ("dev.txt", "release.txt")
"""Together they name every package of every extra."""

_LOCKED: Final = re.compile(r"^([\w.-]+)==([^\s;]+)((?:.*\\\n)*.*)$", re.MULTILINE)
_LICENCE: Final = "License :: OSI Approved :: "
_UNKNOWN: Final = "unknown"
_SPDX: Final = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache 2.0 License": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "GNU General Public License v3 (GPLv3)": "GPL-3.0-only",
    "GNU General Public License v3 or later (GPLv3+)": "GPL-3.0-or-later",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
"""SPDX identifiers of what packages call their licences."""


@dataclass(frozen=True)
class Package:
    """A package that is installed.

    Attributes:
        name: in normal form.
        version: as installed.
        licence: an SPDX expression, or the words that its metadata has.
        needs: names of the packages that it needs here, sorted.
    """

    name: str
    version: str
    licence: str
    needs: tuple[str, ...]


def project() -> Mapping[str, Any]:
    """The table `project` of pyproject.toml."""
    table: Mapping[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return table


def requirements(extra: str = "") -> list[Requirement]:
    """What the library asks for, or what one of its extras asks for besides."""
    table = project()
    return [
        Requirement(r) for r in (table["optional-dependencies"][extra] if extra else table["dependencies"])
    ]


def closure(wanted: Iterable[Requirement]) -> dict[str, Package]:
    """All packages that requirements bring on this machine, by their names.

    Raises:
        PackageNotFoundError: one is not installed.
    """
    needs: dict[NormalizedName, set[NormalizedName]] = {}
    done: set[tuple[NormalizedName, str]] = set()
    open_ = [(canonicalize_name(r.name), extra) for r in wanted if _applies(r) for extra in ("", *r.extras)]
    while open_:
        name, extra = open_.pop()
        if (name, extra) in done:
            continue
        done.add((name, extra))
        found = needs.setdefault(name, set())
        for line in distribution(name).requires or ():
            requirement = Requirement(line)
            if _applies(requirement, extra) and (not extra or not _applies(requirement)):
                needed = canonicalize_name(requirement.name)
                found.add(needed)
                open_ += [(needed, inner) for inner in ("", *requirement.extras)]
    packages: dict[str, Package] = {}
    for name in sorted(needs):
        about = distribution(name)
        version = about.version.partition("+")[0]
        packages[str(name)] = Package(name, version, licence_of(about), tuple(sorted(needs[name] - {name})))
    return packages


def _applies(requirement: Requirement, extra: str = "") -> bool:
    return requirement.marker is None or requirement.marker.evaluate({"extra": extra})


def licence_of(about: Distribution) -> str:
    """The licence that a package's metadata tells.

    It is an SPDX expression where the metadata allows one, else what its classifiers or a short field say.
    """
    metadata = about.metadata
    if "License-Expression" in metadata:
        return metadata["License-Expression"]
    classified = [
        str(value).removeprefix(_LICENCE)
        for value in metadata.get_all("Classifier") or ()
        if str(value).startswith(_LICENCE)
    ]
    first = str(metadata.json.get("license", "")).strip().partition("\n")[0].strip()
    told = " OR ".join(sorted(_SPDX.get(name, name) for name in classified)) or _SPDX.get(first, first)
    return told if 0 < len(told) < 80 else _UNKNOWN


def locked_hashes() -> dict[tuple[str, str], tuple[str, ...]]:
    """SHA-256 of the files that the locks allow, by name and version of a package."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for lock in LOCKS:
        text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")
        for name, version, rest in _LOCKED.findall(text):
            found[canonicalize_name(name), version] = tuple(re.findall(r"sha256:([0-9a-f]{64})", rest))
    return found
