"""What a run leaves behind: history, curves, tables of confusions, reliability, card, and the folder of them."""

import csv
import io
import json
import random
import re
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import vnpolice_ie as vie
from other_process import run_python
from readings import perfect, spoilt
from vnpolice_ie.errors import InputError, OutputError, ResourceError
from vnpolice_ie.evaluation import score
from vnpolice_ie.evaluation.scoring import compare
from vnpolice_ie.training.report.card import CardFacts, DataFacts, model_card
from vnpolice_ie.training.report.confusion import entity_confusion, relation_confusion, role_confusion
from vnpolice_ie.training.report.history import HistoryRow, append_row, best_row, dev_figures, read_history
from vnpolice_ie.training.report.plots import _apart, curves, label_curves, reliability_plot
from vnpolice_ie.training.report.reliability import measure, reliability
from vnpolice_ie.training.report.run import write_run_report
from vnpolice_ie.training.report.tables import Table

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def docs(gold):
    """Readings with faults and with scores."""
    chance = random.Random(4)
    read = [vie.Doc.from_dict(spoilt(d, seed=4)) for d in gold]
    return [replace(d, entities=tuple(replace(m, score=chance.random()) for m in d.entities)) for d in read]


def row(step: int, entities: float, **more) -> HistoryRow:
    return HistoryRow(step, step / 10, 3 / step, 1e-3, {"entities": entities, "ORG": entities / 2}, **more)


class TestHistory:
    def test_rows_come_back_from_the_file(self, tmp_path):
        rows = [row(10, 0.5), row(20, 0.6, score=0.7)]
        for r in rows:
            append_row(tmp_path / "history.jsonl", r)
        assert read_history(tmp_path / "history.jsonl") == rows
        assert json.loads((tmp_path / "history.jsonl").read_text().splitlines()[1]) == {
            "step": 20, "epoch": 2, "train_loss": 0.15, "lr": 0.001, "score": 0.7, "entities": 0.6, "ORG": 0.3
        }  # fmt: skip

    def test_steps_done_again_after_a_kill_replace_the_first_ones(self, tmp_path):
        for r in (row(10, 0.1), row(20, 0.2), row(30, 0.3), row(20, 0.4)):
            append_row(tmp_path / "history.jsonl", r)
        assert [(r.step, r.dev["entities"]) for r in read_history(tmp_path / "history.jsonl")] == [
            (10, 0.1),
            (20, 0.4),
        ]

    @pytest.mark.parametrize("line", ['{"step": 1}', '{"step": "1", "epoch": 1, "train_loss": 1, "lr": 1}'])
    def test_a_line_that_is_no_row(self, tmp_path, line):
        (tmp_path / "history.jsonl").write_text(line)
        with pytest.raises(InputError, match=r"history\.jsonl, line 1: the row has no number under"):
            read_history(tmp_path / "history.jsonl")

    def test_the_best_step_is_the_first_with_the_best_figure(self):
        assert best_row([row(10, 0.5), row(20, 0.6), row(30, 0.6)]).step == 20
        assert best_row([row(10, 0.5, score=0.9), row(20, 0.6, score=0.8)]).step == 10
        assert best_row([row(10, float("nan")), row(20, 0.1)]).step == 20
        assert best_row([]) is None

    def test_figures_of_the_scorer_become_flat_keys(self, gold, docs):
        report = score(gold, docs)
        figures = dev_figures(report)
        assert figures["entities"] == report.entities["ALL"].f1
        assert figures["references"] == report.references.f1
        assert (figures["ORG"], figures["HOLDS"]) == (report.entities["ORG"].f1, report.relations["HOLDS"].f1)
        assert "ALL" not in figures
        # AWARD is a label and a role.
        assert figures["AWARD"] == report.entities["AWARD"].f1


class TestConfusion:
    def test_all_mentions_are_in_the_table(self, gold, docs):
        confusion = entity_confusion(compare(gold, docs))
        figures = score(gold, docs).entities
        assert sum(n for (g, _), n in confusion.counts.items() if g != "none") == figures["ALL"].gold
        assert sum(n for (_, p), n in confusion.counts.items() if p != "none") == figures["ALL"].predicted
        of_org = {pair: n for pair, n in confusion.counts.items() if pair[0] == "ORG"}
        assert sum(of_org.values()) == figures["ORG"].gold
        assert of_org["ORG", "LOC"] > 0
        assert confusion.exact["ORG"] == round(figures["ORG"].r * figures["ORG"].gold)
        assert confusion.exact["ORG"] < of_org["ORG", "ORG"], "a wrong boundary stands on the diagonal too"
        assert confusion.worst(1)[0][:2] in {("ORG", "LOC"), ("LOC", "ORG")}

    def test_a_perfect_reading_has_a_diagonal_alone(self, gold):
        comparisons = compare(gold, [vie.Doc.from_dict(perfect(d)) for d in gold])
        for count in (entity_confusion, relation_confusion, role_confusion):
            confusion = count(comparisons)
            assert len(confusion.names) > 5
            assert {g for g, p in confusion.counts if g != p} == set()
            assert confusion.worst() == []

    def test_labels_stand_in_the_order_of_the_scheme(self, gold, docs):
        confusion = entity_confusion(compare(gold, docs))
        assert confusion.names[:3] == ("DOC_REF", "RANK", "POSITION")
        (head, *rows) = csv.reader(io.StringIO(confusion.table().to_csv()))
        assert head == ["gold \\ read", *confusion.names, "none", "exact"]
        assert [r[0] for r in rows] == [*confusion.names, "none"]
        assert int(rows[0][1]) == confusion.counts["DOC_REF", "DOC_REF"]

    def test_the_shown_table_escapes_names(self):
        from vnpolice_ie.training.report.confusion import Confusion

        page = Confusion(("<b>",), {("<b>", "none"): 2}, {}).to_html()
        assert "<b>" not in page
        assert "&lt;b&gt;" in page
        assert '<td class="wrong" style="--share:100%">2</td>' in page


class TestReliability:
    def test_bins_hold_scores_and_shares(self):
        r = measure([(0.95, True), (0.95, True), (0.85, False), (0.05, False), (1.0, True)])
        assert [(b.low, b.count, b.right) for b in r.bins] == [(0, 1, 0), (0.8, 1, 0), (0.9, 3, 1)]
        assert r.bins[-1].score == pytest.approx(2.9 / 3)
        assert r.ece == pytest.approx((0.05 + 0.85 + 3 * (1 - 2.9 / 3)) / 5)
        assert r.brier == pytest.approx((2 * 0.05**2 + 0.85**2 + 0.05**2) / 5)
        assert (r.count, r.right) == (5, 0.6)

    def test_nothing_read_is_measured_as_nothing(self):
        assert measure([]).ece == 0
        assert list(reliability([])) == ["ALL"]

    @given(st.lists(st.tuples(st.floats(0, 1), st.booleans())), st.integers(1, 20))
    def test_the_error_lies_between_that_of_one_bin_and_one(self, outcomes, bins):
        r = measure(outcomes, bins)
        assert sum(b.count for b in r.bins) == r.count == len(outcomes)
        assert measure(outcomes, 1).ece - 1e-9 <= r.ece <= 1
        assert all(b.low - 1e-9 <= b.score <= b.high + 1e-9 for b in r.bins)

    def test_each_label_is_measured_and_all_together(self, gold, docs):
        measured = reliability(compare(gold, docs))
        figures = score(gold, docs).entities
        assert list(measured)[:3] == ["ALL", "DOC_REF", "RANK"]
        for label, r in measured.items():
            assert (r.count, r.right) == pytest.approx((figures[label].predicted, figures[label].p))


class TestPictures:
    @pytest.mark.parametrize("rows", [1, 2, 30])
    def test_curves_are_pictures_and_the_same_each_time(self, rows):
        history = [row(10 * n, 1 - 1 / n) for n in range(1, rows + 1)]
        assert curves(history).startswith(PNG)
        assert label_curves(history).startswith(PNG)
        assert curves(history) == curves(history)

    def test_names_that_matplotlib_would_read_as_formulas(self, gold, docs):
        history = [HistoryRow(n, n, 1, 1, {"$x_$": 0.5, "entities": 0.5}) for n in (1, 2)]
        assert label_curves(history).startswith(PNG)
        assert reliability_plot(reliability(compare(gold, docs))).startswith(PNG)
        assert reliability_plot(reliability([])).startswith(PNG)

    @given(st.lists(st.floats(0, 1), max_size=4))
    def test_names_beside_the_lines_do_not_overlap(self, values):
        places = _apart(sorted(values), 0, 1, 0.075)
        assert all(b - a >= 0.075 - 1e-9 for a, b in pairwise(places))
        assert all(-1e-9 <= p <= 1 + 1e-9 for p in places)

    def test_without_matplotlib_the_error_names_the_extra(self, monkeypatch, gold, docs, tmp_path):
        monkeypatch.setitem(sys.modules, "matplotlib", None)
        message = (
            "the package matplotlib is not installed, so no curves can be drawn."
            " Install what training needs: pip install 'vnpolice-ie[train]'."
        )
        with pytest.raises(ResourceError, match=re.escape(message)):
            write_run_report(tmp_path / "run", gold, docs)
        assert not (tmp_path / "run").exists()

    def test_matplotlib_is_loaded_only_to_draw(self):
        code = (
            "import sys, vnpolice_ie.training.report.run, vnpolice_ie.cli;"
            "print({'matplotlib', 'torch'} & set(sys.modules))"
        )
        assert run_python(code).stdout == "set()\n"


FACTS = CardFacts(
    name="compact | 1",
    about="Reads <b>news</b>.",
    rebuild="make model",
    licence="Apache-2.0",
    encoder="compact",
    seed=7,
    data=(DataFacts("train", "training", 296, "news of 2013 to 2024"),),
    configuration={"optimizer": {"lr": 0.001}},
    sizes={"model.onnx": 12_300_000, "labels.json": 1_000},
    parameters=12_000_000,
    versions={"torch": "2.13.0"},
    limits=("Scans are not read.",),
)


class TestCard:
    def test_it_says_what_the_model_is(self, gold, docs):
        report = score(gold, docs)
        card = model_card(
            replace(FACTS, figures={"dev": report}, calibration=reliability(compare(gold, docs)))
        )
        assert card.startswith('---\nlanguage: vi\nlicense: "apache-2.0"\n')
        assert "# compact \\| 1\n\nReads \\<b\\>news\\</b\\>.\n" in card
        for line in (
            "| Seed | 7 |",
            "| Weights | 12,000,000 |",
            "| train | training | 296 | news of 2013 to 2024 |",
            "- Scans are not read.",
            "| all | 12.30 MB |",
            "```bash\nmake model\n```",
            '    "lr": 0.001',
            "## Calibration",
            f"8 documents.\n\n|  | precision | recall | F1 | gold | read |\n| --- | ---: | ---: | ---: | ---: | ---: |\n"
            f"| all labels | {report.entities['ALL'].p:.3f} |",
        ):
            assert line in card

    def test_what_is_not_known_is_left_out(self):
        card = model_card(CardFacts("m", "Reads.", "make", "MIT"))
        assert re.findall(r"^## (.+)$", card, re.MULTILINE) == ["Rebuild"]

    def test_a_fence_in_the_configuration_does_not_end_it(self):
        card = model_card(replace(FACTS, configuration={"note": "```\n# x"}))
        assert '````json\n{\n  "note": "```\\n# x"\n}\n````\n' in card


def test_a_spreadsheet_reads_no_formula():
    assert Table(("a", "b"), (("=1+1", 2), ("x,y", 0.5))).to_csv() == 'a,b\n\'=1+1,2\n"x,y",0.5\n'


class TestFolder:
    def test_everything_is_written_and_linked(self, gold, docs, tmp_path):
        history = [row(10, 0.5), row(20, 0.6)]
        (tmp_path / "run").mkdir()
        (tmp_path / "run" / "checkpoint").touch()
        figures = write_run_report(tmp_path / "run", gold, docs, history=history, card=FACTS, set_name="dev")
        assert figures == score(gold, docs)
        written = {p.name for p in (tmp_path / "run").iterdir()}
        assert written == {
            "checkpoint", "index.html", "errors.html", "figures.json", "predictions.jsonl", "README.md",
            "curves.png", "curves-labels.png", "reliability.png", "reliability.csv",
            "confusion-entities.csv", "confusion-relations.csv", "confusion-arguments.csv",
        }  # fmt: skip
        page = (tmp_path / "run" / "index.html").read_text(encoding="utf-8")
        linked = {link.partition("#")[0] for link in re.findall(r'(?:href|src)="([^"#][^"]*)"', page)}
        assert linked == written - {"checkpoint"}
        assert "## Figures: dev" in (tmp_path / "run" / "README.md").read_text(encoding="utf-8")
        assert json.loads((tmp_path / "run" / "figures.json").read_text()) == figures.to_dict()

    def test_it_can_be_written_anew_and_without_a_training(self, gold, docs, tmp_path):
        write_run_report(tmp_path, gold, [vie.Doc(d.id, d.text) for d in gold])
        write_run_report(tmp_path, gold, docs)
        assert json.loads((tmp_path / "figures.json").read_text())["entities"]["ALL"]["f1"] > 0.5
        assert not (tmp_path / "curves.png").exists()
        assert "curves.png" not in (tmp_path / "index.html").read_text(encoding="utf-8")

    def test_a_file_in_its_place_is_left_alone(self, gold, docs, tmp_path):
        (tmp_path / "run").write_text("mine")
        with pytest.raises(OutputError, match="this is a file"):
            write_run_report(tmp_path / "run", gold, docs)
        assert (tmp_path / "run").read_text() == "mine"


class TestEvaluateCommand:
    @pytest.fixture
    def run(self, tmp_path, monkeypatch, run_command):
        monkeypatch.chdir(tmp_path)
        return run_command

    def test_a_report_is_written_and_can_be_compared(self, run, tmp_path):
        status, out, err = run("evaluate", EXAMPLES, "--report", "report", "--json")
        assert status == 0
        assert err == "Report: report/index.html\n"
        assert json.loads((tmp_path / "report" / "figures.json").read_text()) == json.loads(out)
        assert "report · examples" in (tmp_path / "report" / "index.html").read_text(encoding="utf-8")
        status, out, _ = run("compare", "report", "report", "--gold", EXAMPLES, "--samples", 10)
        assert "entities: no difference." in out

    def test_a_report_is_replaced_only_on_demand_and_nothing_else_ever(self, run, tmp_path):
        (tmp_path / "work").mkdir()
        (tmp_path / "work" / "thesis.txt").touch()
        status, _, err = run("evaluate", EXAMPLES, "--report", "work", "--force")
        assert status == 2
        assert "work: the folder holds other files" in err
        assert run("evaluate", EXAMPLES, "--report", "report", "--json")[0] == 0
        status, _, err = run("evaluate", EXAMPLES, "--report", "report", "--json")
        assert status == 2
        assert "report: the folder exists. Give --force" in err
        assert run("evaluate", EXAMPLES, "--report", "report", "--json", "--force")[0] == 0
