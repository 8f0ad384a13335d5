"""The documentation: its snippets run and print what they say, its generated parts and links are right."""

from __future__ import annotations

from pathlib import Path

import build_docs
import pytest
from doc_commands import unknown_commands
from doc_regions import regenerate
from doc_snippets import run_snippets

PAGES = build_docs.pages()


@pytest.mark.parametrize("path", PAGES, ids=str)
def test_page_is_current(path: Path) -> None:
    text, faults = build_docs.rebuilt(path)
    assert faults == []
    assert build_docs.difference(path, text) == "", "run `make docs`"


@pytest.mark.parametrize("path", build_docs.SCHEMAS, ids=str)
def test_schema_file_is_current(path: Path) -> None:
    text, faults = build_docs.json_schema(path)
    assert faults == []
    assert build_docs.difference(path, text) == "", "run `make docs`"


def test_all_pages_are_looked_at() -> None:
    assert {Path("README.md"), Path("docs/index.md"), Path("docs/errors.md")} <= set(PAGES)


def fenced(language: str, body: str) -> str:
    return f"```{language}\n{body}```\n"


def test_an_output_that_is_out_of_date_is_written_anew() -> None:
    page = run_snippets(fenced("python", "print(6 * 7)\n") + "\n" + fenced("text", "41\n"), "page.md")
    assert page.faults == []
    assert page.text == fenced("python", "print(6 * 7)\n") + "\n" + fenced("text", "42\n")


def test_snippets_of_a_page_share_their_names() -> None:
    first, second = fenced("python", "a = 5\n"), fenced("python", "print(a)\n")
    assert run_snippets(first + second + fenced("text", ""), "page.md").text.endswith(fenced("text", "5\n"))


def test_output_without_a_place_is_a_fault() -> None:
    page = run_snippets("Text.\n\n" + fenced("python", "print('lost')\n"), "page.md")
    assert page.faults == ["page.md, line 3: the snippet prints, but no text block stands below it:\nlost\n"]


def test_a_snippet_that_fails_is_a_fault_with_its_error() -> None:
    (fault,) = run_snippets(fenced("python", "1 / 0\n"), "page.md").faults
    assert fault.startswith("page.md, line 1: the snippet ends with")
    assert "ZeroDivisionError" in fault


def test_console_block_shows_what_the_command_writes() -> None:
    page = run_snippets(fenced("console", "$ vnpolice-ie --version\nvnpolice-ie 0.0\n"), "page.md")
    assert page.faults == []
    assert "vnpolice-ie 0.0\n" not in page.text
    assert page.text.startswith("```console\n$ vnpolice-ie --version\nvnpolice-ie ")


def test_other_programs_are_not_run() -> None:
    page = run_snippets(fenced("console", "$ rm -r examples\n"), "page.md")
    assert page.faults == [
        "page.md, line 1: only vnpolice-ie is run in console blocks; use a bash block for rm"
    ]


def test_lines_left_out_of_an_output_stay_so_while_the_rest_is_the_same() -> None:
    right = fenced("console", "$ vnpolice-ie schema\n{\n…\n}\n")
    wrong = fenced("console", "$ vnpolice-ie schema\n[\n…\n]\n")
    assert run_snippets(right, "page.md").text == right
    assert "…" not in run_snippets(wrong, "page.md").text


@pytest.mark.parametrize(
    ("command", "fault"),
    [
        ("vnpolice-ie annotate news/ -o news.jsonl --min-scor 0.8", "No such option: --min-scor"),
        ("vnpolice-ie annotated news/ -o news.jsonl", "there is no command 'annotated'"),
    ],
)
def test_commands_that_are_not_run_must_exist_with_their_options(command: str, fault: str) -> None:
    (found,) = unknown_commands(fenced("bash", f"make setup\n{command}  # read\n"), "page.md")
    assert found.startswith(f"page.md: {command}: {fault}")


def test_commands_over_two_lines_and_before_a_pipe_are_understood() -> None:
    page = fenced(
        "bash", "vnpolice-ie train a.yaml \\\n  --check\nvnpolice-ie annotate a.txt -o - | jq -r .people\n"
    )
    assert unknown_commands(page, "page.md") == []


def test_an_unknown_generated_part_is_a_fault() -> None:
    faults: list[str] = []
    text = "<!-- begin: weather -->\n<!-- end: weather -->\n"
    assert regenerate(text, "page.md", faults) == text
    assert faults == [
        "page.md: nothing makes the part 'weather'; known are configuration, events, figures, licences, relations, word lists, accuracy of mentions, accuracy of facts, accuracy on unseen documents, calibration, calibration errors, sureness, precision and recall, common faults, faults of links, faults of mentions, fault, help"
    ]


@pytest.mark.parametrize(
    ("link", "fault"),
    [
        ("[a](nowhere.md)", "docs/index.md: the link nowhere.md leads to no file"),
        ("[a](index.md#no-such)", "docs/index.md: the link index.md#no-such leads to no heading"),
    ],
)
def test_links_that_lead_nowhere_are_faults(link: str, fault: str) -> None:
    assert build_docs.broken_links(Path("docs/index.md"), link) == [fault]


def test_links_to_the_web_and_to_files_are_left_alone() -> None:
    text = "[a](https://example.org/x) [b](../README.md) [c](annotation-scheme.md#labels)"
    assert build_docs.broken_links(Path("docs/index.md"), text) == []
