"""Two systems on the same documents: figures, intervals, verdicts, and the command."""

import json
from pathlib import Path

import pytest

import vnpolice_ie as vie
from readings import perfect, spoilt
from vnpolice_ie.errors import InputError
from vnpolice_ie.evaluation import score
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.io.jsonl import dump_line
from vnpolice_ie.io.markup import parse
from vnpolice_ie.training.compare import compare_systems

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"


@pytest.fixture(scope="module")
def right(gold):
    return [vie.Doc.from_dict(perfect(d)) for d in gold]


@pytest.fixture(scope="module")
def faulty(gold):
    return [vie.Doc.from_dict(spoilt(d, seed=3)) for d in gold]


def one_place(name: str) -> GoldDocument:
    document, faults = parse(f"id: {name}\n---\nHọp tại ⟦1:LOC|Hà Nội⟧ và ⟦2:LOC|Huế⟧.\n===\n", name)
    assert faults == []
    return document


def reading(document: GoldDocument, *, found: int) -> vie.Doc:
    record = perfect(document)
    return vie.Doc.from_dict(record | {"entities": record["entities"][:found]})


def test_f1_of_both_systems_is_that_of_the_scorer(gold, right, faulty):
    report = compare_systems(gold, faulty, right, samples=50)
    figures = [score(gold, docs) for docs in (faulty, right)]
    assert report.documents == len(gold)
    labels = [d for d in report.differences if d.part == "entities"]
    assert len(labels) > 10
    for d in labels:
        rows = [f.entities[d.group] for f in figures]
        assert (d.a, d.b) == pytest.approx([r.f1 for r in rows])
        assert d.gold == rows[1].gold
        assert d.difference == pytest.approx(rows[1].f1 - rows[0].f1)
    for part in ("relations", "arguments"):
        expected = [getattr(f, part)["ALL"].f1 for f in figures]
        assert (report.at(part).a, report.at(part).b) == pytest.approx(expected)
    assert report.at("references").a == pytest.approx(figures[0].references.f1)


def test_a_system_is_no_better_than_itself(gold, faulty):
    report = compare_systems(gold, faulty, faulty, samples=200)
    assert {d.verdict for d in report.differences} == {"same"}
    assert {(d.interval, d.p, d.p_swapped) for d in report.differences} == {((0, 0), 1, 1)}


def test_a_clear_difference_is_real_in_either_order(gold, right, faulty):
    there, back = compare_systems(gold, faulty, right), compare_systems(gold, right, faulty)
    assert there.at("entities").verdict == "B is better"
    assert there.at("entities").interval.low > 0
    assert back.at("entities").verdict == "A is better"
    assert back.at("entities").difference == -there.at("entities").difference
    assert max(there.at("entities").p, there.at("entities").p_swapped) < 0.05


def test_one_lucky_document_among_many_is_no_real_difference():
    documents = [one_place(f"d{n}") for n in range(30)]
    a = [reading(d, found=1) for d in documents]
    b = [reading(documents[0], found=2), *a[1:]]
    places = compare_systems(documents, a, b).at("entities", "LOC")
    assert places.difference > 0
    assert places.verdict == "not shown"
    assert places.interval.low == 0
    # Among 30 draws with return the one document is missing with a chance of (29/30) ** 30 = 0.36.
    assert places.p == pytest.approx(2 * 0.36, abs=0.05)
    assert places.p_swapped == 1


def test_chance_of_a_difference_by_swapping_is_exact_where_it_can_be_counted():
    # Two of two documents are better in B: of the four ways to swap, two differ as much.
    documents = [one_place("d1"), one_place("d2")]
    a = [reading(d, found=1) for d in documents]
    b = [reading(d, found=2) for d in documents]
    assert compare_systems(documents, a, b).at("entities").p_swapped == pytest.approx(0.5, abs=0.03)


def test_the_same_seed_gives_the_same_figures(gold, right, faulty):
    first, again, other = (compare_systems(gold, faulty, right, samples=300, seed=s) for s in (1, 1, 2))
    assert first == again
    assert first.at("entities").interval != other.at("entities").interval


def test_documents_and_samples_are_needed(gold, right):
    with pytest.raises(InputError, match="there are no annotated documents"):
        compare_systems([], [], [])
    with pytest.raises(InputError, match="samples is 0"):
        compare_systems(gold, right, right, samples=0)
    with pytest.raises(InputError, match="1 of 8 documents have no prediction"):
        compare_systems(gold, right, right[1:])
    with pytest.raises(KeyError):
        compare_systems(gold, right, right, samples=1).at("entities", "PLANET")


class TestCommand:
    @pytest.fixture
    def run(self, tmp_path, monkeypatch, run_command):
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("COLUMNS", "120")
        return run_command

    @pytest.fixture
    def files(self, run, right, faulty, tmp_path):
        for name, docs in (("right.jsonl", right), ("run/predictions.jsonl", faulty)):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_bytes(b"".join(dump_line(d.to_dict()) for d in docs))

    @pytest.mark.usefixtures("files")
    def test_a_file_against_a_run_folder(self, run):
        status, out, _ = run("compare", "run", "right.jsonl", "--gold", EXAMPLES)
        assert status == 0
        assert "A = run\nB = right.jsonl\n" in out
        assert "entities: B is better by 0." in out
        assert "Fewer than 20 documents: the intervals are rough." in out
        rows = [line.split()[0] for line in out.splitlines() if line.rstrip().endswith("B is better")]
        assert "ORG" in rows
        assert "HOLDS" not in out
        assert "HOLDS" in run("compare", "run", "right.jsonl", "--gold", EXAMPLES, "--details")[1]

    @pytest.mark.usefixtures("files")
    def test_a_pipeline_reads_the_texts_now(self, run):
        status, out, _ = run("compare", "rules", "default", "--gold", EXAMPLES, "--samples", 20, "--json")
        assert status == 0
        figures = json.loads(out)
        assert (figures["a"], figures["samples"], figures["documents"]) == ("rules", 20, 8)
        assert figures["differences"][0]["part"] == "entities"
        assert figures["differences"][0]["group"] == "ALL"

    @pytest.mark.usefixtures("files")
    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["no-such", "right.jsonl", "--gold", EXAMPLES], "there is no pipeline 'no-such'"),
            (["rules", "missing.jsonl", "--gold", EXAMPLES], "missing.jsonl: there is no such file"),
            (["rules", "run", "--gold", "missing"], "missing: there is no such file or folder"),
            (
                ["rules", "run", "--gold", "one.txt"],
                "the run read other documents, and holds no folder 'model'",
            ),
        ],
    )
    def test_errors(self, run, tmp_path, arguments, message):
        (tmp_path / "one.txt").write_text("id: one\n---\n⟦1:LOC|Huế⟧\n===\n", encoding="utf-8")
        status, _, err = run("compare", *arguments)
        assert status == 2
        assert message in err

    @pytest.mark.usefixtures("files")
    def test_a_run_that_read_other_documents_reads_these_with_its_model(self, run, tmp_path, monkeypatch):
        (tmp_path / "one.txt").write_text("id: one\n---\nĐến ⟦1:LOC|Huế⟧.\n===\n", encoding="utf-8")
        (tmp_path / "run" / "model").mkdir()
        asked = []
        monkeypatch.setattr(
            "vnpolice_ie.cli.systems.load", lambda name: asked.append(name) or vie.load("rules")
        )
        status, out, _ = run("compare", "run", "run", "--gold", "one.txt", "--json")
        assert status == 0
        assert asked == [str(Path("run", "model"))] * 2
        assert json.loads(out)["documents"] == 1

    @pytest.mark.usefixtures("files")
    def test_evaluate_takes_a_run_folder_or_a_pipeline_but_not_both(self, run):
        status, by_run, _ = run("evaluate", EXAMPLES, "run", "--json")
        assert status == 0
        assert run("evaluate", EXAMPLES, "--model", "rules", "--json")[1] != by_run
        status, _, err = run("evaluate", EXAMPLES, "run", "--model", "rules")
        assert status == 2
        assert "both predictions and a pipeline are given" in err
