"""The page of a collection: which citations are one document, what is said of people, and what is written."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

import vnpolice_ie as vie
from other_process import run_python
from readings import perfect
from vnpolice_ie.display.collection.cited import CitedDocuments
from vnpolice_ie.display.collection.packing import TAGS, Words, packed_text, text_entry
from vnpolice_ie.display.collection.page import CollectionPage
from vnpolice_ie.display.collection.people import NamedPeople
from vnpolice_ie.io.jsonl import dump_line

HOSTILE = "</script><script>alert(1)</script><!--<script><img src=x onerror=alert(1)>\u2028'\"&amp;"


def citing(text: str, *references: dict, links=()) -> vie.Doc:
    """A text whose references are given by key, words and values; links by type and numbers of references."""
    made = []
    start = 0
    for number, values in enumerate(references, 1):
        words = values.pop("words", values["key"])
        start = text.index(words, start)
        made.append((values, vie.Mention(start, start + len(words), f"T{number}", "DOC_REF", words)))
        start += len(words)
    mentions = tuple(m for _, m in made)
    return vie.Doc(
        text[:20],
        text,
        mentions,
        relations=tuple(vie.Relation(kind, mentions[a], mentions[b]) for kind, a, b in links),
        references=tuple(vie.Reference(mentions=(m,), **values) for values, m in made),
    )


def collected(*docs: vie.Doc):
    cited = CitedDocuments()
    for number, doc in enumerate(docs):
        cited.add(number, doc)
    return cited.finish()


def ref(key, words=None, **values):
    return {"key": key, "words": words or key, **values}


class TestCitedDocuments:
    def test_one_number_in_two_texts_is_one_document(self):
        documents, _ = collected(
            citing("Nghị định 144/2021/NĐ-CP có hiệu lực", ref("144/2021/NĐ-CP", type="Nghị định")),
            citing("theo 144/2021/NĐ-CP của Chính phủ", ref("144/2021/NĐ-CP", issuer="Chính phủ")),
        )
        (document,) = documents
        assert (document.type, document.issuer) == ("Nghị định", "Chính phủ")
        assert document.sources == [(0, 0), (1, 0)]
        assert not document.is_doubtful

    def test_another_issuer_term_or_date_is_another_document(self):
        documents, _ = collected(
            citing(
                "a 06-CT/TW",
                ref("06-CT/TW", number="06", issuer="Bộ Chính trị", date="2016-11-15", term="XII"),
            ),
            citing("b 06-CT/TW", ref("06-CT/TW", number="06", issuer="Ban Bí thư", date="2021-06-24")),
            citing("c 06-CT/TW", ref("06-CT/TW", number="06", issuer="Bộ Chính trị", term="XI")),
        )
        assert sorted(d.sources for d in documents) == [[(0, 0)], [(1, 0)], [(2, 0)]]

    def test_a_short_name_of_an_issuer_is_no_other_issuer(self):
        documents, _ = collected(
            citing("a 06-CT/TW", ref("06-CT/TW", issuer="Ban Bí thư")),
            citing("b 06-CT/TW", ref("06-CT/TW", issuer="Ban Bí thư Trung ương Đảng")),
        )
        (document,) = documents
        assert document.issuer == "Ban Bí thư Trung ương Đảng"

    def test_what_could_be_either_stays_apart_and_is_marked(self):
        documents, _ = collected(
            citing("a 06-CT/TW", ref("06-CT/TW", number="06", issuer="Bộ Chính trị")),
            citing("b 06-CT/TW", ref("06-CT/TW", number="06", issuer="Ban Bí thư")),
            citing("c 06-CT/TW", ref("06-CT/TW", number="06")),
        )
        assert [(d.issuer, d.is_doubtful) for d in sorted(documents, key=lambda d: d.sources)] == [
            ("Bộ Chính trị", False), ("Ban Bí thư", False), (None, True),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("dates", "doubtful"), [(("2021-09-20", "2021-09-20"), False), (("2021-09-20", None), True)]
    )
    def test_a_number_of_one_year_and_place_is_sure_by_its_date_alone(self, dates, doubtful):
        key = "41-KH/TU"
        docs = [citing(f"{i} {key}", ref(key, number="41", date=date)) for i, date in enumerate(dates)]
        ((document,), _) = collected(*docs)
        assert document.is_doubtful is doubtful

    def test_a_provision_counts_for_its_law(self):
        law = "Bộ luật Hình sự"
        documents, _ = collected(
            citing("khoản 2 Điều 321 BLHS", ref(f"{law}#điều321.khoản2", "khoản 2 Điều 321 BLHS")),
            citing("Điều 134 và BLHS", ref(f"{law}#điều134", "Điều 134"), ref(law, "BLHS")),
        )
        (document,) = documents
        assert (document.key, len(document.sources)) == (law, 2)
        assert document.provisions == {"điều134": [(1, 0)], "điều321.khoản2": [(0, 0)]}

    def test_links_carry_the_mentions_that_state_them(self):
        text = "41-KH/TU và 36-CT/TW; 41-KH/TU thực hiện 36-CT/TW, thay thế 9-KH/TU"
        first, second, third = "41-KH/TU", "36-CT/TW", "9-KH/TU"
        spans = [(m.start(), m.group()) for m in re.finditer(f"{first}|{second}|{third}", text)]
        mentions = [vie.Mention(at, at + len(w), f"T{i}", "DOC_REF", w) for i, (at, w) in enumerate(spans, 1)]
        doc = vie.Doc(
            "a",
            text,
            tuple(mentions),
            relations=(
                vie.Relation("IMPLEMENTS", mentions[2], mentions[3]),
                vie.Relation("REPLACES", mentions[2], mentions[4]),
            ),
            references=tuple(
                vie.Reference(key, tuple(m for m in mentions if m.text == key))
                for key in (first, second, third)
            ),
        )
        documents, links = collected(doc)
        named = [(documents[k.head].key, k.type, documents[k.tail].key, k.sources) for k in links]
        assert named == [
            (first, "IMPLEMENTS", second, ((0, 2, 3),)),
            (first, "REPLACES", third, ((0, 2, 4),)),
        ]


def appointment(date: str | None, when: str | None) -> vie.Doc:
    text = "Tháng 8, Thượng tá Lê Nam thôi làm Trưởng phòng, được bổ nhiệm Phó Giám đốc"
    spans = [("DATE", "Tháng 8"), ("RANK", "Thượng tá"), ("PERSON", "Lê Nam"), ("POSITION", "Trưởng phòng"),
             ("EVENT", "bổ nhiệm"), ("POSITION", "Phó Giám đốc")]  # fmt: skip
    mentions = [
        vie.Mention(
            text.index(w), text.index(w) + len(w), f"T{i}", label, w,
            type="APPOINTMENT" if label == "EVENT" else None, normalized=when if label == "DATE" else None,
        )
        for i, (label, w) in enumerate(spans, 1)
    ]  # fmt: skip
    time, rank, person, old, trigger, new = mentions
    arguments = (vie.Argument("APPOINTEE", person), vie.Argument("POSITION", new), vie.Argument("TIME", time))
    return vie.Doc(
        "a",
        text,
        tuple(mentions),
        relations=(
            vie.Relation("HAS_RANK", person, rank),
            vie.Relation("HOLDS", person, old),
            vie.Relation("HOLDS", person, new),
        ),
        events=(vie.Event("E1", "APPOINTMENT", (trigger,), arguments),),
        people=(vie.Person("Lê Nam", (person,), "Thượng tá", ("Trưởng phòng", "Phó Giám đốc")),),
        date=date,
    )


def named_people(*docs):
    people = NamedPeople()
    for number, doc in enumerate(docs):
        people.add(number, doc)
    return people.finish()


class TestPeople:
    def test_ranks_and_posts_with_their_dates_and_mentions(self):
        (person,) = named_people(appointment("2021-09-01", "2021-08"))
        assert [(f.kind, f.words, f.date, f.event, f.source) for f in person.facts] == [
            ("rank", "Thượng tá", "2021-09-01", "", (0, 1)),
            ("post", "Trưởng phòng", "2021-09-01", "", (0, 3)),
            ("post", "Phó Giám đốc", "2021-08", "bổ nhiệm", (0, 5)),
        ]

    @pytest.mark.parametrize(
        ("when", "date"), [("--08", "2021-09-01"), (None, "2021-09-01"), ("2020-08", "2020-08")]
    )
    def test_an_event_without_a_year_is_of_the_day_of_the_text(self, when, date):
        (person,) = named_people(appointment("2021-09-01", when))
        assert person.facts[-1].date == date

    def test_a_full_name_is_followed_through_the_texts_and_a_given_name_is_not(self):
        def naming(name):
            return vie.Doc(
                "a", name, (vie.Mention(0, len(name), "T1", "PERSON", name),),
                people=(vie.Person(name, (vie.Mention(0, len(name), "T1", "PERSON", name),)),),
            )  # fmt: skip

        people = named_people(*map(naming, ("LÊ NAM", "Lê Nam", "Lê  nam", "Nam", "Nam")))
        assert [(p.name, len(p.sources)) for p in people] == [("Lê Nam", 3), ("Nam", 1), ("Nam", 1)]


class TestPacking:
    def test_counts_stand_in_the_order_of_the_tags(self):
        entry = text_entry(appointment("2021-09-01", None))
        assert entry[:3] == ["a", appointment(None, None).text, "2021-09-01"]
        assert dict(zip(TAGS, entry[3:], strict=True))["POSITION"] == 2
        assert dict(zip(TAGS, entry[3:], strict=True))["APPOINTMENT"] == 1

    @given(st.text(st.sampled_from("a👮\u0301\ud800\r\n <́Đ"), min_size=1), st.data())
    def test_offsets_count_the_units_of_scripts(self, text, data):
        pairs = data.draw(st.lists(st.tuples(*[st.integers(0, len(text))] * 2), max_size=5))
        spans = sorted({(a, b) for a, b in pairs if a < b}, key=lambda s: (s[0], -s[1]))
        mentions = tuple(vie.Mention(a, b, f"T{i}", "ORG", text[a:b]) for i, (a, b) in enumerate(spans))
        packed, _, flat, *_ = packed_text(vie.Doc("a", text, mentions), Words())
        units = packed.encode("utf-16-le")
        before = 0
        assert len(packed) == len(text)
        for (a, b), (start, length) in zip(spans, zip(flat[::5], flat[1::5], strict=True), strict=True):
            before += start
            assert units[2 * before : 2 * (before + length)].decode("utf-16-le") == packed[a:b]


class Scripts(HTMLParser):
    """What the scripts of a page hold, by their class, and how many tags there are."""

    def __init__(self, html):
        super().__init__()
        self.held, self.tags, self._open = {}, [], None
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self._open = dict(attributes).get("class", "") if tag == "script" else None

    def handle_endtag(self, tag):
        self._open = None

    def handle_data(self, data):
        if self._open is not None:
            self.held[self._open] = self.held.get(self._open, "") + data


def written(path, docs, title="Documents"):
    with CollectionPage(path, title) as page:
        for doc in docs:
            page.add(doc)
    return path.read_text(encoding="utf-8")


class TestPage:
    def test_the_examples_are_whole(self, gold, tmp_path):
        docs = [vie.Doc.from_dict(perfect(d)) for d in gold]
        scripts = Scripts(written(tmp_path / "page.html", docs))
        index = json.loads(scripts.held["index"])
        texts = json.loads(scripts.held["texts"])
        assert [t[0] for t in texts] == [d.text for d in docs]
        assert [t[0] for t in index["texts"]] == [d.id for d in docs]
        assert {p[0] for p in index["people"]} == {" ".join(p.name.split()) for d in docs for p in d.people}
        assert {d[0] for d in index["documents"]} == {
            r.key.partition("#")[0] for d in docs for r in d.references
        }
        linked = {"IMPLEMENTS", "AMENDS", "REPLACES"}
        assert len(index["links"]) >= 3
        assert sum(len(k[3]) // 3 for k in index["links"]) <= sum(
            r.type in linked for d in docs for r in d.relations
        )

    def test_nothing_is_fetched_and_only_our_scripts_may_run(self, gold, tmp_path):
        html = written(tmp_path / "page.html", [vie.Doc.from_dict(perfect(d)) for d in gold])
        assert "default-src &#x27;none&#x27;; script-src &#x27;sha256-" in html
        assert "unsafe" not in html
        own = html.replace("http://www.w3.org/2000/svg", "").partition('<script type="application/json"')[0]
        assert "http:" not in own
        assert "https:" not in own

    @pytest.mark.parametrize("words", [HOSTILE, "\ud800\x00", "]]>{{x}}${y}"])
    def test_no_words_end_their_script(self, words, tmp_path):
        mention = vie.Mention(0, len(words), "T1", "DOC_REF", words, rule=words)
        person = vie.Mention(0, len(words), "T2", "PERSON", words)
        doc = vie.Doc(
            words, words, (mention, person), date=words,
            references=(vie.Reference(words, (mention,), words, words, words, words, words, words, words),),
            people=(vie.Person(words, (person,), words, (words,)),),
        )  # fmt: skip
        plain = written(tmp_path / "plain.html", [vie.Doc("a", "b")])
        scripts = Scripts(written(tmp_path / "page.html", [doc], title=words))
        assert scripts.tags == Scripts(plain).tags
        (text,) = json.loads(scripts.held["texts"])
        assert len(text[0]) == len(words)
        assert text[0].encode("utf-8")

    def test_the_same_texts_make_the_same_page(self, gold, tmp_path):
        docs = [vie.Doc.from_dict(perfect(d)) for d in gold]
        (tmp_path / "docs.jsonl").write_bytes(b"".join(dump_line(d.to_dict()) for d in docs))
        here = written(tmp_path / "one.html", docs)
        code = (
            "from pathlib import Path; from vnpolice_ie.cli import main\n"
            f"main(['view', {str(tmp_path / 'docs.jsonl')!r}, '-o', {str(tmp_path / 'two.html')!r}, '-t', 'Documents'])"
        )
        run = run_python(code, PYTHONHASHSEED="7")
        assert (tmp_path / "two.html").read_text(encoding="utf-8") == here, run.stderr

    def test_nothing_is_left_after_an_error(self, tmp_path):
        with pytest.raises(ZeroDivisionError), CollectionPage(tmp_path / "page.html") as page:
            page.add(vie.Doc("a", str(1 // 0)))
        assert list(tmp_path.iterdir()) == []


class TestCommand:
    def test_a_page_is_written(self, run_command, tmp_path):
        (tmp_path / "a.jsonl").write_bytes(dump_line(vie.Doc("x", "Họp").to_dict()))
        status, out, _ = run_command("view", tmp_path / "a.jsonl", "-o", tmp_path / "a.html")
        assert status == 0
        assert "1 texts" not in out
        assert "1 text, " in out
        assert "<title>a</title>" in (tmp_path / "a.html").read_text(encoding="utf-8")
        status, _, error = run_command("view", tmp_path / "a.jsonl", "-o", tmp_path / "a.html")
        assert status == 2
        assert "Give --force" in error

    @pytest.mark.parametrize("line", [1, 2])
    def test_a_broken_line_is_named_and_the_others_come_out(self, line, run_command, tmp_path):
        lines = [dump_line(vie.Doc("x", "Họp").to_dict())]
        lines.insert(line - 1, b'{"id": 1}\n')
        (tmp_path / "a.jsonl").write_bytes(b"".join(lines))
        status, _, error = run_command("view", tmp_path / "a.jsonl", "-o", tmp_path / "a.html")
        assert status == 2
        assert f"a.jsonl, line {line}" in error
        assert '"Họp"' in (tmp_path / "a.html").read_text(encoding="utf-8")

    def test_texts_that_nobody_read_are_refused(self, run_command, tmp_path):
        (tmp_path / "a.jsonl").write_text('{"id": "x", "text": "Họp"}\n', encoding="utf-8")
        status, _, error = run_command("view", tmp_path / "a.jsonl", "-o", tmp_path / "a.html")
        assert status == 2
        assert "a.jsonl: it holds no annotated documents. Write them first: vnpolice-ie annotate" in error
        assert not (tmp_path / "a.html").exists()
        (tmp_path / "b.jsonl").write_bytes(dump_line(vie.Doc("y", "Bàn").to_dict()))
        status, out, error = run_command(
            "view", tmp_path / "a.jsonl", tmp_path / "b.jsonl", "-o", tmp_path / "b.html"
        )
        assert (status, "1 text, " in out, "a.jsonl: it holds no annotated documents" in error) == (
            2,
            True,
            True,
        )
