"""Each error says what, where and the remedy, and each of its messages is read by a test."""

import ast
import os
import pickle
import re
import sys
from pathlib import Path

import pytest

import vnpolice_ie as vie
from vnpolice_ie import errors, scores
from vnpolice_ie.grammar.dates import from_iso
from vnpolice_ie.grammar.references import parse_reference
from vnpolice_ie.lexicon import loader
from vnpolice_ie.schema import EVENT_TYPES, LABELS, RELATION_TYPES
from vnpolice_ie.text.rdr import RuleTree
from vnpolice_ie.text.segment import align, segmenter

ROOT = Path(__file__).resolve().parents[1]
KINDS = {
    name
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, vie.VnPoliceError)
}
# Helpers that make an error of a message given to them.
MAKERS = KINDS | {"fail", "_fail", "_broken"}


def literal_parts(node: ast.expr) -> list[str]:
    """The fixed pieces of a string or an f-string."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.JoinedStr):
        return [part for value in node.values for part in literal_parts(value)]
    return []


def messages() -> list[tuple[str, str]]:
    """Where each error is made, and the longest fixed piece of what it says."""
    found = []
    for path in sorted((ROOT / "src").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            parts = literal_parts(node.args[0])
            if name in MAKERS and parts:
                found.append((f"{path.relative_to(ROOT)}:{node.lineno}", max(parts, key=len).strip()))
    return found


class DyingToStart:
    """A stage that ends the process that it comes to."""

    name = "dying"

    def __call__(self, draft):
        pass

    def __reduce__(self):
        return os._exit, (1,)


def entity(**changes):
    return {"id": "T1", "start": 0, "end": 2, "label": "ORG", "text": "ab"} | changes


def doc(**parts):
    return {"id": "a", "text": "ab cd"} | parts


# Each case: what is done wrongly, and the whole message.
CASES = {
    "a pipeline that is none": (
        lambda: vie.load("large"),
        "there is no pipeline 'large'. The pipelines are: rules, compact; or give a model's folder.",
    ),
    "a date that is none": (
        lambda: from_iso("27-8-2019"),
        "'27-8-2019' is no ISO 8601 date or period. Write it like 2019-08-27, 2019-08, 2019, --08-27 or 2013/2018.",
    ),
    "a reference that is none": (
        lambda: parse_reference("hội nghị"),
        "'hội nghị' is no reference to one document. Write a type noun with a number or a name, as 'Kết luận số 44-KL/TW'.",
    ),
    "rules of no line": (
        lambda: RuleTree([], "Model.RDR"),
        "Model.RDR: there are no rules. Give RDRSegmenter's Model.RDR.",
    ),
    "rules that are not there": (
        lambda: segmenter("rdr", folder="missing"),
        "missing: there is no file Model.RDR. Put RDRSegmenter's Model.RDR and vocabulary.txt into that folder.",
    ),
    "a segmenter that is none": (
        lambda: segmenter("words"),
        "there is no segmenter 'words'. The segmenters are underthesea, pyvi, rdr.",
    ),
    "a segmenter without its files": (
        lambda: segmenter("rdr"),
        "the segmenter 'rdr' needs its rule files. Name their folder: folder=….",
    ),
    "a segmenter that changes the text": (
        lambda: align(["công_an", "huyện"], "công an xã", "mine"),
        "mine: the segmenter changed the text at 'xã'. Give it text in normal form, or take another segmenter.",
    ),
    "a document without a text": (
        lambda: vie.Doc.from_dict({"id": "a"}),
        "document 'a': the document has no string under text. Give each document an 'id' and a 'text'.",
    ),
    "a record of another form": (
        lambda: vie.Doc.from_dict(doc(entities=[{"id": "T1"}])),
        "document 'a': the record is not in the output format (KeyError: 'label'). Compare it with docs/output-format.md.",
    ),
    "offsets of other words": (
        lambda: vie.Doc.from_dict(doc(entities=[entity(start=1, end=3)])),
        "document 'a': entity T1 has the offsets 1:3, but the text there is not 'ab'."
        " Offsets are code points into the unchanged text, the end exclusive.",
    ),
    "a label that is none": (
        lambda: vie.Doc.from_dict(doc(entities=[entity(label="PLACE")])),
        f"document 'a': unknown label 'PLACE'. The labels are {', '.join(LABELS)}.",
    ),
    "an event type that is none": (
        lambda: vie.Doc.from_dict(doc(entities=[entity(label="EVENT", type="PARTY")])),
        f"document 'a': unknown event type 'PARTY'. The types are {', '.join(EVENT_TYPES)}.",
    ),
    "a relation that is none": (
        lambda: vie.Doc.from_dict(doc(relations=[{"type": "LEADS", "head": "T1", "tail": "T1"}])),
        f"document 'a': unknown relation 'LEADS'. The relations are {', '.join(RELATION_TYPES)}.",
    ),
    "an entity that is none": (
        lambda: vie.Doc.from_dict(doc(relations=[{"type": "HOLDS", "head": "T1", "tail": "T1"}])),
        "document 'a': no entity has the id 'T1'. Name only ids that stand under 'entities'.",
    ),
    "a worker that cannot start": (
        lambda: list(vie.Pipeline([DyingToStart()]).pipe(["a"], processes=2)),
        "a worker process ended before its work was done. In a script, call pipe under"
        " `if __name__ == '__main__':`; if memory is short, take fewer processes or a smaller batch_size.",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_each_error_says_what_where_and_the_remedy(case, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    wrong, message = CASES[case]
    with pytest.raises(vie.VnPoliceError) as caught:
        wrong()
    assert str(caught.value) == message


def test_a_package_without_its_scores_says_so(monkeypatch, tmp_path):
    monkeypatch.setattr(scores.resources, "files", lambda package: tmp_path)
    scores.rule_scores.cache_clear()
    message = r"rules/scores\.json: the scores of the rules are missing\. The package is incomplete; install it again\."
    with pytest.raises(vie.ResourceError, match=message):
        scores.rule_scores()


def test_a_word_list_with_a_line_too_long_says_so(monkeypatch, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "bad.tsv").write_text("# about\nword\tuse\na\tb\tc\n", encoding="utf-8")
    monkeypatch.setattr(loader.resources, "files", lambda package: tmp_path)
    message = (
        r"bad\.tsv, line 3: 3 cells, but the header names 2 columns\. Separate the columns by single tabs\."
    )
    with pytest.raises(vie.ResourceError, match=message):
        loader.read_table("bad")


@pytest.mark.parametrize("name", ["pyvi", "underthesea"])
def test_a_package_that_is_not_installed_says_so(monkeypatch, name):
    monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setitem(sys.modules, f"{name}.ViTokenizer", None)
    message = rf"the package {name} is not installed\. Install it: pip install {name}\."
    with pytest.raises(vie.ResourceError, match=message):
        segmenter(name)


def test_rules_out_of_order_say_so():
    message = (
        r"r, line 2: the rule is no exception to the one above it\. Indent it by one tab more than its rule"
    )
    with pytest.raises(vie.InputError, match=message):
        RuleTree(['object.tag == "X" : object.conclusion = "B"'] * 2, "r")


def test_every_message_is_read_by_a_test():
    tests = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "tests").glob("test_*.py"))
    readable = re.sub(r"\\(.)", r"\1", tests)
    found = messages()
    assert len(found) > 40
    unread = [f"{where}: {words}" for where, words in found if words not in readable]
    assert unread == []


def test_every_error_names_a_remedy():
    for path in sorted((ROOT / "src").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KINDS:
                assert "remedy" in {k.arg for k in node.keywords}, f"{path.name}:{node.lineno}"


@pytest.mark.parametrize("kind", sorted(KINDS - {"VnPoliceError"}))
def test_errors_survive_the_way_between_processes(kind):
    error = getattr(vie, kind)("it is so", where="a.txt, line 3", remedy="Do this")
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert str(again) == str(error) == "a.txt, line 3: it is so. Do this."
    assert (again.what, again.where, again.remedy) == ("it is so", "a.txt, line 3", "Do this")
    assert isinstance(again, vie.VnPoliceError)
