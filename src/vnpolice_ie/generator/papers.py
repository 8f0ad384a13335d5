"""Official documents of a story: their numbers, the forms in which they are cited, their keys."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from vnpolice_ie.grammar.provisions import Provision
from vnpolice_ie.grammar.references import ReferenceForm, normal_form


@dataclass(eq=False, slots=True)
class Record:
    """What all mentions of one document share.

    Attributes:
        form: type, name, number and symbol as the grammar prints them.
        day: its date, None for laws.
        issuer: a frame of who issued it, empty for laws.
        subject: what it is about.
        seen_whole: whether a mention gave its symbol; else type and number are its key.
    """

    form: ReferenceForm
    day: date | None = None
    issuer: str = ""
    subject: str = ""
    seen_whole: bool = False


@dataclass(eq=False, slots=True)
class Paper:
    """A document, or a provision of one."""

    record: Record
    provisions: tuple[Provision, ...] = ()
    _parts: dict[tuple[Provision, ...], Paper] = field(default_factory=dict)

    @property
    def identity(self) -> object:
        """What tells it from other documents and provisions."""
        return (id(self.record), self.provisions)

    @property
    def normal_form(self) -> str:
        """Its key, as far as the text gives it."""
        form = self.record.form
        if not form.is_law and not self.record.seen_whole:
            form = form._replace(symbol=None, year=None, party=False)
        return normal_form(form._replace(provisions=self.provisions))

    def provision(self, *path: tuple[str, str]) -> Paper:
        """A provision of it, the outer unit first."""
        provisions = tuple(Provision(unit, label) for unit, label in path)
        return self._parts.setdefault(provisions, Paper(self.record, provisions))

    @property
    def number(self) -> str:
        """Number and symbol: `44-KL/TW`, `15/2020/NĐ-CP`."""
        return str(self.record.form.document_number)
