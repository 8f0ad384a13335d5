"""Documents of a story: drawn for a role, and said in the forms in which texts cite them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

from vnpolice_ie.generator.papers import Paper, Record
from vnpolice_ie.generator.spans import Link, Phrase, Piece, marked
from vnpolice_ie.generator.template import parse
from vnpolice_ie.generator.words import word_lists
from vnpolice_ie.grammar.references import ReferenceForm
from vnpolice_ie.lexicon.loader import Row

if TYPE_CHECKING:
    from vnpolice_ie.generator.cast import Cast

_LAW_ARTICLES = 90
_YEAR_IN_NUMBER = 1997  # since then numbers of legal documents carry their year


@dataclass(eq=False, slots=True)
class NamedPaper:
    """A document with what its mentions choose from.

    Attributes:
        paper: the document.
        with_year: whether a law is cited with its year.
        swapped: whether the first citation swaps the symbol's parts (48/CT-TW).
    """

    paper: Paper
    kind: str
    with_year: bool = False
    swapped: bool = False


def draw_paper(cast: Cast, row: Row) -> NamedPaper:
    """A document for a role: number, date and subject."""
    rng, kind = cast.rng, row["kind"]
    if kind == "law":
        with_year = bool(row["issuer"].isdigit()) and rng.random() < 0.5
        form = ReferenceForm(row["type"], row["symbol"], year=row["issuer"] if with_year else None)
        return NamedPaper(Paper(Record(form)), kind, with_year)
    if kind == "named":
        if row["symbol"] == "-":
            return NamedPaper(Paper(Record(_named_form(row["type"]))), kind)
        return NamedPaper(Paper(Record(ReferenceForm(row["type"], number=row["symbol"]))), kind)
    today = cast.world.today
    age = rng.choice([rng.randint(2, 60), rng.randint(60, 900), rng.randint(900, 4000)])
    if row["age"] == "new":
        age = rng.randint(1, 25)
    day = today - timedelta(days=age)
    high = 60 if kind == "party" else 180 if kind == "legal" else 3000
    if day.year < int(row.get("since") or (_YEAR_IN_NUMBER if kind == "legal" else 0)):
        day = today
    number = rng.randint(1, rng.choice([20, high]))
    form = numbered(row, number, day)
    subjects = word_lists().get(row["subject"]) or ("",)
    subject = rng.choice(subjects).format_map(cast.facts)
    swapped = kind == "party" and rng.random() < 0.06
    return NamedPaper(Paper(Record(form, day, row["issuer"], subject)), kind, swapped=swapped)


def numbered(row: Row, number: int, day: date) -> ReferenceForm:
    """Type, number and symbol of a document of a row, issued on a day."""
    words = f"{number:02d}" if number < 10 else str(number)
    year = str(day.year) if row["kind"] == "legal" else None
    if year and row["symbol"].startswith(("QH", "UBTVQH")):
        return ReferenceForm(row["type"], None, words, year, row["symbol"])
    return ReferenceForm(row["type"], None, words, year, row["symbol"], row["kind"] == "party")


def _named_form(name: str) -> ReferenceForm:
    kind, _, rest = name.partition(" ")
    return ReferenceForm(kind, rest) if kind != "Hiến" else ReferenceForm(name)


def say_paper(cast: Cast, named: NamedPaper, form: str | None, *, first: bool) -> Phrase:
    """A mention.

    Forms: full (with date, issuer and subject), whole (number and symbol), dated (with its date),
    short (type and number), bare (`Số: 12/KH-UBND`), day and heading (its date), issuer, subject, type,
    prov (a provision of it).
    """
    rng, paper = cast.rng, named.paper
    record = paper.record
    if form in {"bare", "heading"}:
        record.day = cast.world.today  # the document itself
    if form == "day" and record.day is not None:
        return cast.world.say_day(record.day, rng.choice(["day", "day", "full", "long"]))
    if form == "heading" and record.day is not None:
        return cast.world.say_day(record.day, "longfull")
    if form == "issuer":
        issuers = cast.fill(parse(record.issuer))
        return Phrase(issuers, next(part for part in issuers if isinstance(part, Piece)))
    if form in {"subject", "type"}:
        return Phrase([record.subject if form == "subject" else record.form.type or ""])
    if named.kind in {"law", "named"}:
        return _say_law(cast, named, form)
    if form == "prov":
        return _say_provision(cast, named, first)
    if form is None:
        form = "full" if first else rng.choices(["short", "whole"], [3, 2])[0]
    words = _cited(rng, named, form)
    piece = marked("DOC_REF", words, of=paper)
    if form not in {"full", "dated", "issued"}:
        return Phrase([piece], piece)
    content: list[str | Piece] = [piece]
    links: list[Link] = []
    if record.day is not None and form != "issued" and (form == "dated" or rng.random() < 0.8):
        day = cast.world.say_day(record.day, rng.choice(["full", "full", "longfull"]))
        content += [rng.choice([" ", " ", ", "]) if form == "full" else " ", *day.content]
        links += [("ISSUED_ON", piece, day.main)] if day.main else []
    if form != "dated" and rng.random() < 0.85:
        issuer = cast.fill(parse(record.issuer))
        content += [" của ", *issuer]
        links += [("ISSUED_BY", piece, part) for part in issuer if isinstance(part, Piece)]
    if record.subject and form == "full" and rng.random() < 0.75:
        plain = record.subject.startswith("quy định")  # "Nghị định … quy định …"
        content += [(" " if plain else rng.choice([" về ", " về ", " về việc "])) + record.subject]
    return Phrase(content, piece, tuple(links))


def _cited(rng: Random, named: NamedPaper, form: str) -> str:
    record = named.paper.record
    number = record.form.document_number
    if form == "short":
        so = "số " if rng.random() < 0.6 or record.form.type in {"Công văn", "Kết luận", "Báo cáo"} else ""
        return f"{record.form.type} {so}{record.form.number}"
    record.seen_whole = True
    words = str(number)
    if named.swapped and "/" in words:
        words = words.replace("-", "#").replace("/", "-").replace("#", "/")
    if form == "bare":
        return f"{rng.choice(['Số:', 'Số', 'Số:'])} {words}"
    so = "số " if rng.random() < 0.75 else ""
    return f"{record.form.type} {so}{words}"


def _path(rng: Random) -> tuple[list[tuple[str, str]], str]:
    article, clause, point = str(rng.randint(3, _LAW_ARTICLES)), str(rng.randint(1, 5)), rng.choice("abcdđ")
    draw = rng.random()
    if draw < 0.45:
        return [("điều", article)], f"Điều {article}"
    comma = rng.choice([" ", " ", ", "])
    if draw < 0.8:
        return [("điều", article), ("khoản", clause)], f"khoản {clause}{comma}Điều {article}"
    path = [("điều", article), ("khoản", clause), ("điểm", point)]
    return path, f"điểm {point}{comma}khoản {clause}{comma}Điều {article}"


def _say_provision(cast: Cast, named: NamedPaper, first: bool) -> Phrase:
    path, words = _path(cast.rng)
    form = "whole" if first or cast.rng.random() < 0.6 else "short"
    whole = _cited(cast.rng, named, form) if named.kind not in {"law", "named"} else _law_words(cast, named)
    piece = marked(
        "DOC_REF", f"{words}{cast.rng.choice([' ', ' ', ' của '])}{whole}", of=named.paper.provision(*path)
    )
    return Phrase([piece], piece)


def _law_words(cast: Cast, named: NamedPaper) -> str:
    form = named.paper.record.form
    words = " ".join(filter(None, (form.type, form.name)))
    if form.number:
        return f"{words} {form.number}"
    return f"{words} năm {form.year}" if form.year and cast.rng.random() < 0.8 else words


def _say_law(cast: Cast, named: NamedPaper, form: str | None) -> Phrase:
    if form == "prov":
        return _say_provision(cast, named, False)
    piece = marked("DOC_REF", _law_words(cast, named), of=named.paper)
    return Phrase([piece], piece)
