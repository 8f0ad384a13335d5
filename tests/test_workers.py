"""Worker processes that die, hang or cannot start: the other documents come out, in order."""

import os
import signal
import threading
import time

import psutil
import pytest

import vnpolice_ie as vie
from vnpolice_ie import workers

TEXTS = [f"Công an xã số {n} họp." for n in range(20)]


class Deadly:
    """Some words kill the process that reads them, or keep it for ever."""

    name = "deadly"

    def __call__(self, draft):
        text = draft.source.text
        if "giết" in text:
            os.kill(os.getpid(), signal.SIGKILL)
        if "thoát" in text:
            os._exit(3)
        if "mãi" in text:
            time.sleep(600)
        if "chậm" in text:
            time.sleep(0.2)


def read(texts, **options):
    failures = []
    docs = vie.Pipeline([Deadly()]).pipe(texts, on_error=failures.append, **options)
    return [doc.text for doc in docs], failures


def children():
    return [p for p in psutil.Process().children(recursive=True) if "spawn_main" in " ".join(p.cmdline())]


def test_a_document_that_kills_its_process_is_named_and_the_others_come_out_in_order():
    texts = [*TEXTS[:7], "giết", *TEXTS[7:12], "thoát", *TEXTS[12:]]
    docs, failures = read(texts, processes=2, batch_size=4)
    assert docs == TEXTS
    assert [(f.index, f.id) for f in failures] == [(7, "8"), (13, "14")]
    assert [type(f.error) for f in failures] == [vie.ReadingError] * 2
    assert str(failures[0]).startswith(
        "document '8': the process that read it was ended by SIGKILL. Memory may be short"
    )
    assert "the process that read it ended with the status 3." in str(failures[1])
    assert children() == []


def test_a_process_that_is_killed_from_outside_costs_nothing():
    texts = [f"chậm {n}" for n in range(12)]
    seen = []
    failures = []
    for doc in vie.Pipeline([Deadly()]).pipe(texts, processes=2, batch_size=2, on_error=failures.append):
        if not seen:
            children()[0].kill()
        seen.append(doc.text)
    assert (seen, failures) == (texts, [])


@pytest.mark.parametrize("processes", [1, 2])
def test_a_document_that_takes_for_ever_is_given_up(processes):
    docs, failures = read([*TEXTS[:5], "mãi mãi", *TEXTS[5:]], processes=processes, batch_size=4, timeout=0.5)
    assert docs == TEXTS
    assert [f.id for f in failures] == ["6"]
    assert str(failures[0].error).startswith(
        "document '6': reading took longer than 0.5 seconds. Give it more time"
    )


def test_where_every_process_dies_the_stream_ends(monkeypatch):
    monkeypatch.setattr(workers, "DEATHS_IN_A_ROW", 3)
    with pytest.raises(
        vie.ResourceError,
        match="3 worker processes died one after the other, the last one"
        " the process that read it was ended by SIGKILL",
    ):
        read(["giết"] * 50, processes=1, batch_size=2, timeout=60)


def test_what_cannot_travel_is_named():
    docs, failures = read(["An", {"id": "x", "text": "Bình", "by": lambda: None}, "Chi"], processes=2)
    assert docs == ["An", "Chi"]
    assert [f.id for f in failures] == ["x"]


class Unloadable(Deadly):
    def __setstate__(self, state):
        raise ValueError("no such file")

    def __getstate__(self):
        return {"a": 1}


def test_a_pipeline_that_no_process_can_load_says_so():
    with pytest.raises(
        vie.ResourceError,
        match=r"the pipeline cannot be loaded in another process \(ValueError: no such file\)",
    ):
        list(vie.Pipeline([Unloadable()]).pipe(["An"], processes=2))


def test_a_stream_that_is_left_ends_its_processes():
    docs = vie.Pipeline([Deadly()]).pipe(["An", "mãi", "mãi", "mãi"], processes=2, batch_size=1)
    assert next(docs).text == "An"
    assert children()
    started = time.monotonic()
    docs.close()
    assert children() == []
    assert time.monotonic() - started < 60
    assert not [t for t in threading.enumerate() if t.name.startswith("reading")]


def test_no_more_is_taken_than_is_under_way():
    taken = 0

    def texts():
        nonlocal taken
        for text in TEXTS * 10:
            taken += 1
            yield text

    docs = vie.Pipeline([Deadly()]).pipe(texts(), processes=2, batch_size=2)
    next(docs)
    assert taken <= 2 * 2 * 4
    docs.close()


def test_a_timeout_is_above_0():
    with pytest.raises(vie.InputError, match=r"timeout is 0\. Give a number of seconds above 0, or None"):
        read([], timeout=0)
