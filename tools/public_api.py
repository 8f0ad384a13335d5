"""The public interface as text, so that a change of it is never an accident.

    public_api.py            write docs/public-api.txt anew
    public_api.py --check    change nothing; tell what went away or changed

Names that `vnpolice_ie` exports stand there with their parameters and members, those that only the reference
of the documentation has by their names alone. What goes away or changes has to be named, in backticks, in the
section "Changed or removed" of docs/api-stability.md, or the file is not written.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import griffe

ROOT: Final = Path(__file__).resolve().parent.parent
SNAPSHOT: Final = ROOT / "docs" / "public-api.txt"
PAGE: Final = ROOT / "docs" / "api-stability.md"
SECTION: Final = "## Changed or removed"
_NAME: Final = re.compile(r"vnpolice_ie[\w.]*")
_REFERENCE: Final = re.compile(r"^::: (vnpolice_ie\.\S+)$", re.MULTILINE)


def exported() -> list[str]:
    """The names that the package exports."""
    exports = _package().exports or []
    return sorted(str(name) for name in exports)


def documented() -> list[str]:
    """Full names of what the reference of the documentation has."""
    pages = sorted((ROOT / "docs" / "reference").glob("*.md"))
    return sorted({name for page in pages for name in _REFERENCE.findall(page.read_text(encoding="utf-8"))})


def interface() -> list[str]:
    """The public interface now, a name a line."""
    package = _package()
    own = {f"vnpolice_ie.{name}" for name in exported()}
    stable = [line for name in sorted(own) for line in _described(name, package[name.partition(".")[2]])]
    return [*stable, *(f"{name} (provisional)" for name in documented() if name not in own)]


def _package() -> griffe.Module:
    package = griffe.load("vnpolice_ie", search_paths=[ROOT / "src"], resolve_aliases=True)
    if not isinstance(package, griffe.Module):
        raise TypeError("vnpolice_ie is no package")
    return package


def _described(name: str, part: griffe.Object | griffe.Alias) -> Iterator[str]:
    """A name with what a caller has to know of it, then the same of its public members."""
    found = part.final_target if isinstance(part, griffe.Alias) else part
    if isinstance(found, griffe.Function):
        for each in found.overloads or [found]:
            yield from _parameters(name, each)
    elif isinstance(found, griffe.Attribute):
        yield name if found.annotation is None else f"{name}: {found.annotation}"
    elif isinstance(found, griffe.Class):
        yield f"class {name}({', '.join(str(base) for base in found.bases)})"
        for member in sorted(found.members):
            if member in {"__init__", "__call__"} or not member.startswith("_"):
                yield from _described(f"{name}.{member}", found.members[member])


def _parameters(name: str, function: griffe.Function) -> Iterator[str]:
    """A line with what a call must give, and one for each argument that it may, so that new ones only add."""
    given = [p for p in function.parameters if p.name != "self"]
    required = ", ".join(f"{p.name}: {p.annotation}" for p in given if p.required)
    yield f"{name}({required}) -> {function.returns}"
    for place, parameter in enumerate(given, 1):
        if not parameter.required:
            by_name = parameter.kind is griffe.ParameterKind.keyword_only
            how = "by name" if by_name else f"or as number {place}"
            yield f"{name}({parameter.name}: {parameter.annotation} = {parameter.default}), {how}"


def lost(before: Iterable[str], now: Iterable[str]) -> list[str]:
    """Lines of an interface that are not in a later one: what went away or changed."""
    later = set(now)
    return [line for line in before if line not in later]


def not_told(lines: Iterable[str], page: str) -> list[str]:
    """Lines whose name the page does not have in backticks in its section of changes."""
    section = page.partition(f"{SECTION}\n")[2].partition("\n## ")[0]
    told = set(re.findall(r"`([\w.]+)`", section))
    return [line for line in lines if _NAME.findall(line)[0] not in told]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="change nothing")
    check = parser.parse_args(arguments).check
    before, now = SNAPSHOT.read_text(encoding="utf-8").splitlines(), interface()
    untold = not_told(lost(before, now), PAGE.read_text(encoding="utf-8"))
    for line in untold:
        print(f"gone or changed, and not in {PAGE.name}: {line}", file=sys.stderr)
    if not untold and not check:
        SNAPSHOT.write_text("".join(f"{line}\n" for line in now), encoding="utf-8")
    return 1 if untold else 0


if __name__ == "__main__":
    sys.exit(main())
