"""Keys for marks that have none: what a person added in a tool that asks for no key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from vnpolice_ie.errors import InputError
from vnpolice_ie.grammar.periods import parse_date
from vnpolice_ie.grammar.references import normal_form, parse_reference
from vnpolice_ie.io.gold import GoldDocument, Mark
from vnpolice_ie.schema import COREFERENT

_LETTERS = {"DOC_REF": "d", "PERSON": "p", "EVENT": "v"}


def with_keys(document: GoldDocument, left_out: Counter[str]) -> GoldDocument:
    """Return a document in which every mark that needs a key has one, as training asks for.

    A document that is cited gets the key of another mention of the same normal form, a person that of one
    with the same words; every other mark one of its own. The value of a date is what its words say, with the
    year of the document's date where they give none.

    Args:
        document: the document.
        left_out: counts dates whose words give no value; they stay without.
    """
    found = _Keys(document)
    marks = tuple(m if m.key else replace(m, key=found.key(m)) for m in document.marks)
    left_out["date without a value"] += sum(m.label == "DATE" and not m.key for m in marks)
    return replace(document, marks=marks, documents=found.forms)


class _Keys:
    def __init__(self, document: GoldDocument) -> None:
        self._year = int(document.date[:4]) if document.date else None
        self.forms = dict(document.documents)
        self._taken = {m.key for m in document.marks if m.key} | set(self.forms)
        self._of_form = {form: key for key, form in self.forms.items()}
        self._of_name = {_words(m.text): m.key for m in document.marks if m.label == "PERSON" and m.key}

    def key(self, mark: Mark) -> str | None:
        """Return the key of a mark that has none; None if it needs none or a date says too little."""
        if mark.label == "DATE":
            return self._day(mark.text)
        if mark.label == "DOC_REF":
            form = _form(mark.text)
            key = self._of_form.setdefault(form, self._free(mark))
            self.forms[key] = form
            return key
        if mark.label == "PERSON":
            return self._of_name.setdefault(_words(mark.text), self._free(mark))
        return self._free(mark) if mark.label in COREFERENT else None

    def _free(self, mark: Mark) -> str:
        names: Iterable[str] = (f"{_LETTERS[mark.label]}x{mark.number}{'x' * n}" for n in range(99))
        found = next(name for name in names if name not in self._taken)
        self._taken.add(found)
        return found

    def _day(self, words: str) -> str | None:
        form = parse_date(words)
        if form is None:
            return None
        if not form.has_year and self._year is not None and form.hint != "previous":
            form = form.in_year(self._year + form.shift)
        return form.iso()


def _form(words: str) -> str:
    try:
        return normal_form(parse_reference(words))
    except InputError:
        return _words(words)


def _words(text: str) -> str:
    return " ".join(text.split())
