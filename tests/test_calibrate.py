"""The scores of rules: shares of right matches, drawn towards the mean where a rule is rare."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from vnpolice_ie.scores import RuleScores, rule_scores

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

from calibrate import PRIOR, Match, calibrate  # noqa: E402


def test_a_rule_scores_the_share_of_its_matches_that_are_right():
    rows = calibrate(
        [Match("dates.full", "DATE", True)] * 9_000 + [Match("dates.full", "DATE", False)] * 1_000
    )
    assert rows["dates.full"] == {"score": 0.9, "right": 9_000, "count": 10_000}
    assert rows["dates"] == rows["dates.full"]


def test_a_rare_rule_is_drawn_towards_the_mean_of_its_label():
    common = [Match("dates.full", "DATE", n % 10 > 0) for n in range(990)]
    rows = calibrate([*common, Match("dates.rare", "DATE", False), Match("ranks.rare", "RANK", True)])
    mean = 891 / 991
    assert rows["dates.rare"]["score"] == pytest.approx(PRIOR * mean / (1 + PRIOR), abs=0.001)
    assert rows["ranks.rare"] == {"score": 1.0, "right": 1, "count": 1}


def test_prefixes_pool_their_rules():
    rows = calibrate(
        [Match("argument.MEETING.TIME", "TIME", True), Match("argument.MEETING.PLACE", "PLACE", False)]
    )
    assert list(rows) == ["argument", "argument.MEETING", "argument.MEETING.PLACE", "argument.MEETING.TIME"]
    assert rows["argument.MEETING"]["count"] == 2


def test_the_tool_writes_scores_that_the_library_reads(tmp_path):
    out = tmp_path / "scores.json"
    command = [sys.executable, str(ROOT / "tools" / "calibrate.py"), str(ROOT / "examples"), "-o", str(out)]
    run = subprocess.run(
        command, capture_output=True, text=True, check=True, env={"PYTHONPATH": str(ROOT / "src")}
    )
    assert "from 8 documents" in run.stdout
    table = json.loads(out.read_text(encoding="utf-8"))["rules"]
    score = RuleScores({rule: row["score"] for rule, row in table.items()})
    assert table
    assert all(0 <= score(rule) <= 1 for rule in table)


def test_the_shipped_scores_are_there():
    assert 0 < rule_scores()("awards") <= 1
