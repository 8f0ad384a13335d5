"""Names of companies, schools and papers after their class word."""

from __future__ import annotations

from vnpolice_ie.rules.name_lists import all_family_names, context_words
from vnpolice_ie.rules.organisations.fields import LONGEST_FIELD, FieldReader
from vnpolice_ie.rules.organisations.lists import media_names
from vnpolice_ie.rules.places.reader import PlaceReader

_FULL_NAMES = range(3, 5)


class TailReader(FieldReader):
    """Reads all that may stand after a head, at token positions of one text.

    Attributes:
        media: the newspapers and portals that are written as the list has them, by their first token.
    """

    def __init__(self, places: PlaceReader) -> None:
        super().__init__(places)
        text, starts, ends = places.source.text, self.tokens.starts, self.tokens.ends
        names = media_names()
        self.media = {
            i: found
            for i, found in self.listed.media.items()
            if text[starts[i] : ends[found[0] - 1]] in names
        }

    def company_at(self, i: int) -> tuple[int, tuple[int, int] | None]:
        """Read the name of a company, school or hospital after its class word, where token `i` is free.

        Returns:
            its exclusive end (`i` if there is none), and the token range of its proper name.
        """
        j = last = i
        core: tuple[int, int] | None = None
        while j < self.count and j - i < LONGEST_FIELD:
            if j > i and (not self.continues(j) or self.places.is_taken(j)):
                break
            trade = self.listed.company_words.get(j)
            word = self.tokens.words[j]
            capital = self.places.is_capital(j)
            if trade is not None and self.places.is_free(j, trade[0]):
                if (
                    core is not None
                    and not capital
                    and not trade[1]
                    and not self._leads_on(trade[0])
                    and not self._is_short_form(trade[0])
                ):
                    break
                j = trade[0]
                if capital or (core is not None and self._is_short_form(j)):
                    last = j
            elif capital and (self.runs.is_capitalised(j) or word.isalnum()):
                if self._ends_company(j, first=j == i) or (core is not None and self.is_person(j)):
                    break
                if last > i and self.tokens.words[last - 1].isdigit() and self.is_full_name(j):
                    break  # "Giám đốc Bệnh viện Dã chiến số 1 Lò Văn Ún"
                end = self._company_run(j)
                end = end if end in self.listed.company_words else self.word_end(end, j)
                if core is None or not self._is_area(j):
                    core = (j, end)
                j = last = end
            elif (
                word.isdigit()
                and (j > i or len(word) in {2, 3})
                and len(word) <= 4
                and not self.begins_date(j + 1)
                and not self.counts(j)
            ):
                j = last = j + 1
            elif word in {"-", "&", "và", ","} and j > i and self._joins_trades(j):
                j += 1
            else:
                break
        if last == i and j > i and (self.places.area_at(j) is not None or self._is_ordinal(j)):
            last = j  # "Công ty điện lực TP Vinh", "Công ty vận tải số 3"
        if core is None and last > i and j > last and not self.places.follows(j):
            last = j  # "Công ty Xăng dầu hàng không,": trades alone up to the end of the clause
        return last, core

    def is_full_name(self, i: int) -> bool:
        """Tell whether the run at `i` is as long as a person's full name and begins like one."""
        return self.tokens.words[i] in all_family_names() and self.runs.ends[i] - i in _FULL_NAMES

    def _ends_company(self, i: int, *, first: bool) -> bool:
        """Tell whether the capital at `i` begins something else: an area, another body, a sentence."""
        if self._area_begins(i):
            return True
        if first:
            return False
        ranged = self.tokens.folded[i : i + 2] == ["trung", "ương"]
        return ranged or self.tokens.folded[i] in context_words("run-break") or self._other_body(i)

    def _area_begins(self, i: int) -> bool:
        """Tell whether a class word of area in capitals stands at `i`: "TP. Đà Nẵng"."""
        found = self.places.class_at(i) if self.tokens.words[i].isupper() else None
        return found is not None and found[1]["kind"] == "admin"

    def _is_short_area(self, i: int) -> bool:
        place = self.places.place_at(i)
        return place is not None and self.tokens.words[i].isupper()

    def _is_ordinal(self, i: int) -> bool:
        return self.tokens.folded[i : i + 1] == ["số"] and self.number_at(i) > i

    def _is_short_form(self, i: int) -> bool:
        """Tell whether a short form in brackets stands at `i`, as after a full name."""
        words = self.tokens.words
        return i + 2 < len(words) and words[i] == "(" and words[i + 1][0].isupper() and words[i + 2] == ")"

    def _leads_on(self, j: int) -> bool:
        return self.places.follows(j) and self.places.is_capital(j)

    def _joins_trades(self, j: int) -> bool:
        if j + 1 >= self.count:
            return False
        before = self.tokens.starts[j] - self.tokens.ends[j - 1] <= 1
        after = self.tokens.starts[j + 1] - self.tokens.ends[j] <= 1
        trade = self.listed.company_words.get(j + 1)
        word = self.tokens.words[j]
        if word == "-" and (self._other_body(j + 1) or (trade is None and self._is_short_area(j + 1))):
            return False
        if word in {"-", "&"}:
            return before and after and (self.places.is_capital(j + 1) or trade is not None)
        if self.head_at(j + 1) is not None and word != "-":
            return False
        if word == "và":
            return trade is not None
        # A comma joins two trades only where the name goes on after the second.
        return trade is not None and self._goes_on_after(trade[0])

    def _other_body(self, i: int) -> bool:
        row = self.head_at(i)
        if row is None or row.kind == "company" or i in self.listed.company_words:
            return False
        # One syllable may as well be part of a proper name: "Trường Hải", "Hội An".
        return row.several or row.abbreviated

    def _goes_on_after(self, j: int) -> bool:
        return (j < self.count and self.tokens.words[j] in {"và", "&"}) or (
            self.places.follows(j) and self.places.is_capital(j)
        )

    def _company_run(self, i: int) -> int:
        if not self.runs.is_capitalised(i):
            return i + 1
        end = i + 1
        while end < self.runs.ends[i] and not self.places.is_taken(end) and end - i < 6:
            head = self.head_at(end)
            if self._ends_company(end, first=False) or (head is not None and head.several):
                break
            if self.person_begins(i, end) or end in self.listed.company_words:
                break
            end += 1
        return end

    def media_at(self, i: int) -> tuple[int, bool]:
        """Read the name of a newspaper or portal at `i`.

        Returns:
            its exclusive end (`i` if there is none), and whether it is one wherever it stands.
        """
        found = self.media.get(i)
        if found is None or not self.places.is_free(i, found[0]):
            return i, False
        last, row = found
        bare = row["bare"] == "yes"
        if self._goes_on(last) and not bare and not self.tokens.words[i].isupper():
            return i, False
        return last, bare

    def is_common_paper(self, i: int, end: int) -> bool:
        """Tell whether the medium's name means it only after "báo": "Xây dựng", "Nhân dân"."""
        found = self.media.get(i)
        return found is not None and found[0] == end and found[1]["bare"] == "paper"

    def _goes_on(self, i: int) -> bool:
        """Tell whether a run of capitals goes on at `i`, not a new sentence that lacks its full stop."""
        if not self.places.follows(i) or not self.runs.is_capitalised(i):
            return False
        return self.tokens.folded[i] not in context_words("run-break")

    def press_name_at(self, i: int) -> int:
        """Exclusive end of the name after "báo": one of the list or a run of capitals, else `i`."""
        end, _ = self.media_at(i)
        if (
            end > i
            or not self.places.follows(i)
            or self.places.is_taken(i)
            or not self.runs.is_capitalised(i)
        ):
            return end
        word = self.tokens.folded[i]
        if word in context_words("run-break") or word in context_words("paper-not"):
            return i
        run = min(self.run_end(i), i + 4)
        return self.word_end(run, i)

    def _is_area(self, i: int) -> bool:
        return self.places.known_at(i) is not None
