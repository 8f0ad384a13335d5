"""Bills of materials and licences: whole, of the versions locked, and nothing in the library that binds its users."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import sbom
from dependencies import Package, locked_hashes, requirements
from packaging.utils import canonicalize_name

import vnpolice_ie as vie

FREE = {
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MPL-2.0",
    "PSF-2.0",
    "Zlib",
}
LICENCES: dict[str, dict[str, Any]] = json.loads(sbom.LICENCES.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def core() -> dict[str, Package]:
    return sbom.packages_of("")


@pytest.fixture(scope="module")
def bill(core: dict[str, Package]) -> dict[str, Any]:
    return sbom.bill(core, extra="", time=1_700_000_000)


def test_the_library_brings_no_torch_and_nothing_under_a_gpl(core: dict[str, Package]) -> None:
    assert {"numpy", "onnxruntime", "tokenizers"} <= core.keys()
    assert "torch" not in core
    for package in core.values():
        assert set(re.split(r" AND | OR ", package.licence)) <= FREE, package


@pytest.mark.parametrize("extra", sbom.extras())
def test_licences_of_all_packages_are_listed(extra: str) -> None:
    packages = {} if extra == "segment" else sbom.packages_of(extra)  # tests go without it
    named = {canonicalize_name(r.name) for r in requirements(extra)}
    for name in packages.keys() | named:
        listed = LICENCES[name]
        assert listed["licence"] not in {"", "unknown"}
        assert not listed["extras"] or extra in listed["extras"]


def test_all_that_is_listed_is_in_a_lock() -> None:
    assert LICENCES.keys() <= {name for name, _ in locked_hashes()}


def test_a_bill_has_every_package_with_the_files_that_the_lock_allows(
    bill: dict[str, Any], core: dict[str, Package]
) -> None:
    hashes = locked_hashes()
    libraries = {part["name"]: part for part in bill["components"] if part["type"] == "library"}
    assert libraries.keys() == core.keys()
    for name, part in libraries.items():
        (files,) = part.get("externalReferences", [{"hashes": []}])
        assert tuple(h["content"] for h in files["hashes"]) == hashes.get((name, core[name].version), ())


def test_a_bill_has_the_models_as_they_were_sealed(bill: dict[str, Any]) -> None:
    models = {part["name"]: part for part in bill["components"] if part["type"] == "machine-learning-model"}
    assert models.keys() == {"compact", "encoder"}
    listed = {file["name"]: file["hashes"][0]["content"] for file in models["compact"]["components"]}
    sealed = json.loads((sbom.MODELS / "compact" / "hashes.json").read_text(encoding="utf-8"))
    assert sealed.items() <= listed.items()
    assert listed.keys() - sealed.keys() == {"hashes.json"}
    assert models["compact"]["licenses"] == [{"expression": "Apache-2.0"}]


def test_who_needs_whom_is_told_of_every_part(bill: dict[str, Any]) -> None:
    needs = {entry["ref"]: entry.get("dependsOn", []) for entry in bill["dependencies"]}
    own = bill["metadata"]["component"]
    assert own["version"] == vie.__version__
    assert needs.keys() == {own["bom-ref"], *(part["bom-ref"] for part in bill["components"])}
    assert {ref for named in needs.values() for ref in named} <= needs.keys()
    reached, open_ = set(), [own["bom-ref"]]
    while open_:
        ref = open_.pop()
        open_ += [] if ref in reached else needs[ref]
        reached.add(ref)
    assert reached == needs.keys()


def test_the_same_packages_make_the_same_bill(bill: dict[str, Any], core: dict[str, Package]) -> None:
    assert sbom.bill(core, extra="", time=1_700_000_000) == bill
    other = sbom.bill(core, extra="", time=1_700_000_001)
    assert other["serialNumber"] != bill["serialNumber"]


def test_a_version_that_no_lock_names_is_told() -> None:
    assert sbom.not_locked({"numpy": Package("numpy", "1.0", "BSD-3-Clause", ())}) == ["numpy 1.0"]
