"""A short run of tools/fuzz.py: mutated files and odd texts end in a right reading or a clear error."""

import json
from functools import cache
from random import Random

import fuzz
import pytest
from fuzzing.invariants import Broken, check_doc, check_error
from fuzzing.loop import TooSlowError, Trial, run
from fuzzing.mutations import decoded, encoded, mutate
from fuzzing.pieces import some_text
from fuzzing.targets import TARGETS, Target
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import vnpolice_ie as vie

SLOW = (
    "collection",
    "collection: sound",
    "packed: graph",
    "packed: datasets",
    "model: graph",
    "model: vocabulary",
    "model: hashes",
    "model: settings",
)
RANDOM = st.randoms(use_true_random=False)


@pytest.fixture(scope="module")
def attempt_of(tmp_path_factory):
    return cache(lambda name: TARGETS[name].open(tmp_path_factory.mktemp("fuzz")))


# What these begin with is valid for one of the readers that they try.
REFUSED_BY_ONE = {"old encodings", "dates", "datasets: state"}


@pytest.mark.parametrize("name", sorted({*TARGETS} - REFUSED_BY_ONE))
def test_a_valid_file_is_read(attempt_of, name):
    assert "Error" not in attempt_of(name)(TARGETS[name].seeds()[0])


@pytest.mark.parametrize("name", sorted({*TARGETS} - {*SLOW}))
@settings(max_examples=20, suppress_health_check=[*HealthCheck])
@given(random=RANDOM)
def test_mutated_files_are_read_or_refused(attempt_of, name, random):
    target = TARGETS[name]
    data = mutate(random.choice(target.seeds()), target.form, random, target.seeds())
    attempt_of(name)(data)


@pytest.mark.parametrize("name", SLOW)
@settings(max_examples=3, suppress_health_check=[*HealthCheck])
@given(random=RANDOM)
def test_mutated_files_are_read_or_refused_slowly(attempt_of, name, random):
    target = TARGETS[name]
    attempt_of(name)(mutate(random.choice(target.seeds()), target.form, random))


@settings(max_examples=100, suppress_health_check=[*HealthCheck])
@given(random=RANDOM)
def test_texts_of_odd_pieces_are_read(attempt_of, random):
    attempt_of("text by rules")(encoded(some_text(random)))


def test_any_bytes_are_a_text_and_a_text_is_bytes():
    for data in (b"", b"\xff\xfe", b"\xed\xa0\x80", "Đại tá 👮".encode()):
        assert isinstance(decoded(data), str)
    for text in ("", "\ud800a\udfff", "Đại tá 👮"):
        assert decoded(encoded(text)) == text


def test_mutations_are_the_same_for_a_seed():
    data = b'{"id": "a", "text": "x"}\n{"id": "b", "text": "y"}'
    first, again = ([mutate(data, "json", Random(n)) for n in range(200)] for _ in range(2))
    assert first == again
    assert len(set(first)) > 100
    assert sum(is_json(line) for file in first for line in file.split(b"\n")) > 100


def is_json(line):
    try:
        json.loads(line)
    except ValueError:
        return False
    return True


# The fuzzer itself: it must see what breaks.


def broken(folder):
    def attempt(data):
        if b"!" in data:
            raise KeyError("mark")
        if b"?" in data:
            while True:
                pass
        return f"{len(data)} bytes"

    return attempt


@pytest.fixture
def trial(tmp_path):
    return Trial(
        Target("broken", "text", lambda: [b"Cong an"], broken), tmp_path / "work", tmp_path / "scratch"
    )


def test_a_fault_is_kept_with_its_input(trial, tmp_path):
    trial.begin()
    trial.one(b"Cong an!")
    trial.one(b"Cong an! again")
    (place,) = trial.tally.faults
    assert place.startswith("KeyError")
    (kept,) = (tmp_path / "work" / "faults" / "broken").glob("*.bin")
    assert kept.read_bytes() == b"Cong an!"
    assert "KeyError: 'mark'" in kept.with_suffix(".txt").read_text(encoding="utf-8")


def test_an_input_that_takes_too_long_is_a_fault(trial, monkeypatch):
    monkeypatch.setattr("fuzzing.loop.SLOW", (0.1, 0.0))
    trial.one(b"?")
    assert list(trial.tally.faults) == ["TooSlow "]
    assert issubclass(TooSlowError, Exception)


def test_a_run_goes_on_with_what_was_kept(trial, tmp_path):
    tallies = []
    trial.begin()
    run(trial, 0.2, 1, tallies.append)
    assert tallies[-1].executions > 10
    assert tallies[-1].kept
    later = Trial(trial.target, tmp_path / "work", tmp_path / "later")
    later.begin()
    assert len(later.inputs) == 1 + tallies[-1].kept


def test_what_was_done_is_added_up(tmp_path):
    done = fuzz.Done(tmp_path)
    done.add("brat", {"executions": 5, "kept": 1, "faults": {"KeyError in x": "y"}}, 60, "")
    again = fuzz.Done(tmp_path)
    again.add("brat", {"executions": 7, "slowest": [0.5, 9]}, 60, "died with -11")
    assert again.faults() == 2
    assert "| brat | 12 | 1 | 2.0 | 0.50 |  |  |  | 2 |" in again.table()
    assert "brat: died with -11: the process died" in again.table()


@pytest.mark.parametrize(
    "error",
    [
        vie.InputError("it is so", where="a.txt"),
        vie.InputError("", where="a.txt", remedy="Do it"),
        vie.InputError("it is so", remedy="Do it"),
    ],
)
def test_an_error_without_a_part_breaks_the_rules(error):
    with pytest.raises(Broken):
        check_error(error, needs_place=True)


def test_wrong_offsets_break_the_rules():
    doc = vie.load("rules")("Công an tỉnh Bình Sơn họp.")
    assert doc.entities
    with pytest.raises(Broken, match="the text is another"):
        check_doc(doc, "Công an")
    moved = vie.Doc(id="", text=doc.text, entities=(*doc.entities[1:], doc.entities[0], doc.entities[0]))
    with pytest.raises(Broken):
        check_doc(moved, doc.text)
