"""Random annotated documents for tests of readers and writers."""

from hypothesis import strategies as st

from vnpolice_ie.io.gold import GoldDocument, Mark, MarkedArgument, MarkedRelation

WORDS = ["Công", "an", "tỉnh", "Sùng", "Đỗ", "ngày", "5/3", "họp", "😀", "𝒂", "Nguyê\u0303n", "–", "“ông"]
TAGS = ["ORG", "PERSON", "DATE", "DOC_REF", "EVENT.MEETING", "RANK", "POSITION"]


@st.composite
def gold_documents(draw: st.DrawFn) -> GoldDocument:
    """A document of random words with marks that nest, their keys, relations and arguments."""
    words = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=14))
    text = ""
    places = []
    for word in words:
        places.append((len(text), len(text) + len(word)))
        text += word + draw(st.sampled_from([" ", "  ", "\n", ", "]))
    marks: list[Mark] = []

    def fill(first: int, end: int, parent: int | None, depth: int) -> None:
        while first < end:
            last = draw(st.integers(first, end - 1))
            if draw(st.booleans()):
                tag = draw(st.sampled_from(TAGS))
                label, _, kind = tag.partition(".")
                start, stop = places[first][0], places[last][1]
                number = len(marks) + 1
                key = draw(st.sampled_from([None, "x1", "y2"]))
                marks.append(Mark(start, stop, number, label, text[start:stop], kind or None, key, parent))
                if depth and last > first:
                    fill(first + 1, last + 1, number, depth - 1)
            first = last + 1

    fill(0, len(words), None, 2)
    numbers = [mark.number for mark in marks]
    events = [mark.number for mark in marks if mark.label == "EVENT"]
    others = [number for number in numbers if number not in events]
    relations: list[MarkedRelation] = []
    arguments: list[MarkedArgument] = []
    if others:
        pairs = st.tuples(
            st.sampled_from(["HOLDS", "IMPLEMENTS"]), st.sampled_from(others), st.sampled_from(numbers)
        )
        relations = [MarkedRelation(*pair) for pair in draw(st.lists(pairs, max_size=3, unique=True))]
    if events:
        roles = st.tuples(
            st.sampled_from(events), st.sampled_from(["TIME", "CHAIR"]), st.sampled_from(numbers)
        )
        arguments = [MarkedArgument(*role) for role in draw(st.lists(roles, max_size=3, unique=True))]
    keys = {mark.key for mark in marks if mark.label == "DOC_REF" and mark.key}
    return GoldDocument(
        id="a",
        text=text,
        marks=tuple(marks),
        relations=tuple(relations),
        arguments=tuple(arguments),
        documents={key: f"Kết luận {key}" for key in sorted(keys)},
        date=draw(st.sampled_from([None, "2021-03-05"])),
        source=draw(st.sampled_from([None, "written for the test"])),
    )
