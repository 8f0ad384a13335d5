"""Arrays are read element by element as json.load reads them whole, wherever the file is cut into chunks."""

from __future__ import annotations

import json
import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vnpolice_ie.errors import InputError
from vnpolice_ie.io import json_array
from vnpolice_ie.io.json_array import read_elements

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@pytest.fixture(params=[1, 2, 7, 1 << 18])
def chunks(request, monkeypatch):
    monkeypatch.setattr(json_array, "_CHUNK", request.param)


@pytest.mark.usefixtures("chunks")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    st.lists(VALUES, max_size=5),
    st.sampled_from([None, 1]),
    st.booleans(),
    st.sampled_from(["", "\ufeff", " \n"]),
)
def test_the_elements_are_those_of_the_array(tmp_path, values, indent, ascii_only, before):
    path = tmp_path / "a.json"
    text = before + json.dumps(values, indent=indent, ensure_ascii=ascii_only) + "\n"
    path.write_text(text, encoding="utf-8", errors="surrogatepass")
    if not ascii_only and any("\ud800" <= c <= "\udfff" for c in text):
        with pytest.raises(InputError, match="the file is not UTF-8"):
            list(read_elements(path))
    else:
        assert list(read_elements(path)) == values


# Each case: the file, the elements that come out before the fault, and the fault.
BROKEN = {
    "cut off": ('[{"a": 1},\n{"a": ', [{"a": 1}], "line 2: the file is no JSON (Expecting value)"),
    "no comma": ("[1\n2]", [1], "line 2: the file is no JSON (Expecting ',' delimiter)"),
    "comma at the end": ("[1,\n\n]", [1], "line 3: the file is no JSON (Expecting value)"),
    "never closed": ("[1,\n2", [1, 2], "line 2: the file is no JSON (Expecting ',' delimiter)"),
    "two arrays": ("[1]\n[2]", [1], "line 2: the file is no JSON (Extra data)"),
    "no value": ("[{]", [], "line 1: the file is no JSON (Expecting property name enclosed in double quotes)"),
}  # fmt: skip


@pytest.mark.usefixtures("chunks")
@pytest.mark.parametrize("case", BROKEN)
def test_what_stands_before_a_fault_comes_out(tmp_path, case):
    text, before, message = BROKEN[case]
    (tmp_path / "a.json").write_text(text)
    found = []
    with pytest.raises(InputError) as error:
        found.extend(value for value in read_elements(tmp_path / "a.json"))
    assert found in (before, [])
    assert f"a.json, {message}. Export it again" in str(error.value)
    elements = read_elements(tmp_path / "a.json")
    assert [next(elements) for _ in before] == before


def test_a_large_array_takes_the_memory_of_its_elements(tmp_path):
    path = tmp_path / "a.json"
    with path.open("w") as file:
        file.write("[" + ",\n".join(json.dumps({"text": "Hà Nội " * 500}) for _ in range(2_000)) + "]")
    tracemalloc.start()
    assert sum(1 for _ in read_elements(path)) == 2_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < path.stat().st_size / 4
