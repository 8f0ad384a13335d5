"""Persons: names of the country's peoples, ranks and posts, and the forms in which texts name them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import TYPE_CHECKING

from vnpolice_ie.generator.spans import Link, Phrase, Piece, marked
from vnpolice_ie.generator.template import parse
from vnpolice_ie.generator.world import names, say_year
from vnpolice_ie.lexicon.loader import Row, read_table

if TYPE_CHECKING:
    from vnpolice_ie.generator.cast import Cast

_LOWERED = ("Phòng", "Đội", "Ban", "Khoa")  # after Trưởng and Phó: Trưởng phòng
FOREIGNERS = {
    "Lào": ("Vilay Keobounphanh", "Sengchanh Phommavong", "Khamphet Sisavath"),
    "Campuchia": ("Sok Chenda", "Chea Vuthy", "Prak Sophal"),
    "Hàn Quốc": ("Park Sung-min", "Kim Dong-hyun"),
    "Liên bang Nga": ("Ivan Petrov", "Sergei Morozov"),
    "Cuba": ("Rafael Domínguez", "Ernesto Valdés"),
}
"""Invented guests from abroad by country."""


@dataclass(eq=False, slots=True)
class Person:
    """One of the cast; posts are frames."""

    name: str
    given: str
    man: bool
    kind: str
    rank: str | None
    posts: tuple[str, ...]
    nick: str | None = None

    @property
    def polite(self) -> str:
        """`ông`, `bà`, `anh`, `chị`."""
        if self.kind == "witness":
            return "anh" if self.man else "chị"
        return "ông" if self.man else "bà"


def draw_person(rng: Random, row: Row, taken: set[str], country: str) -> Person:
    """A new person for a role, a foreign one of a country; given names differ inside a document."""
    kind = row["kind"]
    man = rng.random() < (0.95 if row["ranks"] else 0.75)
    for _ in range(20):
        name, given = draw_name(rng, man) if kind != "foreign" else (rng.choice(FOREIGNERS[country]),) * 2
        if given not in taken and name not in taken and name not in _places():
            break
    taken |= {given, name}
    posts = tuple(post.strip() for post in row["posts"].split(" ; ") if post.strip())
    nick = (
        f"{given} {rng.choice(['“{}”', '{}'])}".format(rng.choice(names("nick")))
        if kind == "accused"
        else None
    )
    return Person(name, given, man, kind, rng.choice(row["ranks"].split("|")) or None, posts, nick)


@cache
def _places() -> frozenset[str]:
    """Names of provinces, which no person of a story bears."""
    return frozenset(row["name"] for row in read_table("provinces"))


def draw_name(rng: Random, man: bool) -> tuple[str, str]:
    """A name, and the part of it that stands alone."""
    suffix = "m" if man else "f"
    if rng.random() < 0.05:
        name = rng.choice(names(f"whole_{suffix}"))
        parts = name.split()
        return name, parts[-1] if len(parts) == 3 and parts[1] in {
            "A",
            "Văn",
            "Thị",
            "Seo",
            "Bá",
            "Láo",
        } else name
    family = rng.choice(names("family"))
    middle = [rng.choice(names(f"middle_{suffix}"))] if rng.random() < 0.93 else []
    if rng.random() < 0.12:
        middle.append(rng.choice(names(f"given_{suffix}")))
    given = rng.choice(names(f"given_{suffix}"))
    return " ".join(dict.fromkeys([family, *middle, given])), given


def say_person(cast: Cast, person: Person, form: str | None, new: bool) -> Phrase:
    """A mention.

    Forms: full (rank, name, posts), item (the same in a list), name, hon (with rank or ông), holder (post and
    name), short, given, post and rank (that alone), nextrank, intro (name, age and home), upper (the name in
    capitals).
    """
    if form is None or (form == "short" and new):
        form = ("intro" if person.kind == "accused" else "full") if new else "short"
    if person.kind == "accused" and form == "full":
        form = "intro"
    say = _FORMS.get(form)
    if say is not None:
        return say(cast, person)
    if form in {"rank", "nextrank"}:
        return _bare_rank(cast, person, 1 if form == "nextrank" else 0)
    words = {"given": person.given, "upper": person.name.upper()}.get(form, person.name)
    piece = marked("PERSON", words, of=person)
    return Phrase([piece], piece)


def _name_piece(person: Person, words: str | None = None) -> Piece:
    return marked("PERSON", words or person.name, of=person)


def _rank(cast: Cast, person: Person) -> Piece:
    rank = person.rank or ""
    return marked("RANK", rank.lower() if cast.world.style.small_ranks else rank)


LADDER = (
    *("Thiếu úy", "Trung úy", "Thượng úy", "Đại úy"),
    *("Thiếu tá", "Trung tá", "Thượng tá", "Đại tá"),
    *("Thiếu tướng", "Trung tướng", "Thượng tướng", "Đại tướng"),
)


def _bare_rank(cast: Cast, person: Person, steps: int) -> Phrase:
    at = LADDER.index(person.rank or "Thiếu úy")
    rank = LADDER[min(at + steps, len(LADDER) - 1)]
    piece = marked("RANK", rank.lower() if cast.world.style.small_ranks else rank)
    return Phrase([piece], piece)


def posts_of(cast: Cast, person: Person, most: int = 2) -> list[Piece]:
    """The posts as pieces, in the case that the document's editor likes."""
    found = []
    for post in person.posts[-most:]:
        content = cast.fill(parse(post))
        if cast.world.style.small_posts and isinstance(content[0], str):
            head = content[0]
            content[0] = head[0] + head[1:].lower() if "nước" not in head else head
        _lower_unit(cast, content)
        found.append(Piece("POSITION", content, post))
    return found


def _lower_unit(cast: Cast, content: list[str | Piece]) -> None:
    head = content[0]
    if len(content) < 2 or not isinstance(head, str) or not head.rstrip().lower().endswith(("trưởng", "phó")):
        return
    inner = content[1]
    if (
        isinstance(inner, Piece)
        and isinstance(inner.content[0], str)
        and inner.content[0].startswith(_LOWERED)
    ):
        words = inner.content[0]
        if cast.rng.random() < 0.6:
            inner.content[0] = words[0].lower() + words[1:]


def _polite(cast: Cast, person: Person) -> str:
    if person.kind in {"witness", "foreign"}:
        return f"{person.polite} "
    return "đồng chí " if cast.rng.random() < cast.world.style.comrade else f"{person.polite} "


def _full(cast: Cast, person: Person) -> Phrase:
    rng = cast.rng
    name = _name_piece(person)
    posts = posts_of(cast, person, 2 if rng.random() < 0.7 else 1)
    if not posts:
        return _witness(cast, person) if person.rank is None else _hon(cast, person)
    links: list[Link] = [("HOLDS", name, post) for post in posts]
    joined: list[str | Piece] = [posts[0]]
    for post in posts[1:]:
        joined += [", ", post]
    head: list[str | Piece] = [name]
    ranked = person.rank is not None and rng.random() < 0.95
    if ranked:
        rank = _rank(cast, person)
        links.append(("HAS_RANK", name, rank))
        head = [rank, " ", name]
        if rng.random() < cast.world.style.comrade * 0.3:
            head = ["đồng chí ", *head]
    if person.kind == "leader":
        return _holder(cast, person) if rng.random() < 0.85 or len(posts) > 1 else _hon(cast, person)
    way = rng.choices(
        ["comma", "dash", "before", "before_rank", "bracket"],
        [62, 12, 10, 8, 4] if ranked else [45, 14, 32, 0, 4],
    )[0]
    if way in {"comma", "dash", "bracket"} and not ranked:
        head = [_polite(cast, person), name]
    if way == "before":
        return Phrase([*joined, " ", name], name, tuple(k for k in links if k[0] == "HOLDS"))
    if way == "before_rank":
        return Phrase([*joined, ", ", *head], name, tuple(links))
    if way == "bracket":
        return Phrase([*head, " (", *joined, ")"], name, tuple(links))
    if way == "dash":
        return Phrase([*head, f" {cast.world.style.dash} ", *joined], name, tuple(links))
    return Phrase([*head, ", ", *joined], name, tuple(links), open=True)


def _hon(cast: Cast, person: Person) -> Phrase:
    name = _name_piece(person)
    if person.rank is not None:
        rank = _rank(cast, person)
        return Phrase([rank, " ", name], name, (("HAS_RANK", name, rank),))
    if person.kind in {"reporter", "accused"}:
        return Phrase([name], name)
    return Phrase([_polite(cast, person), name], name)


def _item(cast: Cast, person: Person) -> Phrase:
    """In a list after "các đồng chí": name and posts without ông or đồng chí."""
    name = _name_piece(person)
    head: list[str | Piece] = [name]
    links: list[Link] = []
    if person.rank is not None:
        rank = _rank(cast, person)
        head = [rank, " ", name]
        links.append(("HAS_RANK", name, rank))
    for post in posts_of(cast, person):
        head += [", ", post]
        links.append(("HOLDS", name, post))
    return Phrase(head, name, tuple(links), open=True)


def _holder(cast: Cast, person: Person) -> Phrase:
    """The post, or the posts of a leader, right before the name."""
    posts = posts_of(cast, person, 2 if person.kind == "leader" and cast.rng.random() < 0.5 else 1)
    name = _name_piece(person)
    if not posts:
        return _hon(cast, person)
    content: list[str | Piece] = [posts[0]]
    for post in posts[1:]:
        content += [", ", post]
    return Phrase([*content, " ", name], name, tuple(("HOLDS", name, post) for post in posts))


def _short(cast: Cast, person: Person) -> Phrase:
    rng = cast.rng
    draw = rng.random()
    if person.kind == "accused":
        name = _name_piece(person, person.given if draw < 0.6 else None)
        return Phrase([name], name)
    if draw < 0.12 and person.posts:
        return _holder(cast, person)
    if draw > 0.92 and person.posts:
        name = _name_piece(person)
        return Phrase([name], name)
    name = _name_piece(person, person.given if draw < 0.5 and person.kind != "foreign" else None)
    if person.rank is not None:
        rank = _rank(cast, person)
        return Phrase([rank, " ", name], name, (("HAS_RANK", name, rank),))
    return Phrase([_polite(cast, person), name], name)


def _post(cast: Cast, person: Person) -> Phrase:
    posts = posts_of(cast, person, 1)
    if not posts:
        return _hon(cast, person)
    return Phrase([posts[0]], posts[0])


def _home(cast: Cast) -> list[str | Piece]:
    content: list[str | Piece] = [cast.rng.choice(["trú ", "trú tại ", "ở ", "ngụ ", "quê ", "HKTT: "])]
    commune = f"comm{cast.rng.choice(['', '2', '3', '4'])}"
    content += cast.say(commune, "full").content
    if not cast.world.merged:
        content += [", ", *cast.say("dist", "full").content]
    if cast.rng.random() < 0.5:
        content += [", ", *cast.say("prov", None).content]
    return content


def _age(cast: Cast) -> list[str | Piece]:
    year = cast.world.today.year - cast.rng.randint(18, 62)
    if cast.rng.random() < 0.4:
        return [f"{cast.world.today.year - year} tuổi"]
    if cast.rng.random() < 0.5:
        return ["SN ", *say_year(year, str(year)).content]
    return ["sinh ", *say_year(year).content]


def _witness(cast: Cast, person: Person) -> Phrase:
    name = _name_piece(person)
    polite = [] if person.kind == "reporter" else [f"{person.polite} "]
    if cast.rng.random() < 0.5:
        return Phrase([*polite, name], name)
    return Phrase([*polite, name, " (", *_age(cast), ", ", *_home(cast), ")"], name)


def _intro(cast: Cast, person: Person) -> Phrase:
    name = _name_piece(person)
    content: list[str | Piece] = [name]
    draw = cast.rng.random()
    if person.nick and draw < 0.12:
        content += [
            " (",
            cast.rng.choice(["tức ", "biệt danh ", "còn gọi là "]),
            _name_piece(person, person.nick),
        ]
        content += [", ", *_age(cast)] if draw < 0.06 else []
        content += [", ", *_home(cast), ")"]
    elif draw < 0.85:
        content += [" (", *_age(cast), *([", ", *_home(cast)] if draw < 0.7 else []), ")"]
    else:
        content += [", ", *_age(cast), ", ", *_home(cast)]
        return Phrase(content, name, open=True)
    return Phrase(content, name)


_FORMS: dict[str, Callable[[Cast, Person], Phrase]] = {
    "full": _full,
    "intro": _intro,
    "short": _short,
    "hon": _hon,
    "post": _post,
    "holder": _holder,
    "item": _item,
}
