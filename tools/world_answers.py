"""What a collection answers about a generated world, compared with its truth.

    world_answers.py [--documents 1000] [--seed 5] [--model rules] [--write]

Makes documents of a world, reads them with a pipeline that knows nothing of it, builds a collection and asks
it. `--write` puts the table into docs/collections.md. Counted is what the texts say: of a post that no text
speaks of, no collection can know.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import vnpolice_ie as vie
from vnpolice_ie.generator.history import History
from vnpolice_ie.generator.shared import documents
from vnpolice_ie.generator.truth import truth
from vnpolice_ie.store.collection import ACTING, Collection
from vnpolice_ie.store.spellings import body, name_key

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "collections.md"
BEGIN, END = "<!-- table of tools/world_answers.py -->\n", "<!-- end of the table -->"


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many answers are right, of how many given and how many that the texts hold."""

    right: int
    given: int
    said: int

    @classmethod
    def of(cls, given: Iterable[Hashable], said: Iterable[Hashable]) -> Ratio:
        """Compare two sets of facts."""
        found, true = set(given), set(said)
        return cls(len(found & true), len(found), len(true))

    @property
    def precision(self) -> float:
        """The share of what is given that is right."""
        return self.right / self.given if self.given else 1.0

    @property
    def recall(self) -> float:
        """The share of what the texts say that is given."""
        return self.right / self.said if self.said else 1.0


class Comparison:
    """A collection beside the truth of the world that its texts are of.

    Args:
        collection: the collection.
        world: what `generator.truth.truth` gives.
    """

    def __init__(self, collection: Collection, world: Mapping[str, Any]) -> None:
        self.collection = collection
        self.persons = {person["number"]: person for person in world["persons"]}
        self.names = {name_key(person["name"]) for person in world["persons"]}
        self.texts: list[dict[str, Any]] = world["texts"]
        self.units = {body(post["unit"]).key for person in world["persons"] for post in person["posts"]}
        rows = collection.sql(
            "SELECT DISTINCT text_id, person_id, name_in_text FROM person_mentions"
        ).to_pylist()
        self.person_ids = {(r["text_id"], name_key(r["name_in_text"])): r["person_id"] for r in rows}

    def all(self) -> dict[str, Ratio]:
        """Every comparison by what it asks."""
        careers, sources = self.careers()
        return {
            "posts that a text gives its persons": self.posts(),
            "two texts name one person": self.merging(),
            "posts of careers": careers,
            "first and last source of them": sources,
            "who held a post on a day": self.holders(),
            "what a text says to be carried out, amended, replaced": self.relations(),
            "what carries out a document": self.implementing(),
            "what a body did in a text": self.events(),
        }

    def posts(self) -> Ratio:
        """Text, person, post and body."""
        rows = self.collection.sql(
            "SELECT text_id, name, post, unit FROM posts_held"
            " WHERE unit IS NOT NULL AND NOT is_open AND NOT is_former"
        ).to_pylist()
        given = {(r["text_id"], name_key(r["name"]), r["post"].lower(), r["unit"]) for r in rows}
        said = {
            (text["text_id"], name_key(self.persons[number]["name"]), post.lower(), body(unit).key)
            for text in self.texts
            for number, post, unit in text["posts"]
        }
        return Ratio.of((fact for fact in given if fact[1] in self.names), said)

    def merging(self) -> Ratio:
        """Pairs of texts that name the same person, among those that name somebody of one name."""
        seen: dict[str, list[tuple[str, int, str]]] = defaultdict(list)
        for text in self.texts:
            for number in text["persons"]:
                name = name_key(self.persons[number]["name"])
                if (found := self.person_ids.get((text["text_id"], name))) is not None:
                    seen[name].append((text["text_id"], number, found))
        given, said = set(), set()
        for those in seen.values():
            for one, two in combinations(those, 2):
                pair = (one[0], two[0], one[1])
                if one[2] == two[2]:
                    given.add(pair if one[1] == two[1] else (*pair, two[1]))
                if one[1] == two[1]:
                    said.add(pair)
        return Ratio.of(given, said)

    def _main_persons(self) -> dict[int, str]:
        """The person of the collection that most texts on a person of the world lead to."""
        votes: dict[int, Counter[str]] = defaultdict(Counter)
        for text in self.texts:
            for number in text["persons"]:
                name = name_key(self.persons[number]["name"])
                if (found := self.person_ids.get((text["text_id"], name))) is not None:
                    votes[number][found] += 1
        return {number: max(sorted(counts), key=counts.__getitem__) for number, counts in votes.items()}

    def careers(self) -> tuple[Ratio, Ratio]:
        """Posts of persons over all texts; the same with the days of the first and the last source."""
        said: dict[tuple[int, str, str], list[tuple[str, str]]] = defaultdict(list)
        for text in self.texts:
            for number, post, unit in text["posts"]:
                said[number, post.lower(), body(unit).key].append((text["date"] or "", text["text_id"]))
        given: dict[tuple[int, str, str], tuple[date | None, date | None]] = {}
        for number, person in self._main_persons().items():
            for held in self.collection.career(person, doubtful=False):
                if held.kind == "post" and held.unit and not held.unit_is_open and not held.is_former:
                    given[number, held.name.lower(), held.unit] = (held.first.date, held.last.date)
        spans = set()
        for key, places in said.items():
            days = sorted(day for day, _ in places if day) or ["None"]
            spans.add((*key, days[0], days[-1]))
        found = {(*key, str(first), str(last)) for key, (first, last) in given.items()}
        return Ratio.of(given, said), Ratio.of(found, spans)

    def holders(self) -> Ratio:
        """Who held a post in the middle of the time for which texts say so."""
        said: dict[tuple[int, str, str], list[date]] = defaultdict(list)
        for text in self.texts:
            for number, post, unit in text["posts"]:
                if text["date"]:
                    said[number, post, unit].append(date.fromisoformat(text["date"]))
        terms = defaultdict(list)
        for number, person in self.persons.items():
            for post in person["posts"]:
                terms[post["post"], post["unit"]].append((number, post["first"], post["last"]))
        given, true = set(), set()
        for (number, post, unit), days in said.items():
            if len(days) < 2:
                continue
            day = (min(days) + (max(days) - min(days)) / 2).isoformat()
            true.add((self.persons[number]["name"], post, unit, day))
            in_office = {
                self.persons[n]["name"] for n, first, last in terms[post, unit] if first <= day <= last
            }
            for held in self.collection.holders(post, unit, on=day):
                asked = held.person == self.persons[number]["name"]
                if held.name.lower() == post.lower() and (asked or held.person not in in_office):
                    given.add((held.person, post, unit, day))
        return Ratio.of(given, true)

    def relations(self) -> Ratio:
        """Text, relation and the keys of both documents."""
        rows = self.collection.sql(
            "SELECT text_id, relation, from_key, to_key FROM document_relations"
        ).to_pylist()
        given = {(r["text_id"], r["relation"], r["from_key"], r["to_key"]) for r in rows}
        said = {
            (text["text_id"], relation, head.partition("#")[0], tail.partition("#")[0])
            for text in self.texts
            for relation, head, _, tail, _ in text["relations"]
        }
        return Ratio.of(given, said)

    def implementing(self) -> Ratio:
        """Which documents carry out one: asked of the document of its key that most texts date as it is."""
        said: dict[tuple[str, str], set[str]] = defaultdict(set)
        for text in self.texts:
            for relation, head, _, tail, day in text["relations"]:
                if relation == "IMPLEMENTS" and day and "-" in tail:
                    said[tail, day].add(head)
        given, true = set(), set()
        for (key, day), heads in said.items():
            true |= {(key, day, head) for head in heads}
            dated = [d for d in self.collection.documents(key) if d.date == day]
            if dated:
                links = self.collection.relations_to(max(dated, key=lambda d: d.texts).id)
                given |= {(key, day, link.head) for link in links}
        return Ratio.of(given, true)

    def events(self) -> Ratio:
        """Text, type of event, role and body: for bodies of the world, in the roles of those who act."""
        rows = self.collection.sql(
            "SELECT text_id, type, role, unit FROM unit_events WHERE NOT is_open"
        ).to_pylist()
        given = {(r["text_id"], r["type"], r["role"], r["unit"]) for r in rows}
        said = {
            (text["text_id"], kind, role, body(unit).key)
            for text in self.texts
            for kind, role, unit in text["events"]
        }
        return Ratio.of(
            (fact for fact in given if fact[2] in ACTING and fact[3] in self.units),
            (fact for fact in said if fact[2] in ACTING and fact[3] in self.units),
        )


def compare(count: int, seed: int, model: str | None, folder: Path) -> dict[str, Ratio]:
    """Make, read and ask."""
    history = History(seed)
    made = list(documents(history, count))
    nlp = vie.load(model)
    with Collection(folder / "world.duckdb") as collection:
        collection.add(nlp.pipe({"id": d.id, "text": d.text, "date": d.date} for d, _ in made))
        return Comparison(collection, truth(history, (said for _, said in made))).all()


def rows(found: Mapping[str, Ratio]) -> list[str]:
    """Lines of a Markdown table."""
    lines = ["| | precision | recall | of |", "| --- |" + " ---: |" * 3]
    return lines + [
        f"| {name} | {r.precision:.3f} | {r.recall:.3f} | {r.said:,} |" for name, r in found.items()
    ]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--model", help="rules, or a model; by default rules and model together")
    parser.add_argument("--write", action="store_true", help="write the table into docs/collections.md")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lines = rows(compare(args.documents, args.seed, args.model, Path(folder)))
    print("\n".join(lines))
    if args.write:
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
        after = rest.partition(END)[2]
        PAGE.write_text(f"{before}{BEGIN}" + "\n".join(lines) + f"\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
