"""Build the wheel and the source archive so that anybody who builds them again gets the same bytes.

    build_dist.py            into dist/, with SHA256SUMS
    build_dist.py --out DIR  elsewhere

Only files that git tracks are built, and the time in the archives is that of the last commit. Everything is
built twice, the second time from the source archive of the first, with another folder, time zone, locale and
rights of files, and compared; the wheel must hold the package and its models and nothing else. The exit
status is 1 where that does not hold.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parent.parent
SUMS: Final = "SHA256SUMS"
PLACES: Final = {"src/vnpolice_ie/": "vnpolice_ie/", "models/": "vnpolice_ie/models/"}
"""Where folders of the repository lie in the wheel."""
NEEDED: Final = (
    "vnpolice_ie/py.typed",
    "vnpolice_ie/models/compact/hashes.json",
    "vnpolice_ie/models/compact/encoder.int8.onnx",
    "vnpolice_ie/models/compact/pairs.int8.onnx",
    "vnpolice_ie/models/compact/vocabulary.txt",
    "vnpolice_ie/models/encoder/pretrained.safetensors",
)
"""Without these a wheel is no whole one."""
SUFFIXES: Final = frozenset(
    {".css", ".html", ".js", ".json", ".md", ".py", ".sql", ".tsv", ".txt", ".typed"}
    | {".onnx", ".png", ".safetensors"}
)
"""Kinds of file that a wheel may hold; no pickle, nothing compiled."""
ABOUT: Final = ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE")
"""What a wheel tells about itself."""


class Surroundings(NamedTuple):
    """What must make no difference to a build.

    Attributes:
        folder: where the sources lie.
        umask: rights that new files do not get.
        mode: rights of the sources.
        time: seconds since 1970 at which the sources were last changed.
        variables: of the environment.
    """

    folder: str
    umask: int
    mode: int
    time: int
    variables: Mapping[str, str]


BUILDS: Final = (
    Surroundings("a", 0o022, 0o644, 1_000_000_000, {"TZ": "UTC", "LC_ALL": "C", "PYTHONHASHSEED": "1"}),
    Surroundings(
        "một nơi khác/b",
        0o077,
        0o600,
        1_700_000_000,
        {"TZ": "Asia/Ho_Chi_Minh", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2"},
    ),
)


def tracked_files(root: Path) -> list[str]:
    """Paths of the files that git tracks, from the root."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, check=True, capture_output=True).stdout
    return sorted(name for name in listed.decode().split("\0") if name and (root / name).is_file())


def commit_time(root: Path) -> int:
    """Seconds since 1970 of the last commit."""
    shown = subprocess.run(
        ["git", "log", "-1", "--format=%ct"], cwd=root, check=True, capture_output=True, text=True
    )
    return int(shown.stdout)


def changed(root: Path) -> bool:
    """Whether files that git tracks are not as in the last commit."""
    return bool(subprocess.run(["git", "diff", "--quiet", "HEAD"], cwd=root, check=False).returncode)


def lay_out(root: Path, files: Iterable[str], source: Path, around: Surroundings) -> None:
    """Copy files, named by their paths from a root, into the folder of sources."""
    for name in files:
        copy = source / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / name, copy)
        copy.chmod(around.mode)
        os.utime(copy, (around.time, around.time))


def build(source: Path, out: Path, around: Surroundings, epoch: int) -> None:
    """Build wheel and source archive of a folder of sources; `epoch` is the time that they tell.

    Raises:
        RuntimeError: they cannot be built.
    """
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--directory", str(out)],
        cwd=source,
        env=os.environ | around.variables | {"SOURCE_DATE_EPOCH": str(epoch)},
        umask=around.umask,
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    if done.returncode:
        raise RuntimeError(done.stderr)


def build_twice(root: Path, files: Sequence[str], work: Path, epoch: int) -> tuple[Path, Path]:
    """Build from the sources, then elsewhere from the source archive that came out.

    Args:
        root: the repository.
        files: what of it to build, as paths from it.
        work: an empty folder.
        epoch: the time that the archives tell, in seconds since 1970.

    Returns:
        the two folders of what was built.

    Raises:
        RuntimeError: they cannot be built.
    """
    outs = work / "first", work / "second"
    for around, out in zip(BUILDS, outs, strict=True):
        lay_out(root, files, work / around.folder, around)
        build(work / around.folder, out, around, epoch)
        (archive,) = out.glob("*.tar.gz")
        unpacked = out.with_suffix(".unpacked")
        with tarfile.open(archive) as packed:
            packed.extractall(unpacked, filter="data")
        (root,) = unpacked.iterdir()
        names = (file.relative_to(root).as_posix() for file in root.rglob("*") if file.is_file())
        files = sorted(names, reverse=True)
    return outs


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def differences(first: Path, second: Path) -> list[str]:
    """How what was built in one folder differs from the other, down to the files inside."""
    names = sorted({file.name for folder in (first, second) for file in folder.iterdir()})
    found = []
    for name in names:
        one, two = first / name, second / name
        if not (one.exists() and two.exists()):
            found.append(f"{name}: built only once")
        elif one.read_bytes() != two.read_bytes():
            inside = sorted({m.rpartition(" ")[2] for m in set(_members(one)) ^ set(_members(two))})
            found.append(f"{name}: {', '.join(inside) or 'the archive itself'}")
    return found


def _members(archive: Path) -> Iterator[str]:
    """Content, rights, time and name of each file of an archive."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            for info in wheel.infolist():
                yield f"{digest(wheel.read(info))} {info.external_attr} {info.date_time} {info.filename}"
    else:
        with tarfile.open(archive) as packed:
            for member in packed.getmembers():
                part = packed.extractfile(member)
                content = digest(part.read()) if part else ""
                yield f"{content} {member.mode} {member.mtime} {member.uname} {member.name}"


def wheel_faults(wheel: Path, files: Iterable[str]) -> list[str]:
    """What a wheel holds that it should not, and what it lacks.

    Args:
        wheel: the file.
        files: the sources, as paths from the root of the repository.
    """
    name, version = wheel.name.split("-")[:2]
    about = {f"{name}-{version}.dist-info/{file}" for file in ABOUT}
    parts = {to + f.removeprefix(of) for f in files for of, to in PLACES.items() if f.startswith(of)}
    expected = about | parts
    with zipfile.ZipFile(wheel) as archive:
        held = Counter(archive.namelist())
    odd = [file for file in sorted(parts & held.keys()) if PurePosixPath(file).suffix not in SUFFIXES]
    return [
        *(f"{wheel.name} holds {file} twice" for file, count in sorted(held.items()) if count > 1),
        *(f"{wheel.name} holds {file}" for file in sorted(held.keys() - expected)),
        *(f"{wheel.name} lacks {file}" for file in sorted((expected | {*NEEDED}) - held.keys())),
        *(f"{wheel.name} holds {file}, a kind of file that has no place there" for file in odd),
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="folder for the files")
    out: Path = parser.parse_args(arguments).out
    files, epoch = tracked_files(ROOT), commit_time(ROOT)
    if changed(ROOT):
        print("There are changes that are not committed; nobody else can build the same.", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        first, second = build_twice(ROOT, files, Path(folder), epoch)
        faults = [f"built twice, not the same: {found}" for found in differences(first, second)]
        faults += [fault for wheel in first.glob("*.whl") for fault in wheel_faults(wheel, files)]
        for fault in faults:
            print(fault, file=sys.stderr)
        if faults:
            return 1
        built = sorted(first.iterdir())
        out.mkdir(parents=True, exist_ok=True)
        sums = "".join(f"{digest(file.read_bytes())}  {file.name}\n" for file in built)
        for file in built:
            shutil.copyfile(file, out / file.name)
        (out / SUMS).write_text(sums, encoding="utf-8")
    print(sums, end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
