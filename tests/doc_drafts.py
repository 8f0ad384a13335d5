"""Random readings for tests of what stores and shows them."""

from hypothesis import strategies as st

from vnpolice_ie import Argument, Doc, Event, Mention, Person, Reference, Relation
from vnpolice_ie.schema import EVENT_TYPES, LABELS, NESTED, RELATIONS, fillers_of, roles_of

WORDS = [
    "Công",
    "an",
    "tỉnh",
    "Đỗ",
    "5/3",
    "họp",
    "😀",
    "Nguyê\u0303n",
    "–",
    "“ông",
    "trì.Tại",
    "12-KL/TW",
    "\x07",
    "\u200b",
]
GAPS = ["", " ", "  ", "\n", "\r\n\t", "\u00a0", " \u200b "]
SCORES = st.floats(0, 1)


@st.composite
def docs(draw: st.DrawFn) -> Doc:
    """A document of random words, most of them mentions with links of all kinds that the scheme allows."""
    words = draw(st.lists(st.sampled_from(WORDS), max_size=12))
    gaps = [draw(st.sampled_from(GAPS)) for _ in words]
    text, places = "", []
    for word, gap in zip(words, gaps, strict=True):
        text += gap
        places.append((len(text), len(text) + len(word)))
        text += word
    text += draw(st.sampled_from(GAPS))
    spans, first = [], 0
    while first < len(words):
        last = draw(st.integers(first, len(words) - 1))
        label = draw(st.sampled_from([None, *LABELS]))
        if label:
            spans.append((places[first][0], places[last][1], label))
            if label in NESTED and last > first:
                inner = draw(st.sampled_from(sorted(NESTED[label])))
                spans.append((places[first + 1][0], places[last][1], inner))
        first = last + 1
    entities = tuple(
        Mention(
            *(start, end, f"T{number}", label, text[start:end], draw(SCORES)),
            type=draw(st.sampled_from(EVENT_TYPES)) if label == "EVENT" else None,
            normalized=draw(st.sampled_from([None, "2021-03-05"])) if label == "DATE" else None,
            rule=draw(st.sampled_from(["", "ranks.police"])),
        )
        for number, (start, end, label) in enumerate(spans, 1)
    )

    def of(labels):
        return [m for m in entities if m.label in labels]

    relations = []
    for kind, (heads, tails) in RELATIONS.items():
        if of(heads) and of(tails) and draw(st.booleans()):
            relations.append(
                Relation(
                    kind, draw(st.sampled_from(of(heads))), draw(st.sampled_from(of(tails))), draw(SCORES)
                )
            )
    events = []
    for number, trigger in enumerate(of({"EVENT"}), 1):
        roles = [r for r in roles_of(trigger.type) if of(fillers_of(r))]
        chosen = draw(st.lists(st.sampled_from(roles), max_size=3)) if roles else []
        arguments = tuple(Argument(r, draw(st.sampled_from(of(fillers_of(r)))), draw(SCORES)) for r in chosen)
        events.append(Event(f"E{number}", trigger.type, (trigger,), arguments))
    some = st.sampled_from([None, "Bộ Công an"])
    return Doc(
        id=draw(st.sampled_from(["a", "2024/01", "ngày"])),
        text=text,
        date=draw(st.sampled_from([None, "2021-03-05"])),
        entities=entities,
        relations=tuple(relations),
        events=tuple(events),
        references=tuple(
            Reference(f"{n}-KL/TW", (m,), issuer=draw(some), title=draw(some))
            for n, m in enumerate(of({"DOC_REF"}), 1)
        ),
        people=tuple(
            Person(m.text, (m,), draw(some), draw(st.lists(some.filter(bool)).map(tuple)))
            for m in of({"PERSON"})
        ),
    )
