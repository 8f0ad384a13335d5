"""The public interface: nothing of it goes away or changes without a word in the documentation."""

from __future__ import annotations

import ast
import warnings
from pathlib import Path

import public_api
import pytest
from packaging.version import Version

import vnpolice_ie as vie
from vnpolice_ie.deprecation import MARK, VnPoliceDeprecationWarning, deprecated, renamed_argument

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def now() -> list[str]:
    return public_api.interface()


def test_what_goes_away_or_changes_is_told(now: list[str]) -> None:
    listed = public_api.SNAPSHOT.read_text(encoding="utf-8").splitlines()
    assert len(listed) > 200
    untold = public_api.not_told(public_api.lost(listed, now), public_api.PAGE.read_text(encoding="utf-8"))
    assert untold == [], f"name them in {public_api.PAGE.name}, then run `make docs`"


def test_every_exported_name_is_listed(now: list[str]) -> None:
    assert set(public_api.exported()) == set(vie.__all__)
    for name in vie.__all__:
        assert any(line.startswith((f"vnpolice_ie.{name}", f"class vnpolice_ie.{name}(")) for line in now)
    assert "vnpolice_ie.load(min_score: float = 0.0), by name" in now
    assert "vnpolice_ie.draft.Draft (provisional)" in now


PAGE = f"# Page\n\n`vnpolice_ie.other`\n\n{public_api.SECTION}\n\n0.2: `vnpolice_ie.Doc.url` is gone.\n\n## End\n"


@pytest.mark.parametrize(
    ("before", "now", "untold"),
    [
        (["vnpolice_ie.load() -> Pipeline"], ["vnpolice_ie.load() -> Doc"], 1),
        (["vnpolice_ie.load(old: int = 1), by name"], [], 1),
        (["vnpolice_ie.other: str"], [], 1),
        (["vnpolice_ie.Doc.url: str"], [], 0),
        ([], ["vnpolice_ie.new() -> None"], 0),
    ],
    ids=["changed", "an argument is gone", "told elsewhere", "told", "new"],
)
def test_only_what_is_told_may_change(before: list[str], now: list[str], untold: int) -> None:
    assert len(public_api.not_told(public_api.lost(before, now), PAGE)) == untold


def test_the_list_is_not_written_over_a_change_that_is_not_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    listed, page = tmp_path / "api.txt", tmp_path / "page.md"
    listed.write_text("vnpolice_ie.load_all() -> Pipeline\n", encoding="utf-8")
    page.write_text(f"{public_api.SECTION}\n", encoding="utf-8")
    monkeypatch.setattr(public_api, "SNAPSHOT", listed)
    monkeypatch.setattr(public_api, "PAGE", page)
    assert public_api.main([]) == 1
    assert (
        capsys.readouterr().err == "gone or changed, and not in page.md: vnpolice_ie.load_all() -> Pipeline\n"
    )
    assert "load_all" in listed.read_text(encoding="utf-8")
    page.write_text(f"{public_api.SECTION}\n`vnpolice_ie.load_all`\n", encoding="utf-8")
    assert public_api.main([]) == 0
    assert "load_all" not in listed.read_text(encoding="utf-8")


@deprecated(since="0.2", removed_in="0.4", instead="read()")
def read_text(text: str) -> int:
    """Count."""
    return len(text)


@renamed_argument("threshold", "min_score", since="0.2", removed_in="0.4")
def sure(*, min_score: float = 0.0) -> float:
    return min_score


def test_what_is_deprecated_works_and_warns_where_it_is_called() -> None:
    with pytest.warns(VnPoliceDeprecationWarning) as told:
        assert read_text("Bộ Công an") == 10
    (warning,) = told
    assert str(warning.message) == "read_text is deprecated since 0.2 and goes away in 0.4: use read()"
    assert warning.filename == __file__
    assert isinstance(warning.message, DeprecationWarning)
    assert getattr(read_text, MARK) == str(warning.message)
    assert read_text.__doc__ == "Count."


def test_an_argument_is_taken_by_its_old_name() -> None:
    with pytest.warns(VnPoliceDeprecationWarning, match=r"use sure\(min_score=…\)"):
        assert sure(threshold=0.5) == 0.5
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert sure(min_score=0.5) == 0.5
    with pytest.raises(TypeError, match="got 'min_score' and its old name 'threshold'"):
        sure(min_score=0.5, threshold=0.5)


def overdue(code: str, version: str) -> list[str]:
    """Versions in which deprecated things of some code should have gone, and are still there."""
    calls = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)]
    named = [
        call
        for call in calls
        if getattr(call.func, "id", "") in {deprecated.__name__, renamed_argument.__name__}
    ]
    ends = [ast.literal_eval(k.value) for call in named for k in call.keywords if k.arg == "removed_in"]
    return [end for end in ends if Version(end) <= Version(version)]


def test_nothing_outlives_the_version_that_it_should_be_gone_in() -> None:
    here = Path(__file__).read_text(encoding="utf-8")
    assert overdue(here, "0.3") == []
    assert overdue(here, "0.4") == ["0.4", "0.4"]
    sources = sorted((ROOT / "src").rglob("*.py"))
    late = {file.name: overdue(file.read_text(encoding="utf-8"), vie.__version__) for file in sources}
    assert {name: ends for name, ends in late.items() if ends} == {}
