"""Documents of one world: their persons, bodies and cited documents are those of its history."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from typing import Final

from vnpolice_ie.errors import InputError
from vnpolice_ie.generator import citing
from vnpolice_ie.generator.careers import Figure, Seat, Term, forms_of
from vnpolice_ie.generator.cast import Cast, roles
from vnpolice_ie.generator.composer import Composer
from vnpolice_ie.generator.corruption import corrupt
from vnpolice_ie.generator.documents import SOURCE, write_parts
from vnpolice_ie.generator.history import History, Setting
from vnpolice_ie.generator.papers import Paper, Record
from vnpolice_ie.generator.people import Person, draw_person, posts_of, say_person
from vnpolice_ie.generator.programmes import Directive
from vnpolice_ie.generator.said import Said, Unit, said_in
from vnpolice_ie.generator.spans import Phrase
from vnpolice_ie.generator.world import World, table
from vnpolice_ie.io.gold import GoldDocument

SLOTS: Final = ("appointee", "leaver", "newpost", "pastpost", "firstpost", "issued", "based")
"""Slots that only frames of a shared world have."""
_DATED: Final = 0.9
_YEARS: Final = 4
"""How long those stay in office whose careers the world does not follow."""
_SETS: Final = {"IMPLEMENTS": "carry", "AMENDS": "amend", "REPLACES": "replace"}


@dataclass(frozen=True, slots=True)
class Story:
    """When and where a document is set; its news, if any, is a term that begins or a document issued."""

    setting: Setting
    posting: Term | None = None
    issued: Directive | None = None

    @property
    def earlier(self) -> list[Term]:
        """The terms of the appointed person before, the first one first."""
        terms = self.posting.figure.terms if self.posting else []
        return terms[: terms.index(self.posting)] if self.posting else []


class SharedCast(Cast):
    """A cast whose persons, bodies and documents are, as far as the world has them, those of its history.

    Attributes:
        figures: numbers of the world's persons, by the ids of the persons of the story.
        terms: post, body and whether it is held still, which a frame means, by that id and the frame.
    """

    def __init__(self, rng: Random, history: History, story: Story) -> None:
        here = story.setting
        area = history.areas[here.area]
        super().__init__(rng, World(rng, here.day, area.place, area.districts[here.district]))
        self.history, self.story = history, story
        self.figures: dict[int, int] = {}
        self.terms: dict[tuple[int, str], tuple[str, str, bool]] = {}
        self._used: dict[int, Person] = {}
        self._seats = {row["role"] for row in table("world/posts")}
        self._bodies = {row["role"] for row in table("world/bodies")}
        self._units = history.units(here.area, here.district)
        issued = story.issued
        self._papers = [
            p for p in history.programmes.papers if p.day <= here.day and p.area in {here.area, None}
        ]
        self._programme = {
            id(p)
            for p in (
                history.programme_of(issued).papers if issued else history.programme(rng, here.day).papers
            )
        }
        # Nobody else of the story has the given name of somebody who is in office.
        self._names |= {
            t.figure.given for t in history.careers.terms if t.covers(here.day) and self._is_near(t.seat)
        }

    def say(self, name: str, form: str | None) -> Phrase:
        """As in any cast; `SLOTS` are known too."""
        story = self.story
        if name in {"issued", "based"} and story.issued is not None:
            return citing.say_paper(self, self._paper(name, name), form, first=self.first(name))
        if name in {"appointee", "leaver"} and story.posting is not None:
            return say_person(self, self._person(name, name), form, self.first(name))
        if story.posting is not None and name == "newpost":
            return self._say_post(story.posting)
        if story.posting is not None and name in {"pastpost", "firstpost"}:
            return self._say_post(story.earlier[-1 if name == "pastpost" else 0])
        return super().say(name, form)

    def _say_post(self, term: Term) -> Phrase:
        holder = self._person("appointee", "appointee")
        frame = self._frame(term.seat)
        self._mean(holder, frame, term)
        (piece,) = posts_of(self, replace(holder, posts=(frame,)))
        return Phrase([piece], piece)

    def _person(self, name: str, base: str) -> Person:
        if base in {"appointee", "leaver", "oldchief"} or base in self._seats:
            return self.once(name, lambda: self._figure(base))
        row = self.row("persons", base)
        if row["kind"] in {"civil", "leader", "police"} and row["posts"] and not _reaches(row["posts"], "C"):
            return self.once(name, lambda: self._official(base))
        return super()._person(name, base)

    def _figure(self, base: str) -> Person:
        """A person of the world in the post that the story needs, or else in another one of the province."""
        story, day = self.story, self.story.setting.day
        posting = story.posting
        if posting is not None and base == "appointee":
            return self._as_person(posting.figure, story.earlier[-1] if story.earlier else None)
        careers = self.history.careers
        if posting is not None and base == "leaver":
            before = careers.before(posting)
            if before is not None and before.figure.number not in self._used:
                return self._as_person(before.figure, before)
        here = story.setting
        if base == "oldchief" and (person := self._retired_chief()) is not None:
            return person
        busy = {posting.figure.number} if posting is not None else set()
        for terms in (
            careers.holders(base, here.area, here.district, day),
            [
                t
                for t in careers.terms
                if t.covers(day) and t.seat.area == here.area and t.seat.district is None
            ],
        ):
            free = [t for t in terms if t.figure.number not in {*self._used, *busy}]
            if free:
                term = self.rng.choice(free)
                return self._as_person(term.figure, term)
        raise InputError(
            "a story has more persons than the world has in office",
            remedy="Add posts to data/world/posts.tsv",
        )

    def _retired_chief(self) -> Person | None:
        here = self.story.setting
        gone = [
            t.figure
            for t in self.history.careers.terms
            if t.seat.about["role"] == "chief" and t.seat.area == here.area and t is t.figure.terms[-1]
            if t.last < here.day and t.figure.number not in self._used
        ]
        if not gone:
            return None
        person = self._as_person(gone[-1], None)
        person.posts = ("nguyên Giám đốc [ORG {police.name}]",)
        return person

    def _as_person(self, figure: Figure, term: Term | None) -> Person:
        frame = None if term is None else self._frame(term.seat)
        person = Person(
            figure.name,
            figure.given,
            figure.man,
            figure.kind,
            figure.rank(self.story.setting.day),
            posts=() if frame is None else (frame,),
        )
        self.figures[id(person)] = figure.number
        self._used[figure.number] = person
        if term is not None and frame is not None:
            self._mean(person, frame, term)
        return person

    def _mean(self, person: Person, frame: str, term: Term) -> None:
        held = self.story.setting.day <= term.last + timedelta(days=1)  # it is left on the day of the news
        self.terms[id(person), frame] = (term.seat.about["title"], self.history.unit(term.seat), held)

    def _official(self, base: str) -> Person:
        """Somebody whose career the world does not follow: the same one for some years."""
        here = self.story.setting
        posts = " ".join(row["posts"] for row in roles("persons")[base])
        area = here.area if _reaches(posts, "PD") else None
        district = here.district if _reaches(posts, "D") else None
        rng = Random(f"{self.history.seed}:{base}:{area}:{district}:{here.day.year // _YEARS}")
        return draw_person(rng, rng.choice(roles("persons")[base]), self._names, self.facts["cn"])

    def _frame(self, seat: Seat) -> str:
        """The frame of a post: a body of the place of the story by its slot, another by its name."""
        about = seat.about
        if self._is_near(seat):
            return f"{about['post']} [ORG {{{about['body']}.name}}]"
        return f"{about['post']} [ORG {self.history.unit(seat)}]"

    def _is_near(self, seat: Seat) -> bool:
        here = self.story.setting
        return seat.area in {here.area, None} and seat.district in {here.district, None}

    def _paper(self, name: str, base: str) -> citing.NamedPaper:
        return self.once(name, lambda: self._cited(base) or citing.draw_paper(self, self.row("papers", base)))

    def _cited(self, base: str) -> citing.NamedPaper | None:
        issued = self.story.issued
        if base in {"issued", "based"} and issued is not None:
            chosen = issued if base == "issued" else issued.base
        else:
            fit = [p for p in self._papers if p.role == base]
            of_programme = [p for p in fit if id(p) in self._programme]
            # What carries out the directive of another programme would make the story untrue.
            strict = any(
                row["role"] == base for row in table("world/papers") if row["programme"] == "directive"
            )
            fit = of_programme or ([] if strict else fit)
            chosen = self.rng.choice(fit) if fit else None
        if chosen is None:
            return None
        record = Record(chosen.form, chosen.day, chosen.row["issuer"], chosen.subject)
        return citing.NamedPaper(Paper(record), chosen.row["kind"])

    def _forms(self, name: str, base: str) -> list[str]:
        if name in self._bodies:
            return self.once(name, lambda: forms_of(base, self.facts))
        return super()._forms(name, base)

    def _body(self, name: str, base: str, form: str | None) -> Phrase:
        phrase = super()._body(name, base, form)
        if phrase.main is not None and name in self._bodies:
            phrase.main.of = Unit(self._units[base])
        return phrase


def _reaches(posts: str, letters: str) -> bool:
    """Tell whether bodies of posts belong to a province (P), a district (D) or a commune (C)."""
    forms = [row["forms"] for role, rows in roles("bodies").items() if f"{{{role}." in posts for row in rows]
    return any(f"{{{letter}" in form for form in (*forms,) for letter in letters)


def documents(
    history: History, count: int, *, start: int = 0, clean: bool = False
) -> Iterator[tuple[GoldDocument, Said]]:
    """Documents of a world, each with what it says; document i is the same whatever else is made."""
    return (_document(history, number, clean) for number in range(start, start + count))


def _document(history: History, number: int, clean: bool) -> tuple[GoldDocument, Said]:
    rng = Random(f"world:{history.seed}:{number}")
    rows = table("world/outlines")
    row = rng.choices(rows, [float(r["weight"]) for r in rows])[0]
    story = _story(rng, history, row["kind"])
    cast = SharedCast(rng, history, story)
    composer = Composer(rng, cast)
    headed = write_parts(composer, row["kind"], _parts(row["parts"].split(), story, history), _sets(story))
    day = story.setting.day.isoformat() if rng.random() < _DATED else None
    name = f"world-{history.seed}-{number}"
    document = composer.finish(name, SOURCE, day)
    said = said_in(composer.canvas, name, day, cast.figures, cast.terms)
    return (document if clean else corrupt(document, rng, headline=headed)), said


def _story(rng: Random, history: History, kind: str) -> Story:
    if kind == "posting":
        term = rng.choice(history.postings)
        return Story(history.place(rng, term.first, term.seat.area, term.seat.district), posting=term)
    if kind == "issuance":
        paper = rng.choice(history.issuances)
        return Story(history.place(rng, paper.day, paper.area, None), issued=paper)
    return Story(history.setting(rng))


def _parts(parts: list[str], story: Story, history: History) -> list[str]:
    """The parts for which the story has what they tell."""
    missing = set()
    if story.posting is not None:
        missing |= set() if len(story.earlier) > 1 else {"past?"}
        missing |= {"leaver?"} if history.careers.before(story.posting) is None else set()
    return [part for part in parts if part not in missing]


def _sets(story: Story) -> frozenset[str]:
    if story.issued is not None:
        return frozenset({_SETS[story.issued.relation or "IMPLEMENTS"]})
    if story.posting is None:
        return frozenset()
    about = story.posting.seat.about
    return frozenset(
        {"police" if about["kind"] == "police" else "party" if about["body"] == "party" else "state"}
    )
