"""The mark-up of the annotation guidelines (section 5): reader and writer.

A document is header lines (`id: …`), a line `---`, the text with marks, a line `===`, then relations,
arguments and document keys, one a line. A mark is `⟦number:LABEL|words⟧` or `⟦number:LABEL:key|words⟧`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from vnpolice_ie.errors import SchemaError, VnPoliceError
from vnpolice_ie.io.fitting import Holds
from vnpolice_ie.io.gold import GoldDocument, Mark, MarkedArgument, MarkedRelation
from vnpolice_ie.io.gold_checks import faults
from vnpolice_ie.io.text import read_text

HOLDS = Holds(
    any_head=True,
    any_trigger=lambda label: True,
    twice=True,
    edges=True,
    label=re.compile(r"[^\W\d][\w-]*"),
    relation=re.compile(r"(?!(?:ARG|DOC)$)[^\s|⟦⟧]+"),
    role=re.compile(r"[^\s|⟦⟧]+"),
    key=re.compile(r"[^\s|⟦⟧]+"),
)
"""What the mark-up holds; not a text with its brackets."""
_LABEL = re.compile(r"[^\W\d][\w.-]*")
_OPEN = re.compile(rf"⟦(\d{{1,9}}):({_LABEL.pattern})(?::([^|⟦⟧\n]*))?\|")
_WORD = re.compile(r"[^\s|⟦⟧]+")
_HALF = re.compile("[\ud800-\udfff]")
_BRACKET = re.compile(r"[⟦⟧]")
_HEADER = re.compile(r"\ufeff?(?:[a-z_]{1,40}:[^\n]*\n){1,50}---\n")
_HEADER_ROOM = 20_000


def is_markup(raw: str) -> bool:
    """Tell whether a text is a document in the mark-up: header lines, `---`, and a `===` part."""
    head = raw[:_HEADER_ROOM].replace("\r\n", "\n")
    return bool(_HEADER.match(head)) and bool(re.search(r"^===\s*$", raw, re.MULTILINE))


Check = Callable[[GoldDocument, str], Iterable[VnPoliceError]]


def parse(raw: str, where: str, check: Check = faults) -> tuple[GoldDocument, list[VnPoliceError]]:
    """Read a document and everything that is wrong with it.

    Args:
        raw: the mark-up.
        where: its file, for the errors; its id where the header gives none.
        check: gives what is wrong with a document whose form is right; by default what the guidelines
            do not allow.

    Raises:
        SchemaError: it has no header or no part after the text, so nothing can be read.
    """
    header, body, tail = _parts(raw, where)
    scan = _Scan(body, where)
    lines = _Tail(tail, where)
    document = GoldDocument(
        id=header.get("id") or Path(where).stem,
        text=scan.text,
        marks=scan.marks,
        relations=tuple(lines.relations),
        arguments=tuple(lines.arguments),
        documents=lines.documents,
        source=header.get("source"),
        date=header.get("date"),
    )
    return document, [*scan.faults, *check(document, where), *lines.faults]


def read(path: Path, encoding: str = "utf-8") -> GoldDocument:
    """Read a document from a file.

    Raises:
        InputError: the file cannot be read.
        SchemaError: its first fault.
    """
    document, found = parse(read_text(path, encoding=encoding), path.name)
    if found:
        raise found[0]
    return document


def plain(raw: str, where: str) -> GoldDocument:
    """Read id, text and date of a document alone; its annotation may be wrong as it likes.

    Raises:
        SchemaError: a bracket has no other half, so that the text is not sure.
    """
    header, body, _ = _parts(raw, where)
    scan = _Scan(body, where)
    if scan.faults:
        raise scan.faults[0]
    return GoldDocument(
        id=header.get("id") or Path(where).stem, text=scan.text, date=header.get("date") or None
    )


def _parts(raw: str, where: str) -> tuple[dict[str, str], str, str]:
    raw = raw.replace("\r\n", "\n").lstrip("\ufeff")
    head, rule, rest = raw.partition("\n---\n")
    if not rule:
        raise SchemaError(
            "there is no line '---' after the header",
            where=where,
            remedy="Write 'id: NAME', a line '---', the text, a line '==='",
        )
    body, rule, tail = rest.rpartition("\n===\n")
    if not rule:
        if not rest.rstrip().endswith("==="):
            raise SchemaError(
                "there is no line '===' after the text",
                where=where,
                remedy="End the text with a line '===', even where no relation follows",
            )
        body, tail = rest.rstrip()[:-3].rstrip("\n"), ""
    header = {}
    for line in head.splitlines():
        key, colon, value = line.partition(":")
        if colon:
            header[key.strip()] = value.strip()
    return header, body, tail


@dataclass(slots=True)
class _Opened:
    start: int
    number: int
    label: str
    event_type: str | None
    key: str | None


class _Scan:
    """Takes the marks out of a text."""

    def __init__(self, body: str, where: str) -> None:
        self.where = where
        self.faults: list[SchemaError] = []
        self._parts: list[str] = []
        self._length = 0
        self._stack: list[_Opened] = []
        self._closed: list[tuple[_Opened, int, int | None]] = []
        self._run(body)
        self._closed.reverse()  # of two marks of one span the outer one, closed last, comes first
        self.text = "".join(self._parts)
        self.marks = tuple(
            Mark(
                start=mark.start,
                end=end,
                number=mark.number,
                label=mark.label,
                text=self.text[mark.start : end],
                event_type=mark.event_type,
                key=mark.key,
                parent=parent,
            )
            for mark, end, parent in sorted(self._closed, key=lambda c: (c[0].start, -c[1]))
        )

    def _run(self, body: str) -> None:
        done = 0
        for bracket in _BRACKET.finditer(body):
            at = bracket.start()
            self._keep(body[done:at])
            done = at + 1
            if bracket[0] == "⟧":
                self._close(body, at)
            elif match := _OPEN.match(body, at):
                label, _, event_type = match[2].partition(".")
                self._stack.append(_Opened(self._length, int(match[1]), label, event_type or None, match[3]))
                done = match.end()
            else:
                self._fail(
                    f"bad mark at {body[at : at + 40]!r}", "Write it as ⟦1:ORG|words⟧ or ⟦1:PERSON:p1|words⟧"
                )
        self._keep(body[done:])
        for opened in self._stack:
            self._fail(f"mark {opened.number} is never closed", "Close it with ⟧ in its own line")

    def _keep(self, piece: str) -> None:
        self._parts.append(piece)
        self._length += len(piece)

    def _close(self, body: str, at: int) -> None:
        if not self._stack:
            self._fail(f"⟧ without ⟦ after {body[max(0, at - 30) : at]!r}", "Take it out or open its mark")
            return
        mark = self._stack.pop()
        self._closed.append((mark, self._length, self._stack[-1].number if self._stack else None))

    def _fail(self, what: str, remedy: str) -> None:
        self.faults.append(SchemaError(what, where=self.where, remedy=remedy))


@dataclass(slots=True)
class _Tail:
    """Reads the lines after the text."""

    tail: str
    where: str
    relations: list[MarkedRelation] = field(default_factory=list)
    arguments: list[MarkedArgument] = field(default_factory=list)
    documents: dict[str, str] = field(default_factory=dict)
    faults: list[SchemaError] = field(default_factory=list)

    def __post_init__(self) -> None:
        for line in filter(None, map(str.strip, self.tail.splitlines())):
            try:
                self._line(line)
            except (IndexError, ValueError):
                self.faults.append(
                    SchemaError(
                        f"the line {line!r} is not understood",
                        where=self.where,
                        remedy="Write 'ARG trigger ROLE filler', 'TYPE head tail' or 'DOC key NORMAL-FORM'",
                    )
                )

    def _line(self, line: str) -> None:
        words = line.split()
        if words[0] == "ARG":
            self.arguments.append(MarkedArgument(int(words[1]), words[2], int(words[3])))
        elif words[0] == "DOC":
            self.documents[words[1]] = line.split(None, 2)[2]
        else:
            self.relations.append(MarkedRelation(words[0], int(words[1]), int(words[2])))


def write(document: GoldDocument) -> str:
    """Return the document in the mark-up; `parse` gives it back.

    Raises:
        SchemaError: the text holds something that the mark-up cannot: its brackets, line ends of
            two characters or lone surrogates; a key or a label has spaces or brackets; or two marks cross.
    """
    where = f"document {document.id!r}"
    for sign, name in (("⟦", "⟦"), ("⟧", "⟧"), ("\r\n", "a line end of two characters")):
        if sign in document.text:
            raise SchemaError(
                f"the text holds {name}", where=where, remedy="Replace it before the text is annotated"
            )
    if document.text.endswith("\r"):
        raise SchemaError(
            "the text ends with a carriage return",
            where=where,
            remedy="Take it out before the text is annotated",
        )
    header = [
        f"{key}: {value}"
        for key, value in (("id", document.id), ("source", document.source), ("date", document.date))
        if value or key == "id"
    ]
    _check_lines(document, header, where)
    tail = [
        *(f"{r.type} {r.head} {r.tail}" for r in document.relations),
        *(f"ARG {a.trigger} {a.role} {a.filler}" for a in document.arguments),
        *(f"DOC {key} {form}" for key, form in document.documents.items()),
    ]
    written = "\n".join([*header, "---", _marked(document, where), "===", *tail]) + "\n"
    if _HALF.search(written):
        raise SchemaError(
            "the document holds half a character (a lone surrogate)",
            where=where,
            remedy="Decode the file anew",
        )
    return written


def _check_lines(document: GoldDocument, header: list[str], where: str) -> None:
    """Raise an error for what would be read back as something else."""
    words = [key for mark in document.marks if (key := mark.key)] + list(document.documents)
    words += [name for name, *_ in document.relations] + [a.role for a in document.arguments]
    told = [value for value in (document.id, document.source, document.date) if value]
    forms = [*header, *told, *document.documents.values()]
    wrong = [word for word in words if not _WORD.fullmatch(word)]
    wrong += [mark.tag for mark in document.marks if not _LABEL.fullmatch(mark.tag)]
    wrong += [line for line in forms if len(line.splitlines()) > 1]
    wrong += [value for value in told if value != value.strip()]
    if wrong:
        raise SchemaError(
            f"the mark-up cannot hold {wrong[0]!r}",
            where=where,
            remedy="Use keys and labels without spaces and brackets, and ids and normal forms of one line",
        )


def _marked(document: GoldDocument, where: str) -> str:
    parts: list[str] = []
    open_ends: list[int] = []
    done = 0

    def keep(until: int) -> None:
        nonlocal done
        while open_ends and open_ends[-1] <= until:
            end = open_ends.pop()
            parts.append(document.text[done:end] + "⟧")
            done = end
        parts.append(document.text[done:until])
        done = until

    for mark in sorted(document.marks, key=lambda m: (m.start, -m.end)):
        keep(mark.start)
        if open_ends and mark.end > open_ends[-1]:
            raise SchemaError(
                f"mark {mark.number} {mark.text!r} crosses another",
                where=where,
                remedy="Let one contain the other, or end the first before the second",
            )
        key = f":{mark.key}" if mark.key else ""
        parts.append(f"⟦{mark.number}:{mark.tag}{key}|")
        open_ends.append(mark.end)
    keep(len(document.text))
    return "".join(parts)
