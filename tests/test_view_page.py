"""The page of a collection and the notebook fragment in a browser: what is drawn, found, reached and readable."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import vnpolice_ie as vie
from chromium import opened, poor_contrasts, started
from readings import perfect
from test_view import HOSTILE, appointment, written
from vnpolice_ie.display.html import fragment, page

READY = "html[data-ready]"
FOLLOW = """async (routes) => {
  const shown = [];
  for (const route of routes) {
    const arrived = new Promise((done) => addEventListener("hashchange", () => setTimeout(done), { once: true }));
    location.hash = route;
    await arrived;
    shown.push(document.querySelector("#detail").innerText.trim());
  }
  return shown;
}"""


@pytest.fixture(scope="module")
def browser():
    with started() as browser:
        yield browser


@pytest.fixture(scope="module")
def docs(gold) -> list[vie.Doc]:
    return [vie.Doc.from_dict(perfect(d)) for d in gold]


@pytest.fixture(scope="module")
def examples(docs, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("view") / "page.html"
    written(path, docs, "Examples")
    return path


def number_of(docs: list[vie.Doc], name: str) -> int:
    return next(i for i, d in enumerate(docs) if d.id == name)


def rows(page) -> list[str]:
    return [" ".join(row.inner_text().split()) for row in page.locator("#list .row").all()]


def search(page, words: str) -> list[str]:
    page.fill("#search", words)
    page.wait_for_selector(".count [role=status]:not(:has-text('…'))")
    return rows(page)


class TestTexts:
    def test_every_view_of_everything_is_drawn_without_a_fault(self, browser, examples):
        with opened(browser, examples) as watched:
            counts = watched.page.eval_on_selector_all(
                ".views a", "all => all.map(a => [a.hash, +a.innerText.match(/\\d+$/)])"
            )
            assert [name for name, _ in counts] == ["#/texts", "#/documents", "#/people", "#/posts"]
            steps = {"#/texts": 1}
            routes = [f"{n}/{i}" for n, count in counts for i in range(0, count, steps.get(n, 4))]
            assert len(routes) > 30
            shown = watched.page.evaluate(FOLLOW, routes)
            assert len(shown) == len(routes)
            assert all(shown)

    def test_each_mention_stands_on_its_words(self, browser, docs, tmp_path):
        wide = "👮🏽 Ðại tá Lê\u0301 Nam\r\n🇻🇳 Hà Nội \U0001d400"
        spans = [(3, 9, "RANK"), (10, 17, "PERSON"), (22, 28, "LOC"), (29, 30, "ORG")]
        mentions = tuple(
            vie.Mention(a, b, f"T{i}", label, wide[a:b]) for i, (a, b, label) in enumerate(spans, 1)
        )
        every = [*docs, vie.Doc("wide", wide, mentions)]
        written(tmp_path / "page.html", every)
        with opened(browser, tmp_path / "page.html") as watched:
            for number, doc in enumerate(every):
                watched.go(f"#/texts/{number}")
                drawn = watched.page.eval_on_selector_all(
                    ".text mark", "all => all.map(m => [m.dataset.l, m.textContent])"
                )
                assert drawn == [[m.type or m.label, m.text.replace("\n", "")] for m in doc.entities]
                text = watched.page.eval_on_selector(
                    ".text", "t => [...t.querySelectorAll('p')].map(p => p.textContent).join('')"
                )
                assert text == "".join(
                    line for line in doc.text.replace("\r", "").split("\n") if line.strip()
                )

    def test_a_text_shows_events_documents_people_and_relations(self, browser, docs, examples):
        doc = docs[number_of(docs, "party-conference")]
        with opened(browser, examples, f"#/texts/{number_of(docs, doc.id)}") as watched:
            count = watched.page.locator
            assert count(".card").count() == len(doc.events)
            assert count("ul.relations li").count() == len(doc.relations)
            tables = [t.locator("tbody tr").count() for t in count(".side table").all()]
            assert tables == [len(doc.references), len(doc.people)]

    def test_a_click_on_a_trigger_shows_its_arcs_and_escape_takes_them_away(self, browser, docs, examples):
        doc = docs[number_of(docs, "police-conference")]
        event = next(e for e in doc.events if e.arguments)
        with opened(browser, examples, f"#/texts/{number_of(docs, doc.id)}") as watched:
            at = watched.page.locator
            at(f"#T{doc.entities.index(event.triggers[0])}").click()
            assert at("svg.arcs path").count() == len(event.arguments)
            names = sorted(at("svg.arcs text").all_text_contents())
            assert names == sorted(a.role.lower() for a in event.arguments)
            watched.page.keyboard.press("Escape")
            assert at("svg.arcs path").count() == 0

    def test_hostile_words_are_shown_as_words(self, browser, tmp_path):
        mention = vie.Mention(0, len(HOSTILE), "T1", "DOC_REF", HOSTILE, rule=HOSTILE)
        doc = replace(appointment(HOSTILE, None), id=HOSTILE)
        evil = vie.Doc(
            HOSTILE, HOSTILE, (mention,), date=HOSTILE,
            references=(vie.Reference(HOSTILE, (mention,), HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE),),
        )  # fmt: skip
        written(tmp_path / "page.html", [doc, evil], HOSTILE)
        shown = " ".join(HOSTILE.split())
        with opened(browser, tmp_path / "page.html") as watched:
            assert watched.page.title().split() == HOSTILE.split()
            for route in ("#/texts/0", "#/texts/1", "#/documents/0", "#/people/0", "#/posts/0"):
                watched.go(route)
                assert watched.page.locator("img, iframe").count() == 0
                assert shown in " ".join(watched.page.locator("body").inner_text().split())
            assert watched.page.locator("script").count() == 3

    def test_a_script_that_comes_in_later_does_not_run(self, browser, examples):
        with opened(browser, examples) as watched:
            ran = watched.page.evaluate(
                "() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1';"
                " document.body.append(s); return window.ran === 1; }"
            )
            assert not ran
            assert any("Content Security Policy" in fault for fault in watched.faults)
            watched.faults.clear()


class TestSearch:
    def test_accents_may_be_left_out_but_count_where_they_are_written(self, browser, tmp_path):
        words = ["Công an đến", "Cong an den", "CÔNG AN ĐẾN".lower(), "Công  an\nđến", "Cống ăn đèn"]
        written(tmp_path / "page.html", [vie.Doc(str(i), f"x\n{w}") for i, w in enumerate(words)])

        def found(watched, query):
            search(watched.page, query)
            return [
                i for i in range(len(words)) if any(row.split()[1:2] == [str(i)] for row in listed(watched))
            ]

        def listed(watched):
            return watched.page.eval_on_selector_all(
                "#list .row", "all => all.map(r => 'x ' + r.dataset.number)"
            )

        with opened(browser, tmp_path / "page.html") as watched:
            assert found(watched, "cong an den") == [0, 1, 2, 3, 4]
            assert found(watched, "CONG AN") == [0, 1, 2, 3, 4]
            assert found(watched, "công an") == [0, 2, 3]
            assert found(watched, '"công an đến"') == [0, 2, 3]
            assert found(watched, '"an cong"') == []
            assert found(watched, "an đèn") == [4]
            assert found(watched, "Co\u0302ng") == [0, 2, 3]
            assert found(watched, "de") == [0, 1, 2, 3, 4], "a word that is still being written"
            assert found(watched, "de ") == []
            assert found(watched, "ong") == []

    def test_the_words_are_marked_in_the_list_and_in_the_text(self, browser, docs, examples):
        with opened(browser, examples) as watched:
            search(watched.page, "nong do con ")
            hits = watched.page.locator("#list .hit").all_text_contents()
            assert hits == ["nồng", "độ", "cồn"]
            watched.page.locator("#list .row").click()
            ranges = watched.page.evaluate("() => [...CSS.highlights.get('hits')].map(String)")
            assert {"nồng", "độ", "cồn"} <= set(ranges)

    def test_labels_and_event_types_filter(self, browser, docs, examples):
        with opened(browser, examples) as watched:
            at = watched.page.locator
            holding = [d for d in docs if any(m.label == "AWARD" for m in d.entities)]
            assert 0 < len(holding) < len(docs)
            button = at(".filters button", has_text="award")
            assert button.inner_text().split() == ["award", str(len(holding))]
            button.click()
            assert at("#list .row").count() == len(holding)
            chips = at("#list .row .chip").all_text_contents()
            assert set(chips) <= {
                " ".join(m.text.split()) for d in holding for m in d.entities if m.label == "AWARD"
            }
            meetings = [d for d in holding if any(e.type == "MEETING" for e in d.events)]
            at(".filters button", has_text="meeting").click()
            assert at("#list .row").count() == len(meetings)

    def test_documents_are_filtered_by_their_links(self, browser, docs, examples):
        with opened(browser, examples, "#/documents") as watched:
            watched.page.locator(".filters button", has_text="replace").click()
            keys = {row.split()[0] for row in rows(watched.page)}
            assert keys == {
                r.key for d in docs for k in d.relations if k.type == "REPLACES"
                for r in d.references if {k.head, k.tail} & set(r.mentions)
            }  # fmt: skip


class TestFacts:
    def test_the_graph_leads_from_a_plan_to_what_it_carries_out(self, browser, examples):
        with opened(browser, examples, "#/documents") as watched:
            search(watched.page, "13-KL/TW")
            watched.page.locator("#list .row").click()
            nodes = watched.page.locator(".graph .node .key").all_text_contents()
            assert {"41-KH/TU", "13-KL/TW", "48-CT/TW"} <= set(nodes)
            assert set(watched.page.locator(".graph .edge.IMPLEMENTS text").all_text_contents()) == {
                "carries out"
            }
            assert watched.page.locator(".graph .edge.CITES").count() > 0
            watched.page.locator(".graph .node", has_text="41-KH/TU").click()
            watched.page.wait_for_selector("h1:has-text('41-KH/TU')")

    def test_each_fact_of_a_person_leads_to_its_sentence(self, browser, docs, examples):
        with opened(browser, examples, "#/people") as watched:
            search(watched.page, "luong minh khoi")
            watched.page.locator("#list .row").click()
            facts = watched.page.locator(".entry .quote").all()
            links = [(f.get_attribute("href"), f.locator("b").inner_text()) for f in facts]
            assert len(links) >= 5
            for href, words in links:
                watched.go(href)
                mark = watched.page.locator("mark.on")
                assert " ".join(mark.text_content().split()) == words
                (sentence,) = watched.page.evaluate("() => [...CSS.highlights.get('sentence')].map(String)")
                assert words in " ".join(sentence.split())

    def test_a_line_of_time_has_a_dot_for_each_date(self, browser, tmp_path):
        dates = ["2018-05-01", "2020-01-15", "2020-01-15", None]
        written(
            tmp_path / "page.html", [replace(appointment(d, None), id=str(i)) for i, d in enumerate(dates)]
        )
        with opened(browser, tmp_path / "page.html", "#/people/0") as watched:
            lanes = watched.page.locator(".timeline .lane", has_text="Phó Giám đốc")
            assert lanes.locator(".at").all_text_contents() == ["", "2"]
            left = lanes.locator(".at").evaluate_all("all => all.map(a => parseFloat(a.style.left))")
            assert 0 <= left[0] < left[1] <= 100
            lanes.locator(".name").click()
            watched.page.wait_for_selector("h1:has-text('Phó Giám đốc')")
            assert watched.page.locator(".timeline .lane .name").all_text_contents()[0] == "Lê Nam"


class TestKeyboard:
    def test_of_a_long_list_only_rows_in_view_are_drawn_and_keys_reach_all(self, browser, tmp_path):
        written(tmp_path / "page.html", [vie.Doc(f"n{i}", f"Họp {i}") for i in range(3_000)])
        with opened(browser, tmp_path / "page.html") as watched:
            page, at = watched.page, watched.page.locator
            assert 3 < at("#list .row").count() < 40
            at("#list").focus()
            page.keyboard.press("End")
            assert at("#list .active").inner_text().split()[:2] == ["Họp", "2999"]
            assert at("#list").get_attribute("aria-activedescendant") == at("#list .active").get_attribute(
                "id"
            )
            assert at("#list .active").get_attribute("aria-setsize") == "3000"
            page.keyboard.press("ArrowUp")
            page.keyboard.press("Enter")
            assert page.evaluate("location.hash") == "#/texts/2998"
            assert page.evaluate("document.activeElement.id") == "detail"
            page.keyboard.press("Escape")
            assert page.evaluate("document.activeElement.id") == "list"
            assert at("#list .row").count() < 40

    def test_links_past_the_list_come_first(self, browser, examples):
        with opened(browser, examples) as watched:
            for target in ("search", "list", "detail"):
                watched.page.evaluate("document.activeElement.blur()")
                watched.page.keyboard.press("Home")
                watched.page.locator(f".skip[data-skip={target}]").focus()
                assert watched.page.locator(f".skip[data-skip={target}]").bounding_box()["width"] > 50
                watched.page.keyboard.press("Enter")
                assert watched.page.evaluate("document.activeElement.id") == target
            watched.page.keyboard.press("/")
            assert watched.page.evaluate("document.activeElement.id") == "search"

    def test_all_spans_are_one_stop_of_the_tab_key(self, browser, docs, examples):
        with opened(browser, examples, "#/texts/0") as watched:
            page, at = watched.page, watched.page.locator
            assert at(".text mark[tabindex='0']").count() == 1
            at(".text mark[tabindex='0']").focus()
            page.keyboard.press("ArrowRight")
            page.keyboard.press("ArrowRight")
            assert page.evaluate("document.activeElement.id") == "T2"
            assert at("#tip").inner_text().startswith(docs[0].entities[2].label)
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline == "solid"
            page.keyboard.press("Tab")
            assert not page.evaluate("document.activeElement.matches('mark')")


ROUTES = ("#/texts", "#/texts/5/3", "#/documents/8", "#/people/0", "#/posts/0")


class TestLooks:
    def test_words_stand_out_from_their_ground(self, browser, examples):
        with opened(browser, examples) as watched:
            for route in ROUTES:
                watched.go(route)
                for scheme in ("light", "dark"):
                    watched.page.emulate_media(color_scheme=scheme)
                    assert poor_contrasts(watched.page) == []

    def test_the_button_turns_light_into_dark(self, browser, examples):
        with opened(browser, examples, color_scheme="light") as watched:
            ground = "getComputedStyle(document.body).backgroundColor"
            light = watched.page.evaluate(ground)
            watched.page.locator("#theme").click()
            assert watched.page.evaluate(ground) != light
            assert poor_contrasts(watched.page) == []

    def test_a_narrow_page_shows_the_list_or_one_thing_and_never_runs_over(self, browser, examples):
        with opened(browser, examples, width=340, height=700) as watched:
            assert watched.page.locator("#list").is_visible()
            assert not watched.page.locator("#detail").is_visible()
            for route in ROUTES[1:]:
                watched.go(route)
                assert not watched.page.locator("#list").is_visible()
                over = "document.documentElement.scrollWidth - innerWidth, document.querySelector('#detail').scrollWidth - innerWidth"
                assert watched.page.evaluate(f"Math.max({over})") <= 0
                current = watched.page.locator(".views [aria-current=page]").bounding_box()
                assert 0 <= current["x"] <= current["x"] + current["width"] <= 340
            watched.page.locator("button.back").click()
            assert watched.page.locator("#list").is_visible()

    def test_without_scripts_the_page_says_so(self, browser, examples):
        with opened(browser, examples, java_script_enabled=False) as watched:
            assert "annotate --html" in watched.page.locator("noscript").inner_text()


PAPER = {"light": "rgb(255, 255, 255)", "dark": "rgb(23, 27, 34)"}
GROUND_AMID = """([name, value]) => {
  for (const { name } of [...document.body.attributes]) document.body.removeAttribute(name);
  document.body.setAttribute(name, value);
  return getComputedStyle(document.querySelector(".fragment")).backgroundColor;
}"""


def notebook(path: Path, doc: vie.Doc) -> Path:
    path.write_text(f"<!doctype html><meta charset=utf-8><body>{fragment(doc)}", encoding="utf-8")
    return path


class TestNotebook:
    def test_what_belongs_to_a_span_lights_up_without_scripts(self, browser, docs, tmp_path):
        doc = docs[number_of(docs, "police-conference")]
        event = next(e for e in doc.events if e.arguments)
        argument = event.arguments[0]
        with opened(browser, notebook(tmp_path / "a.html", doc), java_script_enabled=False) as watched:
            mark = watched.page.locator(f"mark[id$='-{argument.mention.id}']")
            look = "m => [getComputedStyle(m).boxShadow, getComputedStyle(m, '::before').content]"
            assert mark.evaluate(look) == ["none", "none"]
            for cause in (f"mark[id$='-{event.triggers[0].id}']", f"article[id$='-{event.id}']"):
                watched.page.locator(cause).hover(position={"x": 5, "y": 5})
                shadow, name = mark.evaluate(look)
                assert shadow != "none"
                assert name == f'"{argument.role.lower()}"'

    def test_it_takes_the_theme_around_it(self, browser, docs, tmp_path):
        around = (
            ("class", "", None),
            ("data-jp-theme-light", "true", "light"),
            ("data-jp-theme-light", "false", "dark"),
            ("class", "vscode-dark", "dark"),
            ("class", "vscode-light", "light"),
            ("data-md-color-scheme", "slate", "dark"),
        )
        with opened(browser, notebook(tmp_path / "a.html", docs[0])) as watched:
            for scheme in ("light", "dark"):
                watched.page.emulate_media(color_scheme=scheme)
                for name, value, expected in around:
                    ground = watched.page.evaluate(GROUND_AMID, [name, value])
                    assert ground == PAPER[expected or scheme], (scheme, name, value)
                    assert poor_contrasts(watched.page) == []

    def test_links_and_headings_keep_their_look_amid_the_rules_of_jupyterlab(self, browser, docs, tmp_path):
        rules = ":is(.jp a:link, .jp a:visited) { color: blue } .jp h2:first-child { margin-top: 0 }"
        look = """() => [...document.querySelectorAll(".chip, .dot, h2")].map((e) => {
            const { color, marginTop } = getComputedStyle(e);
            return [color, marginTop];
        })"""
        with opened(browser, notebook(tmp_path / "a.html", docs[0])) as watched:
            before = watched.page.evaluate(look)
            watched.page.add_style_tag(content=rules)
            watched.page.evaluate("document.body.className = 'jp'")
            assert len(before) > 20
            assert watched.page.evaluate(look) == before

    def test_it_fits(self, browser, docs, tmp_path):
        with opened(browser, notebook(tmp_path / "a.html", docs[2])) as watched:
            for width in (320, 1000):
                watched.page.set_viewport_size({"width": width, "height": 700})
                assert watched.page.evaluate("document.documentElement.scrollWidth") <= width

    def test_a_page_of_one_document_is_readable_and_without_fault(self, browser, docs, tmp_path):
        (tmp_path / "a.html").write_text(page(docs[0]), encoding="utf-8")
        with opened(browser, tmp_path / "a.html") as watched:
            for scheme in ("light", "dark"):
                watched.page.emulate_media(color_scheme=scheme)
                assert poor_contrasts(watched.page) == []
            for width in (360, 1400):
                watched.page.set_viewport_size({"width": width, "height": 800})
                assert watched.page.evaluate("document.documentElement.scrollWidth") <= width
            watched.page.locator("mark.l-EVENT").first.click()
            assert watched.page.locator(".link.on").count() > 0
