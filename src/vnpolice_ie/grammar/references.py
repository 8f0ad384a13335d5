"""Document references: text to `ReferenceForm`, and back to the normal form and to a citation.

The normal form follows the annotation guidelines, section 4; the ways of citing are those of Decree
30/2020/NĐ-CP, annex I (State) and Guidance 36-HD/VPTW of 2018 (Party).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from vnpolice_ie.errors import InputError
from vnpolice_ie.grammar.document_types import document_types
from vnpolice_ie.grammar.laws import LawName, read_abbreviation, read_law
from vnpolice_ie.grammar.named_documents import NamedDocument, read_named
from vnpolice_ie.grammar.provisions import (
    Provision,
    cite_provisions,
    parse_provisions,
    print_provisions,
    read_provisions,
)
from vnpolice_ie.grammar.symbols import DocumentNumber, read_number, read_spaced_number
from vnpolice_ie.text.normal import normalize

CONNECTIVE = re.compile(r" {0,2}[,-]? {0,2}(?:(?:của|thuộc|trong|tại) )?")
"""What may stand between a provision and its document."""

LAW_KINDS = ("Luật", "Bộ luật", "Pháp lệnh", "Hiến pháp")

# A law outside the lists, where the whole text is known to be one reference.
_LAW = re.compile(r"(?P<kind>bộ luật|luật|pháp lệnh) (?P<name>.+?)(?: (?:năm )?(?P<year>(?:19|20)\d\d))?$")
_NUMBERED = re.compile(r"(?P<type>[^\d#]*?)\s?(?:,\s?)?(?:số)?\s?:?\s?(?=\d)")


class ReferenceForm(NamedTuple):
    """One reference to a document as far as its words give it.

    Attributes:
        type: the type noun as its list spells it (`Nghị quyết`, `Bộ luật`), None where none stands.
        name: what names it besides a number: `Công an nhân dân`, `Đại hội XIII`, `Trung ương 4`.
        number: its number as written, `44`, `04`.
        year: the year in its number (15/2020/NĐ-CP), or the year of a law.
        symbol: its symbol put right, `KL/TW`, `NĐ-CP`.
        party: whether the number is printed in the Party's form, `44-KL/TW`.
        provisions: path to a provision, the outer unit first; empty for the whole document.
    """

    type: str | None = None
    name: str | None = None
    number: str | None = None
    year: str | None = None
    symbol: str | None = None
    party: bool = False
    provisions: tuple[Provision, ...] = ()

    @property
    def document_number(self) -> DocumentNumber | None:
        """Number, year and symbol, if the reference has a number."""
        if self.number is None:
            return None
        return DocumentNumber(self.number, self.year, self.symbol, self.party)

    @property
    def document(self) -> ReferenceForm:
        """The same without the path to a provision."""
        return self._replace(provisions=()) if self.provisions else self

    @property
    def is_law(self) -> bool:
        """Whether it is a law, code, ordinance or the Constitution, cited by name."""
        return self.type in LAW_KINDS and (self.name is not None or self.number is None)

    @property
    def is_provision_alone(self) -> bool:
        """Whether it names a provision and no document."""
        return bool(self.provisions) and self.type is None and self.number is None


class Citation(NamedTuple):
    """One reference found in a text.

    Attributes:
        start, end: offsets into the normal text.
        form: what its words give, with what a list shares ("Điều 69, Điều 71 Luật Đất đai").
        rule: which pattern or list found it, in kebab case.
        this: the type noun in lower case where the document is "… này", else None.
    """

    start: int
    end: int
    form: ReferenceForm
    rule: str
    this: str | None = None


def normal_form(form: ReferenceForm) -> str:
    """Print the normal form: `44-KL/TW`, `Kết luận 44`, `Luật Thanh tra 2022`, `…#điều134.khoản2`.

    A type noun and a law's name are left out where a symbol stands; all else can be parsed back.
    """
    number = form.document_number
    if number is None:
        head = " ".join(filter(None, (form.type, form.name, form.year)))
    elif number.symbol:
        head = str(number)
    else:
        head = " ".join(filter(None, (form.type, form.name, str(number))))
    return f"{head}#{print_provisions(form.provisions)}" if form.provisions else head


def cite(form: ReferenceForm) -> str:
    """Print the reference as a text cites it, nothing left out; `parse_reference` gives the form back."""
    number = form.document_number
    if number is not None:
        words = [form.type, form.name, f"số {number}"]
    elif form.is_law and form.year:
        words = [form.type, form.name, f"năm {form.year}"]
    else:
        words = [form.type, form.name, form.year]
    return " ".join(filter(None, (cite_provisions(form.provisions), *words)))


def parse_reference(text: str) -> ReferenceForm:
    """Parse one whole reference, in any spelling that texts use or in normal form.

    Raises:
        InputError: the text is no reference, or more than one.
    """
    normal = normalize(" ".join(text.split()))
    if "  " in normal.text or normal.text != normal.text.strip():
        # Between two spaces there was a sign without width.
        normal = normalize(" ".join(normal.text.split()))
    words, mark, printed = normal.text.partition("#")
    form = _of_normal_form(words.strip(), printed.strip()) if mark else _cited(words, normal.folded)
    if form is None:
        raise InputError(
            f"{text[:80]!r} is no reference to one document",
            remedy="Write a type noun with a number or a name, as 'Kết luận số 44-KL/TW'",
        )
    return form


def form_of_law(law: LawName) -> ReferenceForm:
    """The form of a law that was read by its name."""
    if law.number is None:
        return ReferenceForm(law.kind, law.name or None, year=law.year)
    n = law.number
    return ReferenceForm(law.kind, law.name or None, n.number, n.year, n.symbol, n.party)


def form_of_named(named: NamedDocument) -> ReferenceForm:
    """The form of a document that is cited by its name."""
    return ReferenceForm(named.type, named.name)


def form_of_number(type_noun: str | None, number: DocumentNumber) -> ReferenceForm:
    """The form of a numbered document with the type noun before its number."""
    return ReferenceForm(type_noun, None, number.number, number.year, number.symbol, number.party)


def read_head(text: str, folded: str, start: int) -> tuple[ReferenceForm, int] | None:
    """Read the law or named document that begins at an offset of a normal text, and where it ends."""
    if law := read_law(text, folded, start) or read_abbreviation(folded, start):
        return form_of_law(law), law.end
    if named := read_named(text, folded, start):
        return form_of_named(named), named.end
    return None


def _of_normal_form(words: str, printed: str) -> ReferenceForm | None:
    path = parse_provisions(printed.lower())
    head = _whole(words, words.lower(), 0)
    return head._replace(provisions=path) if path and head else None


def _cited(words: str, folded: str) -> ReferenceForm | None:
    spans = read_provisions(folded, 0)
    if not spans:
        return _whole(words, folded, 0)
    if len(spans) > 1:
        return None
    provision = spans[0]
    if provision.end == len(words):
        return ReferenceForm(provisions=provision.path)
    gap = CONNECTIVE.match(folded, provision.end)
    head = _whole(words, folded, gap.end() if gap else provision.end)
    return head._replace(provisions=provision.path) if head else None


def _whole(words: str, folded: str, start: int) -> ReferenceForm | None:
    """The document whose words run from `start` to the end of the text."""
    head = read_head(words, folded, start)
    if head and head[1] == len(words):
        return head[0]
    return _numbered(words, folded, start) or _law_by_pattern(words, folded, start)


def _numbered(words: str, folded: str, start: int) -> ReferenceForm | None:
    before = _NUMBERED.match(folded, start)
    if before is None:
        return None
    noun = document_types().get(before["type"].strip())
    if before["type"] and noun is None:
        return None
    read = read_number(words, before.end())
    if read is None or read[1] != len(words):
        read = read_spaced_number(words, before.end())
    if read is None or read[1] != len(words) or (noun is None and not read[0].symbol):
        return None
    return form_of_number(noun.base if noun else None, read[0])


def _law_by_pattern(words: str, folded: str, start: int) -> ReferenceForm | None:
    match = _LAW.match(folded, start)
    if match is None:
        return None
    name = words[match.start("name") : match.end("name")]
    return ReferenceForm(match["kind"].capitalize(), name, year=match["year"])
