"""The documents of a run: read, shared out, counted; and the scheme that a network learns from them."""

from collections import Counter
from pathlib import Path

import pytest

from vnpolice_ie.errors import InputError, OutputError, SchemaError
from vnpolice_ie.io.gold import GoldDocument, Mark, MarkedArgument, MarkedRelation
from vnpolice_ie.model.scheme import Link, default_scheme
from vnpolice_ie.training.config import DataConfig, StoppingConfig, TrainingConfig
from vnpolice_ie.training.data import read_data, scheme_of
from vnpolice_ie.training.run_folder import HISTORY, open_run

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
# Labels, nesting and links of a scheme that is not ours: a place in an organisation, both linked to a sum.
FOREIGN = GoldDocument(
    id="a",
    text="Xí nghiệp Gạch Đông Phú nộp 20 triệu đồng",
    marks=(
        Mark(0, 23, 1, "COMPANY", "Xí nghiệp Gạch Đông Phú"),
        Mark(15, 23, 2, "TOWN", "Đông Phú", parent=1),
        Mark(24, 27, 3, "EVENT", "nộp", event_type="PAYMENT"),
        Mark(28, 41, 4, "SUM", "20 triệu đồng"),
    ),
    relations=(MarkedRelation("OWES", 1, 4), MarkedRelation("OWES", 2, 4)),
    arguments=(MarkedArgument(3, "PAYER", 1),),
)


def run(**data):
    return TrainingConfig(output=Path("run"), data=DataConfig(**{"train": (EXAMPLES,), **data}))


def markup(text, links=""):
    return f"id: a\n---\n{text}\n===\n{links}"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_some_documents_are_set_aside_where_no_others_are_named():
    whole = {document.id for document in read_data(run(dev=(EXAMPLES,))).train}
    data = read_data(run(dev_share=0.25))
    train, dev = ({document.id for document in part} for part in (data.train, data.dev))
    assert (len(train), len(dev)) == (6, 2)
    assert train | dev == whole
    assert read_data(run(dev_share=0.25)) == data


def test_at_least_one_document_is_left_on_both_sides():
    assert len(read_data(run(dev_share=0.001)).dev) == 1
    assert len(read_data(run(dev_share=0.999)).train) == 1


def test_documents_that_are_learnt_from_and_measured_on_are_named():
    assert len(read_data(run(dev=(EXAMPLES,))).shared) == 8
    assert read_data(run(dev_share=0.25)).shared == ()


def test_tags_with_few_examples_are_counted():
    data = read_data(run(dev=(EXAMPLES,)))
    seen = Counter(mark.tag for document in data.train for mark in document.marks)
    assert seen["ORG"] > 10
    assert data.rare() == {"EVENT.INSPECTION": 8, "EVENT.ISSUANCE": 9, "OFFENCE": 7}


def test_a_single_document_cannot_be_shared_out(folder):
    Path("one.txt").write_text(markup("⟦1:ORG|Bộ Công an⟧"), encoding="utf-8")
    with pytest.raises(
        InputError,
        match=r"one document cannot be shared out into training and development\. Name other documents",
    ):
        read_data(run(train=(Path("one.txt"),)))


def test_documents_without_marks_teach_nothing(folder):
    Path("one.txt").write_text(markup("Bộ Công an"), encoding="utf-8")
    with pytest.raises(InputError, match=r"one\.txt: none of the 1 training documents holds a marked span"):
        read_data(run(train=(Path("one.txt"),)))


FAULTS = {
    "unknown label": (markup("⟦1:UNIT|Bộ Công an⟧"), "unknown label 'UNIT'"),
    "nesting": (markup("⟦1:POSITION|Giám đốc ⟦2:RANK|Đại tá⟧⟧"), "RANK inside POSITION"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_faults_of_the_data_are_told_with_their_file(folder, name):
    text, message = FAULTS[name]
    Path("bad.txt").write_text(text, encoding="utf-8")
    with pytest.raises(SchemaError) as caught:
        read_data(run(train=(Path("bad.txt"),)))
    assert str(caught.value).startswith("bad.txt")
    assert message in str(caught.value)
    errors = []
    with pytest.raises(InputError):  # nothing is left to learn from
        read_data(run(train=(Path("bad.txt"),)), on_error=errors.append)
    assert len(errors) == 1


def test_two_paths_cannot_give_one_id(folder):
    for name in ("a", "b"):
        Path(name).mkdir()
        Path(name, "x.txt").write_text(markup("⟦1:ORG|Bộ Công an⟧"), encoding="utf-8")
    with pytest.raises(InputError, match=r"b: the id 'a' is taken by a document of a\."):
        read_data(run(train=(Path("a"), Path("b"))))


def test_our_scheme_can_be_learnt_in_part():
    assert scheme_of(DataConfig(train=(EXAMPLES,)), []) == default_scheme()
    flat = scheme_of(DataConfig(train=(EXAMPLES,), nesting=False, links=False), [])
    assert (flat.outer, flat.inner, flat.links) == (default_scheme().outer, (), ())


def test_another_scheme_is_read_off_its_documents():
    scheme = scheme_of(DataConfig(train=(EXAMPLES,), labels=()), [FOREIGN])
    assert scheme.outer == ("COMPANY", "EVENT.PAYMENT", "SUM")
    assert (scheme.inner, dict(scheme.nesting)) == (("TOWN",), {"COMPANY": frozenset({"TOWN"})})
    assert scheme.links == (
        Link("OWES", frozenset({"COMPANY", "TOWN"}), frozenset({"SUM"})),
        Link("PAYER", frozenset({"EVENT.PAYMENT"}), frozenset({"COMPANY"})),
    )


def test_labels_that_are_given_keep_their_order():
    scheme = scheme_of(DataConfig(train=(EXAMPLES,), labels=("SUM", "COMPANY", "NEVER")), [FOREIGN])
    assert scheme.outer == ("SUM", "COMPANY", "NEVER")


def test_a_run_is_not_begun_over_other_files(folder):
    open_run(run())
    open_run(run())  # it never began
    Path("run", HISTORY).touch()
    with pytest.raises(OutputError, match=r"run: the folder of the run is not empty\. Give --resume"):
        open_run(run())
    Path("run", "config.yaml").rename(Path("run", "notes.yaml"))
    with pytest.raises(OutputError, match="Name a new or an empty folder"):
        open_run(run())


def test_a_run_goes_on_with_the_same_configuration_only(folder):
    with pytest.raises(InputError, match=r"run: there is no run to resume\. Begin it without --resume"):
        open_run(run(), resume=True)
    open_run(run())
    open_run(run(), resume=True)
    open_run(run().model_copy(update={"stopping": StoppingConfig(patience=1)}), resume=True)
    with pytest.raises(
        InputError, match=r"the run was begun with other values of data\.dev_share, data\.links"
    ):
        open_run(run(dev_share=0.5, links=False), resume=True)
