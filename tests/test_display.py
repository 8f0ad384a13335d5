"""Pages, notebook fragments and the terminal view: whole, escaped, and readable."""

import io
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

import vnpolice_ie as vie
from other_process import run_python
from vnpolice_ie.display.fragment import Fragments, escape, visible
from vnpolice_ie.display.html import fragment, page, style, title_of
from vnpolice_ie.display.labels import LOOKS
from vnpolice_ie.display.partners import partners_sheet
from vnpolice_ie.display.site import Site
from vnpolice_ie.display.spans import Closing, Opening, walk
from vnpolice_ie.display.terminal import explanation, marked_text, view
from vnpolice_ie.errors import OutputError
from vnpolice_ie.schema import LABELS

TEXT = "Họp ở Bình Sơn\nNgày 5-3, Đại tá Lê Nam, Giám đốc Công an tỉnh <b>ký</b> Kế hoạch 7."


def mention(number, words, label, start=0, **rest):
    at = TEXT.index(words, start)
    return vie.Mention(at, at + len(words), f"T{number}", label, words, **rest)


def sample() -> vie.Doc:
    date = mention(1, "Ngày 5-3", "DATE", normalized="2020-03-05", score=0.5, rule="dates.full")
    rank = mention(2, "Đại tá", "RANK")
    person = mention(3, "Lê Nam", "PERSON", score=0.875, rule="persons.after-rank")
    post = mention(4, "Giám đốc Công an tỉnh", "POSITION")
    org = mention(5, "Công an tỉnh", "ORG")
    sign = mention(6, "ký", "EVENT", type="ISSUANCE")
    plan = mention(7, "Kế hoạch 7", "DOC_REF")
    return vie.Doc(
        "a<1>",
        TEXT,
        (date, rank, person, post, org, sign, plan),
        relations=(vie.Relation("HAS_RANK", person, rank, 0.9, "person_relations.before"),),
        events=(
            vie.Event(
                "E1",
                "ISSUANCE",
                (sign,),
                (vie.Argument("DOCUMENT", plan), vie.Argument("ISSUER", person), vie.Argument("TIME", date)),
            ),
        ),
        references=(vie.Reference("Kế hoạch 7", (plan,), type="Kế hoạch", issuer="Công an tỉnh"),),
        people=(vie.Person("Lê Nam", (person,), "Đại tá", ("Giám đốc Công an tỉnh",)),),
        date="2020-03-06",
    )


class Reader(HTMLParser):
    """Checks that tags close in order, and collects what a browser would show."""

    VOID = frozenset({"meta", "br", "input"})

    def __init__(self, html):
        super().__init__()
        self.stack, self.tags, self.words, self.ids, self.marks = [], [], [], [], {}
        self.feed(html)
        self.close()
        assert self.stack == []

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if "id" in dict(attributes):
            self.ids.append(dict(attributes)["id"])
        if tag not in self.VOID:
            self.stack.append((tag, dict(attributes).get("id")))
        if tag == "mark":
            self.marks[dict(attributes)["id"]] = ""

    def handle_endtag(self, tag):
        assert self.stack.pop()[0] == tag

    def handle_data(self, data):
        for tag, name in self.stack:
            if tag == "mark":
                self.marks[name] += data
        if not self.stack or self.stack[-1][0] not in {"style", "script"}:
            self.words.append(data)


class TestWalk:
    def test_nested_spans_open_and_close_like_brackets(self):
        doc = sample()
        out = "".join(
            f"[{piece.mention.label} "
            if isinstance(piece, Opening)
            else "]"
            if isinstance(piece, Closing)
            else piece
            for piece in walk(doc.text, doc.entities)
        )
        assert out.splitlines()[1] == (
            "[DATE Ngày 5-3], [RANK Đại tá] [PERSON Lê Nam], [POSITION Giám đốc [ORG Công an tỉnh]]"
            " <b>[EVENT ký]</b> [DOC_REF Kế hoạch 7]."
        )

    @given(st.data())
    def test_any_spans_give_the_text_back(self, data):
        text = data.draw(st.text(min_size=1, max_size=20))
        pairs = data.draw(st.lists(st.tuples(*[st.integers(0, len(text))] * 2), max_size=8))
        mentions = [vie.Mention(a, b, f"T{i}", "ORG", text[a:b]) for i, (a, b) in enumerate(pairs) if a < b]
        depth, out = [], ""
        for piece in walk(text, mentions):
            if isinstance(piece, Opening):
                depth.append(piece.mention)
                assert piece.mention.start == len(out)
            elif isinstance(piece, Closing):
                assert depth.pop() is piece.mention
                assert piece.mention.end == len(out)
            else:
                out += piece
        assert (out, depth) == (text, [])


class TestHtml:
    def test_a_page_holds_marks_cards_tables_and_links_between_them(self):
        reader = Reader(page(sample()))
        assert reader.marks["T4"] == "Giám đốc Công an tỉnh"
        assert reader.marks["T5"] == "Công an tỉnh"
        assert len(reader.ids) == len(set(reader.ids))
        targets = [a["data-m"] for _, a in reader.tags if "data-m" in a] + [
            a["data-from"] for _, a in reader.tags if "data-from" in a
        ]
        assert targets
        assert set(targets) <= set(reader.marks)
        words = " ".join(" ".join(reader.words).split())
        for expected in (
            "issuance",
            "issuer Lê Nam",
            "Kế hoạch 7",
            "Công an tỉnh",
            "has rank",
            "dateline 2020-03-06",
        ):
            assert expected in words

    def test_the_tip_of_a_span_says_label_value_score_and_rule(self):
        tips = {a["id"]: a["title"] for tag, a in Reader(page(sample())).tags if tag == "mark"}
        assert tips["T1"] == "DATE\n2020-03-05\nscore 0.5 · dates.full"
        assert (
            tips["T3"] == "PERSON\nLê Nam · Đại tá · Giám đốc Công an tỉnh\nscore 0.875 · persons.after-rank"
        )
        assert tips["T6"].startswith("EVENT · ISSUANCE\n")

    def test_a_span_of_a_low_score_is_drawn_with_a_broken_line(self):
        classes = {a["id"]: a["class"] for tag, a in Reader(page(sample())).tags if tag == "mark"}
        assert classes["T1"] == "l-DATE low"
        assert classes["T3"] == "l-PERSON"

    def test_nothing_is_fetched(self):
        html = page(sample())
        assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//|@import|url\(""", html)
        assert "http" not in html.replace("http://www.w3.org/2000/svg", "")

    def test_a_text_cannot_put_anything_on_the_page(self):
        evil = """<script>alert(1)</script>"><img src=x onerror=alert(1)>' &amp; </style></mark>"""
        inner = vie.Mention(0, len(evil), "T1", "PERSON", evil, rule=evil)
        doc = vie.Doc(
            evil,
            evil,
            (inner,),
            references=(vie.Reference(evil, (inner,), evil, evil, evil, evil, evil, evil, evil),),
            people=(vie.Person(evil, (inner,), evil, (evil,)),),
            date=evil,
        )
        plain = page(vie.Doc("a", "b", (vie.Mention(0, 1, "T1", "PERSON", "b"),)))
        count = [tag for tag, _ in Reader(plain).tags].count
        for html in (page(doc), fragment(doc)):
            reader = Reader(html)
            tags = [tag for tag, _ in reader.tags]
            assert "img" not in tags
            assert tags.count("script") <= count("script")
            assert reader.marks.popitem()[1] == evil

    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("a\x00b\x1b[31m", "a␀b␛[31m"),
            ("a\ud800b", "a\ufffdb"),
            ("a\u202eb\u200fc", "a\u202eb\u200fc"),
            ("\x85\x7f", "\ufffd␡"),
        ],
    )
    def test_what_a_page_cannot_hold_becomes_a_sign(self, text, shown):
        assert visible(text) == shown
        html = page(vie.Doc("x", text, (vie.Mention(0, len(text), "T1", "ORG", text),)))
        html.encode("utf-8")
        assert Reader(html).marks["T1"] == shown

    def test_words_of_another_direction_do_not_touch_their_neighbours(self):
        text = "\u202eabc"
        doc = vie.Doc("x", text, people=(vie.Person(text, ()),))
        assert f"<bdi>{text}</bdi>" in page(doc)
        assert "unicode-bidi: plaintext" in style()

    def test_blank_lines_are_passed_over_and_lines_are_paragraphs(self):
        html = Fragments(vie.Doc("x", "a" + "\r\n" * 1000 + "b\n \nc")).text()
        assert re.findall(r"<p[^>]*>(.*?)</p>", html, re.DOTALL) == ["a", "b", "c"]

    def test_a_span_over_two_lines_stays_one(self):
        doc = vie.Doc("x", "ab\ncd", (vie.Mention(1, 4, "T1", "ORG", "b\nc"),))
        assert ">b<br>c</mark>" in Fragments(doc).text()

    def test_a_notebook_shows_a_fragment_without_script(self):
        html = sample()._repr_html_()
        assert "<script" not in html
        reader = Reader(html)
        assert len(reader.marks) == 7
        assert not set(reader.ids) & set(Reader(vie.Doc("b", TEXT, sample().entities)._repr_html_()).ids)

    def test_a_notebook_shows_the_same_each_time(self):
        run = run_python("import vnpolice_ie as vie; print(vie.Doc('a', 'Họp')._repr_html_())")
        assert run.stdout == vie.Doc("a", "Họp")._repr_html_() + "\n", run.stderr

    def test_what_belongs_together_is_framed_by_style(self):
        sheet = partners_sheet(sample(), "x-")
        frames = sheet.splitlines()[0]
        assert "#x-doc:has(#x-T6:is(:hover,:focus)) :is(#x-T7,#x-T3,#x-T1)" in frames
        assert "#x-doc:has(#x-E1:is(:hover,:focus)) :is(#x-T6,#x-T7,#x-T3,#x-T1)" in frames
        assert "#x-doc:has(#x-T6:is(:hover,:focus)) :is(#x-T3)::before" in sheet
        assert '{content:"issuer"}' in sheet
        assert '{content:"has rank"}' in sheet

    def test_an_id_that_is_no_name_has_no_rule(self):
        evil = "}</style><b>"
        doc = vie.Doc(
            "a", "bc", (vie.Mention(0, 1, evil, "PERSON", "b"), vie.Mention(1, 2, "T2", "RANK", "c"))
        )
        doc = replace(doc, relations=(vie.Relation("HAS_RANK", *doc.entities),))
        assert evil not in partners_sheet(doc, "x-")
        assert "b" not in [tag for tag, _ in Reader(fragment(doc)).tags]

    def test_of_a_long_text_a_notebook_shows_the_beginning(self):
        text = "Đại tá Lê Nam họp. " * 5_000
        spans = [vie.Mention(i, i + 6, f"T{i}", "RANK", "Đại tá") for i in range(0, len(text), 19)]
        people = [vie.Mention(i + 7, i + 13, f"P{i}", "PERSON", "Lê Nam") for i in range(0, len(text), 19)]
        doc = vie.Doc("a", text, (*spans, *people), people=(vie.Person("Lê Nam", tuple(people)),))
        doc = replace(
            doc, relations=tuple(vie.Relation("HAS_RANK", p, r) for p, r in zip(people, spans, strict=True))
        )
        reader = Reader(fragment(doc))
        assert len(reader.marks) == 2 * (50_000 // 19) + 1
        assert "… and 45,000 more characters" in " ".join(reader.words)

    def test_a_title_is_the_first_line(self):
        assert title_of(sample()) == "Họp ở Bình Sơn"
        assert title_of(vie.Doc("x", "\n" * 10_000 + "a" * 500)) == "a" * 110 + "…"

    def test_every_label_has_colours(self):
        assert set(LOOKS) == set(LABELS)
        assert all(
            f".l-{label}{{--c:light-dark({look.light},{look.dark})}}" in style()
            for label, look in LOOKS.items()
        )

    @given(st.text())
    def test_any_text_makes_a_well_formed_page(self, text):
        escaped = escape(text)
        assert not set("<>\"'") & set(escaped)
        Reader(page(vie.Doc(text, text)))


class TestSite:
    def test_pages_are_linked_and_listed(self, tmp_path):
        with Site(tmp_path / "out") as site:
            for name in ("one", "two", "three"):
                site.add(
                    vie.Doc(
                        name, TEXT, sample().entities, references=sample().references, people=sample().people
                    )
                )
        assert site.index == tmp_path / "out" / "index.html"
        pages = {p.name: p.read_text(encoding="utf-8") for p in site.index.parent.glob("*.html")}
        assert sorted(pages) == ["0001.html", "0002.html", "0003.html", "index.html"]
        assert 'href="0003.html">Next' in pages["0002.html"]
        assert 'href="0001.html">← Previous' in pages["0002.html"]
        assert "Previous" not in pages["0001.html"]
        assert "Next" not in pages["0003.html"]
        index = " ".join(" ".join(Reader(pages["index.html"]).words).split())
        assert "3 documents 21 spans" in index
        assert "Kế hoạch 7 Kế hoạch Công an tỉnh – 1 2 3" in index
        assert "Lê Nam Đại tá Giám đốc Công an tỉnh 1 2 3" in index

    def test_nothing_is_left_after_an_error(self, tmp_path):
        with pytest.raises(ZeroDivisionError), Site(tmp_path / "out") as site:
            site.add(vie.Doc("a", str(1 // 0)))
        assert list(tmp_path.iterdir()) == []

    def test_a_folder_of_other_files_is_not_touched(self, tmp_path):
        (tmp_path / "thesis.txt").touch()
        with pytest.raises(OutputError, match="the folder holds other files"):
            Site(tmp_path, force=True)


def printed(renderable, width=120):
    console = Console(width=width, record=True, file=io.StringIO(), force_terminal=True)
    console.print(renderable)
    return console.export_text(clear=False), console.export_text(styles=True)


class TestTerminal:
    def test_spans_are_bracketed_and_coloured(self):
        text = marked_text(sample())
        assert "[Giám đốc [Công an tỉnh]ORG]POSITION <b>[ký]ISSUANCE</b> [Kế hoạch 7]DOC_REF." in text.plain
        at = text.plain.index("Công an tỉnh")
        styles = {str(s.style) for s in text.spans if s.start <= at < s.end}
        assert any(LOOKS["ORG"].dark in s and "underline" in s for s in styles)

    def test_a_document_is_followed_by_its_tables(self):
        plain, coloured = printed(view(sample()))
        for words in (
            "Documents",
            "Kế hoạch 7",
            "People",
            "Đại tá",
            "Events",
            "issuer Lê Nam",
            "Relations",
            "HAS_RANK",
        ):
            assert words in plain
        assert "\x1b[" in coloured

    def test_empty_tables_are_left_out(self):
        assert "People" not in printed(view(vie.Doc("a", "b")))[0]

    def test_control_characters_do_not_reach_the_terminal(self):
        evil = "\x1b[31m\x07"
        doc = vie.Doc(
            evil, evil, (vie.Mention(0, 5, "T1", "ORG", "\x1b[31m"),), people=(vie.Person(evil, ()),)
        )
        plain, _ = printed(view(doc))
        assert "\x07" not in plain
        assert "\x1b" not in plain

    def test_words_are_no_markup(self):
        doc = vie.Doc("[red]", "[b]a", (vie.Mention(0, 4, "T1", "ORG", "[b]a", rule="[i]rule"),))
        assert all(
            words in printed(explanation(doc, lambda rule: "[u]what"))[0]
            for words in ("[red]", "[b]a", "[i]rule", "[u]what")
        )
        assert "[red]" in printed(view(doc))[0]

    def test_an_explanation_names_rule_score_and_words(self):
        plain, _ = printed(explanation(sample(), {"dates.full": "a full date"}.get), width=80)
        rows = [re.split(r"\s{2,}", line.strip()) for line in plain.splitlines()]
        assert ["Ngày 5-3", "DATE 2020-03-05", "dates.full", "0.50"] in rows
        assert ["dates.full", "a full date"] in rows
        assert ["Lê Nam", "HAS_RANK", "Đại tá", "person_relations.before", "0.90"] in rows
