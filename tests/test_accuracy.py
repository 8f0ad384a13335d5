"""The accuracy page: what is counted, the tool that measures, and the tables that are made of it."""

import json
import re
from collections import Counter
from pathlib import Path

import accuracy_tables
import measure_accuracy
import pytest

import vnpolice_ie as vie
from readings import perfect, spoilt
from vnpolice_ie.evaluation import score
from vnpolice_ie.evaluation.alignment import align_arguments
from vnpolice_ie.evaluation.counts import Outcome, row
from vnpolice_ie.evaluation.scoring import all_outcomes, compare
from vnpolice_ie.io.markup import parse
from vnpolice_ie.schema import EVENT_TYPES, LABELS
from vnpolice_ie.training.compare import compare_systems, intervals

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "accuracy.md"


@pytest.fixture(scope="module")
def right(gold):
    return [vie.Doc.from_dict(perfect(d)) for d in gold]


@pytest.fixture(scope="module")
def faulty(gold):
    return [vie.Doc.from_dict(spoilt(d, seed=5)) for d in gold]


def test_counts_of_documents_add_up_to_the_scorers_figures(gold, faulty):
    sums: Counter[tuple[str, str, int]] = Counter()
    for comparison in compare(gold, faulty):
        for (part, group), outcome in all_outcomes(comparison).items():
            for place, count in enumerate(outcome):
                sums[part, group, place] += count
    report = score(gold, faulty)

    def figure(part, group):
        return row(*Outcome(*(sums[part, group, place] for place in range(3))))

    for label, expected in report.coref.items():
        assert figure("coreference", label) == pytest.approx(expected)
    for label, share in (("DOC_REF", report.doc_links), ("DATE", report.dates)):
        assert figure("values", label).f1 == pytest.approx(share.accuracy)
        assert figure("values", label).gold == share.of
    types = [figure("events", name).gold for name in EVENT_TYPES]
    assert sum(types) == report.entities["EVENT"].gold > 100
    assert 0.3 < report.dates.accuracy < 1


def test_an_interval_holds_the_figure_and_that_of_a_perfect_reading_is_one(gold, right, faulty):
    f1 = score(gold, faulty).entities["ORG"].f1
    low, high = intervals(gold, faulty)["entities", "ORG"]
    assert low < f1 < high
    assert high - low < 0.3
    assert intervals(gold, right)["entities", "ALL"] == (1, 1)
    assert intervals(gold, faulty, seed=4) == intervals(gold, faulty, seed=4)


def test_systems_can_be_compared_by_more_than_the_command_shows(gold, right, faulty):
    report = compare_systems(gold, faulty, right, count=all_outcomes, samples=200)
    assert report.at("events", "MEETING").verdict == "B is better"
    assert report.at("values", "DATE").b == 1
    assert {d.part for d in compare_systems(gold, faulty, right, samples=50).differences}.isdisjoint(
        {"events", "values", "coreference"}
    )


ARRESTS = """id: arrests
---
⟦1:DATE:2020-05-02|Ngày 2-5-2020⟧, ⟦2:ORG|Công an huyện Yên Lâm⟧ ⟦3:EVENT.LEGAL_ACTION:v1|bắt⟧ ⟦4:PERSON:p1|Lê Nam⟧.
Sau đó ⟦5:EVENT.LEGAL_ACTION:v2|khám xét⟧ nhà ⟦6:PERSON:p2|Hà Bình⟧.
===
ARG 3 TIME 1
ARG 3 AUTHORITY 2
ARG 3 TARGET 4
ARG 5 AUTHORITY 2
ARG 5 TARGET 6
"""


def arrests(lost=(), links=()):
    """Faults by kind where these mentions are not read, and only these arguments."""
    document, faults = parse(ARRESTS, "arrests.txt")
    assert faults == []
    record = perfect(document)
    record["entities"] = [e for e in record["entities"] if e["id"] not in lost]
    by_trigger = {trigger: [] for trigger in ("T3", "T5") if trigger not in lost}
    for trigger, role, filler in links:
        by_trigger[trigger].append({"role": role, "entity": filler})
    for event in record["events"]:
        event["arguments"] = by_trigger.get(event["triggers"][0], [])
    record["events"] = [e for e in record["events"] if e["triggers"][0] not in lost]
    record["people"] = []
    (c,) = compare([document], [vie.Doc.from_dict(record)])
    return Counter(measure_accuracy.kind_of_link(pair, c) for pair in align_arguments(c))


@pytest.mark.parametrize(
    ("lost", "links", "kinds"),
    [
        ((), [], {"missed, near": 4, "missed, far": 1}),
        (("T3",), [("T5", "TARGET", "T6")], {"missed, trigger": 3, "missed, far": 1, "right": 1}),
        (("T4",), [], {"missed, near": 3, "missed, end": 1, "missed, far": 1}),
        ((), [("T3", "TARGET", "T6")], {"missed, near": 4, "missed, far": 1, "spurious, edge": 1}),
        ((), [("T5", "PLACE", "T2")], {"missed, near": 4, "label": 1}),
    ],
)
def test_faults_of_links_are_told_apart(lost, links, kinds):
    assert arrests(lost, links) == kinds


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    out = tmp_path_factory.mktemp("accuracy") / "accuracy.json"
    measure_accuracy.main([f"examples={ROOT / 'examples'}", "-o", str(out)])
    return out


def test_the_tool_measures_three_systems(written, gold):
    found = json.loads(written.read_text(encoding="utf-8"))["examples"]
    assert found["documents"] == len(gold)
    nlp = vie.load()
    docs = [nlp(d.text, id=d.id, date=d.date) for d in gold]
    report = score(gold, docs)
    cell = found["figures"]["entities"]["ORG"]
    assert cell["both"]["f1"] == pytest.approx(report.entities["ORG"].f1, abs=1e-4)
    assert cell["both"]["low"] <= cell["both"]["f1"] <= cell["both"]["high"]
    assert cell["gain"]["f1"] == pytest.approx(cell["both"]["f1"] - cell["rules"]["f1"], abs=2e-4)
    assert cell["network"] != cell["rules"]
    held = found["calibration"]["parts"]["arguments"]["bins"]
    assert sum(b["count"] for b in held) == sum(len(v.arguments) for doc in docs for v in doc.events)
    kinds = found["faults"]["entities"]["ALL"]
    assert kinds["right"] + kinds.get("spurious", 0) <= report.entities["ALL"].predicted


def test_no_words_of_the_documents_are_written(written, gold):
    texts = " ".join(d.text for d in gold)
    words = re.findall(r'"([^"]*)"', written.read_text(encoding="utf-8"))
    assert len(words) > 1_000
    assert [word for word in set(words) if not word.isascii()] == []
    assert [word for word in set(words) if " " in word and word in texts] == []


def test_a_set_without_a_name_is_refused(tmp_path, capsys):
    with pytest.raises(SystemExit):
        measure_accuracy.main(["examples", "-o", str(tmp_path / "out.json")])
    assert "'examples' is not NAME=GOLD" in capsys.readouterr().err


def test_tables_hold_every_label_and_mark_what_is_real(written, monkeypatch):
    found = json.loads(written.read_text(encoding="utf-8"))
    gain = found["examples"]["figures"]["entities"]["ORG"]["gain"]
    gain |= {"f1": -0.0412, "is_real": True}
    monkeypatch.setattr(accuracy_tables, "measured", lambda: found)
    table = accuracy_tables.mentions_table()
    assert all(f"| `{label}` |" in table for label in LABELS)
    (line,) = (line for line in table.splitlines() if line.startswith("| `ORG`"))
    assert line.endswith("| **−.041** |")
    for _, make in accuracy_tables.regions():
        widths = {line.count("|") for line in make().split("\n\n")[0].splitlines()}
        assert len(widths) == 1


def test_every_common_fault_has_an_example_and_a_section():
    page = PAGE.read_text(encoding="utf-8")
    assert set(accuracy_tables.examples()) == set(accuracy_tables.COMMON)
    assert len(accuracy_tables.COMMON) == 10
    for name, (title, _) in accuracy_tables.COMMON.items():
        assert f"### {title[0].upper()}{title[1:]}\n" in page
        assert f"<!-- begin: fault {name} -->" in page


def test_an_example_that_is_read_rightly_says_so(monkeypatch):
    document = accuracy_tables.examples()["posts"]
    doc = vie.Doc.from_dict(perfect(document))
    monkeypatch.setattr(accuracy_tables, "_pipeline", lambda: lambda text, **about: doc)
    assert accuracy_tables.fault_example("posts").endswith("\n\nRead rightly.\n")
