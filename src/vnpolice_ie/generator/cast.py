"""The cast of a document: persons, bodies, places, dates, documents, made when first named."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cache
from random import Random
from typing import TypeVar, cast

from vnpolice_ie.errors import ResourceError
from vnpolice_ie.generator import citing, things
from vnpolice_ie.generator.people import FOREIGNERS, Person, draw_person, say_person
from vnpolice_ie.generator.spans import Phrase, Piece, marked, text_of
from vnpolice_ie.generator.template import Choice, Marked, Node, Slot, parse
from vnpolice_ie.generator.words import say_number, word_lists, word_names
from vnpolice_ie.generator.world import World, say_period, say_year, table
from vnpolice_ie.lexicon.loader import Row

T = TypeVar("T")
_DAYS = {
    "now": (-1, 0),
    "earlier": (-12, -2),
    "before": (-45, -13),
    "next": (2, 25),
    "soon": (1, 3),
    "long": (-900, -200),
    "ancient": (-16000, -12000),
}
_PLACES = ("prov", "oprov", "tprov", "dist", "odist", "comm", "comm2", "comm3", "comm4")
_NUMBERS = ("num", "money", "pct", "age", "plate", "grams")
_PERIODS = ("period", "term", "pastyear", "thisyear", "halfyear", "pub", "born")
_OTHERS = ("house", "road", "off", "art", "aw")
_FIXED: tuple[Collection[str], ...] = (_DAYS, _PLACES, _NUMBERS, _PERIODS, _OTHERS)


@cache
def roles(name: str) -> dict[str, tuple[Row, ...]]:
    """Rows of a list of the cast by their roles."""
    found: dict[str, list[Row]] = {}
    for row in table(name):
        found.setdefault(row["role"], []).append(row)
    return {role: tuple(rows) for role, rows in found.items()}


def is_known(slot: str) -> bool:
    """Tell whether frames may name this slot."""
    base = slot.rstrip("0123456789")
    return any(
        any(entry.partition(":")[0] == name for entry in known)
        for name in (slot, base)
        for known in (*_FIXED, roles("persons"), roles("bodies"), roles("papers"), word_names())
    )


class Cast:
    """Who and what a document is about; a name of a slot means the same all through it.

    Args:
        rng: what decides.
        world: when and where the document is set; drawn by default.
    """

    def __init__(self, rng: Random, world: World | None = None) -> None:
        self.rng = rng
        self.world = world or World(rng)
        self.facts = self.world.facts()
        self.facts["co"] = things.company_name(rng)
        self.facts["cn"] = rng.choice(tuple(FOREIGNERS))
        self.facts["n"] = str(rng.randint(1, 12))
        self.facts["st"] = things.street(rng)
        self.facts["plate"] = f"{rng.randint(14, 99)}-{rng.randint(1, 9):02d}D"
        self.theme = rng.choice(things.themes())
        self._known: dict[str, object] = {}
        self._said: set[str] = set()
        self._names: set[str] = set()

    def say(self, name: str, form: str | None) -> Phrase:
        """What a slot becomes.

        Raises:
            ResourceError: nothing has this name.
        """
        base = name if name in roles("papers") or name in _PLACES else name.rstrip("0123456789")
        if base in roles("persons"):
            new = name not in self._said
            if form in {None, "full", "intro", "item", "holder"}:
                self._said.add(name)
            return say_person(self, self._person(name, base), form, new)
        if base in roles("bodies"):
            return self._body(name, base, form)
        if base in roles("papers"):
            return citing.say_paper(self, self._paper(name, base), form, first=self.first(name))
        if base in _DAYS:
            first, last = _DAYS[base]
            day = self.once(name, lambda: self.world.days(self.rng.randint(first, last)))
            return self.world.say_day(day, form)
        if base in _PLACES:
            return self._place(base, form)
        if base in _NUMBERS:
            if name != base:
                return Phrase([self.once(name, lambda: say_number(self.rng, base, form, self.facts))])
            return Phrase([say_number(self.rng, base, form, self.facts)])
        if base in _PERIODS:
            return self._period(base, form)
        if base in _OTHERS:
            return things.say_other(self, name, base, form)
        if base in word_names():
            content = self._words(name, base)
            return Phrase(content, next((part for part in content if isinstance(part, Piece)), None))
        raise ResourceError(
            f"no slot is called {name!r}",
            where="a frame",
            remedy="Name one of the lists in generator/data",
        )

    def once(self, name: str, make: Callable[[], T]) -> T:
        """What a name means, made when it is first asked for."""
        if name not in self._known:
            self._known[name] = make()
        return cast(T, self._known[name])

    def first(self, name: str) -> bool:
        """Whether this is the first mention; the next one is not."""
        new = name not in self._said
        self._said.add(name)
        return new

    def fill(self, nodes: tuple[Node, ...]) -> list[str | Piece]:
        """Fill a frame of the lists, whose marks are plain labels."""
        content: list[str | Piece] = []
        for node in nodes:
            if isinstance(node, str):
                content.append(node)
            elif isinstance(node, Slot):
                content += self.say(node.name, node.form).content
            elif isinstance(node, Marked):
                content.append(Piece(node.head, self.fill(node.content)))
            elif isinstance(node, Choice):
                content += self.fill(self.rng.choice(node.options))
        return content

    def row(self, name: str, role: str) -> Row:
        """One of the rows of a role that fit the year."""
        year = self.world.today.year
        rows = roles(name)[role]
        fit = [r for r in rows if int(r.get("since") or 0) <= year <= int(r.get("until") or 9999)]
        return self.rng.choice(fit or rows)

    def _person(self, name: str, base: str) -> Person:
        return self.once(
            name, lambda: draw_person(self.rng, self.row("persons", base), self._names, self.facts["cn"])
        )

    def _paper(self, name: str, base: str) -> citing.NamedPaper:
        return self.once(name, lambda: citing.draw_paper(self, self.row("papers", base)))

    def _forms(self, name: str, base: str) -> list[str]:
        return self.once(
            name,
            lambda: [f.strip().format_map(self.facts) for f in self.row("bodies", base)["forms"].split("|")],
        )

    def _body(self, name: str, base: str, form: str | None) -> Phrase:
        forms = self._forms(name, base)
        plain = [f for f in forms if "[" not in f]
        if form == "name":  # inside a post
            words = plain[0] if self.first(name) or self.rng.random() < 0.4 else self.rng.choice(plain)
            return Phrase([words])
        if form == "upname":
            return Phrase([plain[0].upper()])
        if form == "low":
            return Phrase([plain[0][0].lower() + plain[0][1:]])
        first = self.first(name)
        if form == "long" or (form is None and (first or self.rng.random() < 0.25)):
            words = forms[0]
        elif form == "upper":
            words = plain[0].upper()
        else:
            words = self.rng.choice(forms[1:] or forms)
        if "[" not in words:
            piece = marked("ORG", words)
            return Phrase([piece], piece)
        content = self.fill(parse(words))
        return Phrase(content, next(part for part in content if isinstance(part, Piece)))

    def _place(self, base: str, form: str | None) -> Phrase:
        world = self.world
        place = {
            "prov": world.province,
            "oprov": world.other_province,
            "tprov": world.third_province,
            "dist": world.district,
            "odist": world.other_district,
        }.get(base) or world.communes[int(base[4:] or "1") - 1]
        style = world.style
        if form == "committee":
            return Phrase([place.committee])
        if form == "word":
            return Phrase([place.word(style)])
        if form == "plain":
            return Phrase([place.full(style)])
        if form == "bare":
            return Phrase([place.short(style)])
        short = form == "short" or (base in {"prov", "oprov", "tprov"} and self.rng.random() < 0.5)
        words = place.full(style) if form == "full" or (form is None and not short) else place.short(style)
        piece = marked("LOC", words)
        return Phrase([piece], piece)

    def _period(self, base: str, form: str | None) -> Phrase:
        rng, world = self.rng, self.world
        year = world.today.year
        if base == "pub":
            return world.say_day(world.today, form or "stamp")
        if base == "born":
            return say_year(year - rng.randint(30, 58), form)
        if base == "thisyear":
            return say_year(year)
        if base == "pastyear":
            return say_year(year - rng.randint(1, 9))
        if base == "halfyear":
            return things.say_months(rng, world.today)
        first = self.once(
            base, lambda: year - year % 5 - (5 if base == "period" else 0) + rng.choice([0, 0, -5])
        )
        return say_period(rng, first, first + 5, "nhiệm kỳ" if base == "term" else "giai đoạn")

    def _words(self, name: str, base: str) -> list[str | Piece]:
        """An entry of a list; lists with themes (`deed:drug`) follow the theme of the document."""
        lists = word_lists()
        words = lists.get(f"{base}:{self.theme}") or lists[base]
        if name != base:
            entry = self.once(name, lambda: self.rng.choice(words))
        else:
            fresh = [w for w in words if w not in self._said] or list(words)
            entry = self.rng.choice(fresh)
            self._said.add(entry)
        return self.fill(parse(entry))


__all__ = ["Cast", "is_known", "roles", "text_of"]
