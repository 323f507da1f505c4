"""Vacancies: what remains to be known of a post when people are placed in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from data.synthetic.employers import Unit
from data.synthetic.posts import Advert
from data.synthetic.schooling import RANKS
from data.synthetic.words import read_words


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A post that takes people; *months* are the terms that it names, ascending, () = it names none."""

    post_id: str
    unit: Unit
    kind: str
    headcount: int
    rank: int  # least schooling, of schooling.RANKS
    months: tuple[int, ...]
    mentor: str
    closes_on: date | None


@cache
def _ranks() -> dict[str, int]:
    words: dict[str, list[tuple[str, float]]] = read_words("columns")["education"]
    return {word: RANKS[level] for level, written in words.items() for word, _ in written if "不限" not in word}


def note_vacancy(n: int, advert: Advert) -> Vacancy:
    """Keep of the n-th advert what placing people takes."""
    return Vacancy(
        post_id=f"JX{n:06d}",
        unit=advert.unit,
        kind=advert.kind,
        headcount=advert.headcount,
        rank=_ranks().get(advert.education, 0),
        months=tuple(int(part) for part in advert.term.split("-") if part),
        mentor=advert.mentor,
        closes_on=advert.closes_on,
    )
