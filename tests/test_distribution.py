"""The wheel: the same bytes whoever builds it, nothing in it but the package, and whole without the checkout."""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import build_dist
import pytest

ROOT = Path(__file__).resolve().parent.parent
DEPENDENCIES = Path(pytest.__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """What was built from the sources, and what was built elsewhere from its source archive."""
    files = build_dist.tracked_files(ROOT)
    return build_dist.build_twice(ROOT, files, tmp_path_factory.mktemp("dist"), build_dist.commit_time(ROOT))


@pytest.fixture(scope="module")
def wheel(built: tuple[Path, Path]) -> Path:
    (wheel,) = built[0].glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python of its own that has the wheel, and the packages that it needs from the one of the tests."""
    venv = tmp_path_factory.mktemp("venv")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
    (python,) = (*venv.glob("bin/python"), *venv.glob("Scripts/python.exe"))
    install = ["-m", "pip", "--python", python, "install", "--quiet", "--no-index", "--no-deps", wheel]
    subprocess.run([sys.executable, *install], check=True)
    (packages,) = (file.parent for file in venv.rglob("vnpolice_ie") if file.is_dir())
    (packages / "dependencies.pth").write_text(f"{DEPENDENCIES}\n", encoding="utf-8")
    return python


def run(python: Path, *arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [python, *map(str, arguments)],
        cwd=cwd,
        env={"PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_two_builds_are_the_same_to_the_byte(built: tuple[Path, Path]) -> None:
    assert len(list(built[0].iterdir())) == 2
    assert build_dist.differences(*built) == []


def test_the_wheel_holds_the_package_and_nothing_else(wheel: Path) -> None:
    assert build_dist.wheel_faults(wheel, build_dist.tracked_files(ROOT)) == []


def test_the_source_archive_holds_what_the_wheel_is_made_of(built: tuple[Path, Path]) -> None:
    (archive,) = built[0].glob("*.tar.gz")
    with tarfile.open(archive) as packed:
        names = {member.name.partition("/")[2] for member in packed.getmembers()}
    at_the_top = {name for name in names if not name.startswith(("src/vnpolice_ie/", "models/"))}
    named = {"CHANGELOG.md", "LICENSE", "README.md", "SECURITY.md", "pyproject.toml"}
    assert at_the_top == named | {".gitignore", "PKG-INFO"}


def test_the_wheel_reads_by_rules_and_model_without_the_checkout(python: Path, tmp_path: Path) -> None:
    code = """
import vnpolice_ie as vie
from vnpolice_ie.model.assembly import shipped, shipped_encoder
doc = vie.load()("Thiếu tá Kiều Thanh Tâm nhận Bằng khen của Bộ Công an.")
print(vie.__file__, shipped("compact"), shipped_encoder(), sep="\\n")
print([m.text for m in doc.entities], len(doc.events))
"""
    done = run(python, "-c", code, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    *places, read = done.stdout.splitlines()
    assert read == "['Thiếu tá', 'Kiều Thanh Tâm', 'nhận', 'Bằng khen', 'Bộ Công an'] 1"
    assert [place for place in places if not Path(place).is_relative_to(python.parents[1])] == []


def test_the_command_of_the_wheel_annotates(python: Path, tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text("Đại tá Phan Văn Hiệu chủ trì Hội nghị.", encoding="utf-8")
    command = python.with_name("vnpolice-ie")
    done = run(python, command, "annotate", "report.txt", "-o", "read.jsonl", "--html", "html", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Phan Văn Hiệu" in (tmp_path / "read.jsonl").read_text(encoding="utf-8")
    assert (tmp_path / "html" / "index.html").exists()


USER = """
import vnpolice_ie as vie

nlp = vie.load(min_score=0.5)
names: list[str] = [person.name for person in nlp("Đại tá Phan Văn Hiệu").people]
starts: dict[str, int] = {mention.id: mention.start for doc in nlp.pipe(["a"]) for mention in doc.entities}
try:
    nlp("", date="2021-10-09")
except vie.VnPoliceError as error:
    print(error.remedy.upper())
"""
MISUSE = {
    "name: int = doc.people[0].name": '(expression has type "str", variable has type "int")  [assignment]',
    "doc.persons": '"Doc" has no attribute "persons"  [attr-defined]',
    "vie.load(threshold=1)": 'Unexpected keyword argument "threshold" for "load"  [call-arg]',
}


def test_types_of_the_wheel_serve_a_strict_user(python: Path, tmp_path: Path) -> None:
    (tmp_path / "right.py").write_text(USER, encoding="utf-8")
    wrong = ["import vnpolice_ie as vie", 'doc = vie.load()("a")', *MISUSE]
    (tmp_path / "wrong.py").write_text("\n".join(wrong), encoding="utf-8")
    checks = ["-m", "mypy", "--strict", "--config-file=", "--python-executable", python]
    done = run(Path(sys.executable), *checks, "right.py", "wrong.py", cwd=tmp_path)
    errors = [line for line in done.stdout.splitlines() if ": error: " in line]
    assert len(errors) == len(MISUSE), done.stdout + done.stderr
    for line, error, expected in zip((3, 4, 5), errors, MISUSE.values(), strict=True):
        assert error.startswith(f"wrong.py:{line}: ")
        assert error.endswith(expected)


def zipped(path: Path, **files: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, words in files.items():
            archive.writestr(name, words)
    return path


def test_a_file_that_differs_is_named(tmp_path: Path) -> None:
    for folder, words in (("first", "1"), ("second", "2")):
        (tmp_path / folder).mkdir()
        zipped(tmp_path / folder / "a.whl", **{"same.py": "", "made.py": words})
    zipped(tmp_path / "first" / "b.whl")
    assert build_dist.differences(tmp_path / "first", tmp_path / "second") == [
        "a.whl: made.py",
        "b.whl: built only once",
    ]


def test_a_source_archive_with_another_owner_differs(tmp_path: Path) -> None:
    for folder, owner in (("first", ""), ("second", "somebody")):
        (tmp_path / folder).mkdir()
        with tarfile.open(tmp_path / folder / "a.tar.gz", "w:gz") as packed:
            member = tarfile.TarInfo("a/setup.cfg")
            member.uname = owner
            packed.addfile(member, io.BytesIO())
    assert build_dist.differences(tmp_path / "first", tmp_path / "second") == ["a.tar.gz: a/setup.cfg"]


def test_what_has_no_place_in_a_wheel_is_named(tmp_path: Path) -> None:
    files = {f"vnpolice-1.dist-info/{name}": "" for name in build_dist.ABOUT}
    files |= dict.fromkeys(build_dist.NEEDED, "") | {"vnpolice_ie/weights.pickle": "", "tests/test_a.py": ""}
    del files["vnpolice_ie/py.typed"]
    sources = [n.replace("vnpolice_ie/", "src/vnpolice_ie/") for n in files if n.startswith("vnpolice_ie/")]
    assert build_dist.wheel_faults(zipped(tmp_path / "vnpolice-1-any.whl", **files), sources) == [
        "vnpolice-1-any.whl holds tests/test_a.py",
        "vnpolice-1-any.whl lacks vnpolice_ie/py.typed",
        "vnpolice-1-any.whl holds vnpolice_ie/weights.pickle, a kind of file that has no place there",
    ]
