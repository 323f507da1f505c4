"""Numbers of candidates and posts that rules compare: one aligned array per property, unknown spelt by a sentinel."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import Field, dataclass, fields
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from matcher.adverts import read_told
from matcher.certificates import certificates_asked, certificates_held
from matcher.languages import languages_asked, languages_known
from matcher.lexical import pairs_of
from matcher.majors import Majors
from matcher.needs import read_workplace
from matcher.occupations import Occupations
from matcher.records import Candidate, Kind, Post
from matcher.requirements import degree_asked, stationed_away, years_asked
from matcher.signatures import (
    MAX_WISHES,
    N_MINIMA,
    TITLE_SIGNS,
    WISH_SIGNS,
    employer_number,
    text_signature,
    title_signs,
    wish_signs,
)
from matcher.text import MOST_WORKS, clean, post_texts, wished_works
from matcher.wishes import read_stated

UNKNOWN = -1
"""In integer columns; NaN in float columns. Dates that are unknown exclude nothing (EVER, NEVER)."""

NO_DISTRICT = -2
"""Fills up a candidate's list of districts: never equal to a post's, which are ≥ 0 or UNKNOWN."""

EVER = np.iinfo(np.int32).min
NEVER = np.iinfo(np.int32).max
KINDS = tuple(Kind)

NO_TABLE = Occupations.of(())
"""Knows no occupation: no work is told from another by its family."""

NO_TERM = -1
"""Fills up the terms of a wish that has fewer works, or works of fewer signs."""

MOST_PAIRS = 10
"""Terms of two signs by which one work of a wish is looked for."""

SILENT_FROM = 30
"""A description of so many characters that names no years contradicts a field that does; a shorter one does not."""


@dataclass(frozen=True, slots=True)
class Districts:
    """The names of districts and zones met so far, numbered in the order of their arrival."""

    names: tuple[str, ...] = ()

    def extended(self, names: Iterable[str | None]) -> Districts:
        """Add the *names* that are new."""
        known = dict.fromkeys(self.names)
        known.update(dict.fromkeys(name for name in names if name))
        return self if len(known) == len(self.names) else Districts(tuple(known))

    def keeping(self, columns: Iterable[NDArray[Any]]) -> Districts:
        """Let names that no number of *columns* stands for be forgotten; the numbers of the others stay."""
        used = set[int]().union(*(np.unique(column).tolist() for column in columns))
        names = tuple(name if code in used else f"#{code}" for code, name in enumerate(self.names))
        return self if names == self.names else Districts(names)

    def codes(self) -> dict[str, int]:
        """Give the number of each name."""
        return {name: code for code, name in enumerate(self.names)}


@dataclass(frozen=True, slots=True)
class Columns:
    """Aligned arrays, one property each; the first axis is the record."""

    def take(self, rows: NDArray[Any] | slice) -> Self:
        """Keep the records *rows*, in that order."""
        return type(self)(*(getattr(self, f.name)[rows] for f in fields(self)))

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """Put the records of *parts* one after another."""
        return cls(*(_joined([getattr(part, f.name) for part in parts]) for f in fields(cls)))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Name the arrays, to be stored."""
        return {f.name: getattr(self, f.name) for f in fields(self)}

    def __len__(self) -> int:
        return len(getattr(self, fields(self)[0].name))


def _joined(arrays: list[NDArray[Any]]) -> NDArray[Any]:
    if len({a.shape[1:] for a in arrays}) == 1:
        return np.concatenate(arrays)
    width = max(a.shape[1] for a in arrays)
    return np.concatenate([np.pad(a, ((0, 0), (0, width - a.shape[1])), constant_values=NO_DISTRICT) for a in arrays])


@dataclass(frozen=True, slots=True)
class PostColumns(Columns):
    """What rules know of posts."""

    education: NDArray[np.int8]  # the least level asked for; the text counts before the field
    years: NDArray[np.float32]  # years of experience asked for; the text counts before the field
    district: NDArray[np.int32]
    zone: NDArray[np.int32]
    pay_least: NDArray[np.float32]
    pay_most: NDArray[np.float32]
    published: NDArray[np.int32]  # day ordinal
    closes: NDArray[np.int32]
    night: NDArray[np.int8]  # 1 = has night shifts, 0 = has none
    lodging: NDArray[np.int8]
    away: NDArray[np.int8]  # 1 = long or frequent travel, or a place of work outside the city
    kind: NDArray[np.int8]  # place in KINDS
    leads: NDArray[np.int8]  # 1 = the title is that of a leader or an expert
    doubtful: NDArray[np.int8]  # 0 trusted, 1 = bears signs of a trap, 2 = found to be one
    work: NDArray[np.int64]  # bit i = its title is work of the i-th of WORK_CLASSES
    told_work: NDArray[np.int64]  # bit i = its description is work of the i-th of WORK_CLASSES, whatever the title
    sells: NDArray[np.int8]  # 1 = the text is about selling, whatever the title says
    years_told: NDArray[np.int8]  # 1 = the text states the years, or there is no text that could
    certificates: NDArray[np.int64]  # required: bit i = the i-th of CERTIFICATES
    languages: NDArray[np.int64]  # required: bit i = the i-th of LANGUAGES
    selling: NDArray[np.float32]  # 0..1
    hype: NDArray[np.float32]  # 0..1
    casual: NDArray[np.int8]  # 1 = by the hour or the day, a side job, or at home
    elsewhere: NDArray[np.int8]  # 1 = in another city, anywhere in the country, or abroad
    agency: NDArray[np.int8]  # 1 = the employer's name is that of an agency
    denies: NDArray[np.int16]  # bit i = its words deny the i-th of NEEDS
    offers: NDArray[np.int16]  # bit i = it offers to meet the i-th of NEEDS
    requirement: NDArray[np.int32]  # number of what is asked of majors, -1 = nothing
    silent: NDArray[np.float32]  # 0..1: how little the description says of the work
    families: NDArray[np.uint64]  # (n, n words) bits of the occupations that the title names
    lot: NDArray[np.uint64]  # where the id falls by lot, for samples that do not depend on the order of arrival
    signature: NDArray[np.uint8]  # (n, N_MINIMA) of the text, to tell copies by
    title_signs: NDArray[np.uint16]  # (n, TITLE_SIGNS)
    employer: NDArray[np.int64]  # its number, UNNAMED_EMPLOYER = does not say its name

    @classmethod
    def of(
        cls,
        posts: Sequence[Post],
        districts: Districts,
        majors: Majors | None = None,
        occupations: Occupations = NO_TABLE,
    ) -> PostColumns:
        """Read the numbers of *posts*; without *majors* requirements are numbered among themselves."""
        codes, numbers = districts.codes(), majors or Majors().extended(posts)
        families = occupations.bits([post_texts(post)[0] for post in posts])
        rows = [_post_row(post, codes, numbers) for post in posts]
        columns = list(zip(*rows, strict=True)) if rows else [()] * (len(fields(cls)) - 1)
        named = [f for f in fields(cls) if f.name != "families"]
        read = {f.name: _filled(f, column) for f, column in zip(named, columns, strict=True)}
        return cls(**read, families=families)


_WIDTHS = {"signature": (N_MINIMA,), "title_signs": (TITLE_SIGNS,)}


def _filled(column: Field[Any], values: Sequence[Any]) -> NDArray[Any]:
    return np.array(values, dtype=_dtype(column)).reshape(len(values), *_WIDTHS.get(column.name, ()))


def _dtype(column: Field[Any]) -> Any:
    """Read the type of a column's numbers off its annotation."""
    return getattr(np, str(column.type).removeprefix("NDArray[np.").removesuffix("]"))


def _post_row(post: Post, codes: dict[str, int], majors: Majors) -> tuple[Any, ...]:
    title, text, told = clean(post.title), clean(post.description), read_told(post)
    degree, years = degree_asked(text), years_asked(text)
    return (
        _or_unknown(post.education if degree is None else degree),
        _or_nan(post.experience_min_years if years is None else years),
        codes.get(post.district or "", UNKNOWN),
        codes.get(post.zone or "", UNKNOWN),
        _or_nan(post.pay_min_month_yuan),
        _or_nan(post.pay_max_month_yuan if post.pay_max_month_yuan is not None else post.pay_min_month_yuan),
        EVER if post.published_on is None else post.published_on.toordinal(),
        NEVER if post.closes_on is None else post.closes_on.toordinal(),
        _or_unknown(told.night_shift),
        _or_unknown(told.lodging),
        1 if told.travel or stationed_away(f"{title} {text}") else UNKNOWN,
        UNKNOWN if post.kind is None else KINDS.index(post.kind),
        told.leads,
        told.doubtful,
        told.work,
        told.told_work,
        told.sells,
        years is not None or len(text) < SILENT_FROM,
        certificates_asked(title, text, clean(" ".join(post.certificates))),
        languages_asked(title, text),
        told.selling,
        told.hype,
        told.casual,
        told.elsewhere,
        told.agency,
        *read_workplace(post),
        majors.number_of_requirement(post),
        told.silent,
        _lot(post.id),
        text_signature(post),
        title_signs(post),
        employer_number(post.employer),
    )


def _lot(id_: str) -> int:
    encoded = id_.encode("utf-8", "surrogatepass")
    return zlib.crc32(encoded) << 32 | zlib.crc32(encoded[::-1])


@dataclass(frozen=True, slots=True)
class CandidateColumns(Columns):
    """What rules know of candidates; sex and age are not among it."""

    education: NDArray[np.int8]
    years: NDArray[np.float32]  # worked, practice at its own length
    home: NDArray[np.int32]
    districts: NDArray[np.int32]  # (n, width), filled up with NO_DISTRICT
    any_district: NDArray[np.int8]
    pay_least: NDArray[np.float32]  # wished
    refuses_night: NDArray[np.int8]
    needs_lodging: NDArray[np.int8]
    refuses_away: NDArray[np.int8]
    kind: NDArray[np.int8]
    refused_work: NDArray[np.int64]
    asked_work: NDArray[np.int64]  # spoken of in the wish, the major, skills or certificates
    certificates: NDArray[np.int64]
    languages: NDArray[np.int64]
    only_place: NDArray[np.int8]  # the person wrote 只, 就想: place blocks
    pay_floor: NDArray[np.int8]  # …以下不考虑: pay blocks
    insists_lodging: NDArray[np.int8]
    needs: NDArray[np.int16]  # bit i = needs the i-th of NEEDS
    firm_needs: NDArray[np.int16]  # those of them of which the person wrote 不能, 必须
    schooling: NDArray[np.int32]  # number of the major with the level of education, -1 = major unknown
    works: NDArray[np.int32]  # (n, MOST_WORKS * MOST_PAIRS) terms of the works wished for, filled up with NO_TERM
    families: NDArray[np.uint64]  # (n, n words) bits of the occupations wished for
    wishes: NDArray[np.uint16]  # (n, MAX_WISHES × WISH_SIGNS) pairs of letters of each work that the wish lists

    @classmethod
    def of(
        cls,
        candidates: Sequence[Candidate],
        districts: Districts,
        majors: Majors | None = None,
        occupations: Occupations = NO_TABLE,
    ) -> CandidateColumns:
        """Read the numbers of *candidates*; without *majors* these are numbered among themselves."""
        codes, numbers = districts.codes(), majors or Majors().extended(candidates=candidates)
        stated = [read_stated(candidate) for candidate in candidates]
        works = [wished_works(candidate) for candidate in candidates]
        return cls(
            education=_column([_or_unknown(c.education) for c in candidates], np.int8),
            years=_column([_or_nan(s.experience_years) for s in stated], np.float32),
            home=_column([codes.get(c.home_district or "", NO_DISTRICT) for c in candidates], np.int32),
            districts=_lists([[codes[d] for d in c.districts if d in codes] for c in candidates]),
            any_district=_column([c.any_district is True for c in candidates], np.int8),
            pay_least=_column([_or_nan(c.pay_min_month_yuan) for c in candidates], np.float32),
            kind=_column([_kind(c.kind_wanted) for c in candidates], np.int8),
            refused_work=_column([s.refused_work for s in stated], np.int64),
            asked_work=_column([s.asked_work for s in stated], np.int64),
            certificates=_column([certificates_held(_papers(c)) for c in candidates], np.int64),
            languages=_column([languages_known(_words(c)) for c in candidates], np.int64),
            needs=_column([s.needs for s in stated], np.int16),
            firm_needs=_column([s.firm_needs for s in stated], np.int16),
            schooling=_column([numbers.number_of_schooling(c) for c in candidates], np.int32),
            works=_column([_terms(named) for named in works], np.int32).reshape(len(works), MOST_WORKS * MOST_PAIRS),
            families=_wished_families(candidates, works, occupations),
            wishes=_column([wish_signs(c) for c in candidates], np.uint16).reshape(-1, MAX_WISHES * WISH_SIGNS),
            **{name: _column([getattr(s, flag) for s in stated], np.int8) for name, flag in _FLAGS.items()},
        )


_FLAGS = {
    "refuses_night": "refuses_night",
    "needs_lodging": "needs_lodging",
    "refuses_away": "refuses_travel",
    "only_place": "only_place",
    "pay_floor": "pay_floor",
    "insists_lodging": "insists_lodging",
}


def _terms(works: Sequence[str]) -> list[int]:
    """Give the terms of *works*, MOST_PAIRS for each, filled up."""
    found: list[int] = []
    for work in works:
        terms = pairs_of(work)[:MOST_PAIRS].tolist()
        found += [*terms, *[NO_TERM] * (MOST_PAIRS - len(terms))]
    return [*found, *[NO_TERM] * (MOST_WORKS * MOST_PAIRS - len(found))]


def _wished_families(
    candidates: Sequence[Candidate], works: Sequence[Sequence[str]], occupations: Occupations
) -> NDArray[np.uint64]:
    width = -(-len(occupations.names) // 64)
    trained = ["、".join(filter(None, (clean(c.major), *map(clean, c.skills)))) for c in candidates]
    found = [occupations.wished(named, training) for named, training in zip(works, trained, strict=True)]
    return np.array(found, dtype=np.uint64).reshape(len(works), width)


def _papers(candidate: Candidate) -> str:
    return clean("。".join((*candidate.certificates, *candidate.skills, candidate.experience or "")))


def _words(candidate: Candidate) -> str:
    return f"{clean(candidate.major)}。{clean(candidate.wish)}。{_papers(candidate)}"


def _kind(kind: Kind | None) -> int:
    return UNKNOWN if kind is None else KINDS.index(kind)


def _column(values: Iterable[Any], dtype: Any) -> NDArray[Any]:
    return np.array(list(values), dtype=dtype)


def _lists(lists: Sequence[Sequence[int]]) -> NDArray[np.int32]:
    width = max(map(len, lists), default=0) or 1
    filled = [[*codes, *[NO_DISTRICT] * (width - len(codes))] for codes in lists]
    return np.array(filled, dtype=np.int32).reshape(len(lists), width)


def _or_unknown(value: int | None) -> int:
    return UNKNOWN if value is None else int(value)


def _or_nan(value: float | None) -> float:
    return np.nan if value is None else float(value)
