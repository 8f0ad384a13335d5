"""Write bills of materials in CycloneDX's form: of the library, and of the library with each extra.

    sbom.py              into dist/sbom, and docs/licences.json
    sbom.py --out DIR    elsewhere

Packages and their licences are those installed, which must be those of the locks; hashes come from the locks.
The models that ship are components with the hash of each file. Bills are checked against CycloneDX's schema.
"""

from __future__ import annotations

import argparse
import datetime
import json
import sys
import uuid
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from build_dist import commit_time, digest
from dependencies import ROOT, Package, closure, locked_hashes, project, requirements
from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import vnpolice_ie as vie

SPEC: Final = "1.6"
LICENCES: Final = ROOT / "docs" / "licences.json"
MODELS: Final = ROOT / "models"


def extras() -> list[str]:
    """Names of the extras; the library without any is the empty name."""
    return ["", *sorted(project()["optional-dependencies"])]


def packages_of(extra: str) -> dict[str, Package]:
    """All packages that the library with an extra brings, by their names."""
    return closure(wanted(extra))


def wanted(extra: str) -> list[Requirement]:
    """What the library with an extra asks for."""
    return [*requirements(), *(requirements(extra) if extra else ())]


def bill(packages: Mapping[str, Package], *, extra: str, time: int) -> dict[str, Any]:
    """A bill of materials.

    Args:
        packages: all packages of the library with the extra.
        extra: its name, or nothing.
        time: seconds since 1970 that it tells.
    """
    hashes = locked_hashes()
    licence = project()["license"]
    direct = {canonicalize_name(r.name) for r in wanted(extra)}
    root = _component("vnpolice-ie", vie.__version__, licence, qualifiers=f"?extra={extra}" if extra else "")
    models = [_model(folder, licence) for folder in sorted(MODELS.iterdir()) if folder.is_dir()]
    libraries = [
        _component(p.name, p.version, p.licence, files=hashes.get((p.name, p.version), ()))
        for p in packages.values()
    ]
    refs = {part["name"]: part["bom-ref"] for part in libraries}
    top = sorted(refs[name] for name in direct & refs.keys()) + [model["bom-ref"] for model in models]
    found = {
        "$schema": f"http://cyclonedx.org/schema/bom-{SPEC}.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": SPEC,
        "version": 1,
        "metadata": {
            "timestamp": datetime.datetime.fromtimestamp(time, datetime.UTC).isoformat(),
            "component": root,
        },
        "components": models + libraries,
        "dependencies": [
            {"ref": root["bom-ref"], "dependsOn": top},
            *({"ref": refs[p.name], "dependsOn": [refs[n] for n in p.needs]} for p in packages.values()),
            *({"ref": model["bom-ref"]} for model in models),
        ],
    }
    number = uuid.uuid5(uuid.NAMESPACE_OID, json.dumps(found, sort_keys=True))
    return {**found, "serialNumber": f"urn:uuid:{number}"}


def _component(
    name: str, version: str, licence: str, *, files: Sequence[str] = (), qualifiers: str = ""
) -> dict[str, Any]:
    purl = f"pkg:pypi/{name}@{version}{qualifiers}"
    part = {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "purl": purl,
        "licenses": [_licence(licence)],
    }
    if files:
        sums = [{"alg": "SHA-256", "content": content} for content in files]
        note = "the files of this version that the lock allows"
        part["externalReferences"] = [{"type": "distribution", "url": purl, "comment": note, "hashes": sums}]
    return part


def _licence(words: str) -> dict[str, Any]:
    try:
        return {"expression": canonicalize_license_expression(words)}
    except InvalidLicenseExpression:
        return {"license": {"name": words}}


def _model(folder: Path, licence: str) -> dict[str, Any]:
    """A model that ships, with its files."""
    files = [
        {
            "type": "file",
            "bom-ref": f"models/{folder.name}/{file.name}",
            "name": file.name,
            "hashes": [{"alg": "SHA-256", "content": digest(file.read_bytes())}],
        }
        for file in sorted(folder.iterdir())
    ]
    return {
        "type": "machine-learning-model",
        "bom-ref": f"models/{folder.name}",
        "name": folder.name,
        "version": vie.__version__,
        "licenses": [_licence(licence)],
        "components": files,
    }


def faults(words: str) -> Iterator[str]:
    """What CycloneDX's schema has against a bill."""
    from cyclonedx.schema import SchemaVersion  # noqa: PLC0415  (of the group `release`)
    from cyclonedx.validation.json import JsonStrictValidator  # noqa: PLC0415

    error = JsonStrictValidator(SchemaVersion.from_version(SPEC)).validate_str(words)
    if error is not None:
        yield str(error)


def not_locked(packages: Mapping[str, Package]) -> list[str]:
    """Packages that are installed in a version that no lock names."""
    hashes = locked_hashes()
    return [f"{p.name} {p.version}" for p in packages.values() if (p.name, p.version) not in hashes]


def licence_table(found: Mapping[str, Mapping[str, Package]]) -> dict[str, dict[str, Any]]:
    """Licence of each package and what brings it: nothing for the library itself, else extras."""
    core = found[""]
    table: dict[str, dict[str, Any]] = {}
    for extra, packages in found.items():
        for name, package in packages.items():
            if not extra or name not in core:
                table.setdefault(name, {"licence": package.licence, "extras": []})
                if extra:
                    table[name]["extras"].append(extra)
    return dict(sorted(table.items()))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=ROOT / "dist" / "sbom", help="folder for the bills")
    out: Path = parser.parse_args(arguments).out
    out.mkdir(parents=True, exist_ok=True)
    found = {extra: packages_of(extra) for extra in extras()}
    time, wrong = commit_time(ROOT), []
    for extra, packages in found.items():
        name = f"vnpolice-ie{f'-{extra}' if extra else ''}.cdx.json"
        words = json.dumps(bill(packages, extra=extra, time=time), indent=1, ensure_ascii=False) + "\n"
        wrong += [f"{name}: no lock names {package}" for package in not_locked(packages)]
        wrong += [f"{name}: {fault}" for fault in faults(words)]
        (out / name).write_text(words, encoding="utf-8")
        print(f"{name}: {len(packages)} packages")
    table = json.dumps(licence_table(found), indent=1, ensure_ascii=False) + "\n"
    LICENCES.write_text(table, encoding="utf-8")
    for fault in wrong:
        print(fault, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
