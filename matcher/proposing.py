"""What of a person an employer is told before the person agrees: only what enough others have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from matcher.records import Candidate, Education, Post
from matcher.text import clean
from matcher.wishes import read_stated

LEAST_ALIKE = 5
"""A trait is told only where so many of those who may be shown have it together with all that is told beside it."""


class ExperienceBand(StrEnum):
    """How long somebody worked and practised; nothing finer is told."""

    NONE = "none"
    UNDER_A_YEAR = "under_a_year"
    ONE_TO_THREE_YEARS = "one_to_three_years"
    OVER_THREE_YEARS = "over_three_years"


class SchoolType(StrEnum):
    """What sort of school somebody left: in place of its name."""

    UNIVERSITY = "university"
    VOCATIONAL = "vocational"
    TECHNICIAN = "technician"


@dataclass(frozen=True, slots=True)
class Traits:
    """
    What an employer may be told of somebody, if enough others have it too. None and () = unknown, or not told.

    Attributes:
        certificates: those of the person that the post asks for.
        skills: those of the person that the post asks for.
    """

    education: Education | None = None
    major: str | None = None
    certificates: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    experience: ExperienceBand | None = None
    school: SchoolType | None = None


SINGLE = ("education", "major")
MANY = ("certificates", "skills")
LAST = ("experience", "school")

_SCHOOLS = (
    (SchoolType.TECHNICIAN, ("技工", "技师")),
    (SchoolType.VOCATIONAL, ("职业", "高职", "高专", "专科", "中专", "中职", "职高")),
    (SchoolType.UNIVERSITY, ("普通", "本科", "大学", "高校", "研究生", "双一流", "985", "211")),
)
_SPECIAL = "特"
"""Schools for disabled people (特殊教育, 特教) are of no type: it would tell a disability."""


def traits_of(candidate: Candidate, post: Post) -> Traits:
    """Read off a person what an employer may be told beside a post."""
    stated = read_stated(candidate)
    return Traits(
        education=candidate.education,
        major=candidate.major,
        certificates=_asked(candidate.certificates, post.certificates),
        skills=_asked(candidate.skills, post.skills),
        experience=None if stated.experience is None else experience_band(stated.experience.years),
        school=school_type(candidate.school_kind),
    )


def experience_band(years: float) -> ExperienceBand:
    """Give the band of a time in years, >= 0."""
    if not years:
        return ExperienceBand.NONE
    if years < 1:
        return ExperienceBand.UNDER_A_YEAR
    return ExperienceBand.ONE_TO_THREE_YEARS if years <= 3 else ExperienceBand.OVER_THREE_YEARS


def school_type(written: str | None) -> SchoolType | None:
    """Give the type of a school whose kind is *written* as a file has it; None = none that is told."""
    if written is None or _SPECIAL in written:
        return None
    return next((type for type, words in _SCHOOLS if any(word in written for word in words)), None)


def shown_traits(own: Traits, alike: Sequence[Traits], others: Sequence[Traits], *, least: int = LEAST_ALIKE) -> Traits:
    """
    Leave of somebody's traits what at least *least* people have together, the person counted if in the lists.

    Each trait is taken or left in a fixed order, and counted among those only who have all that was taken before it.

    Args:
        own: of the person.
        alike: of people of the same education and major who may be shown too.
        others: of people of the same education who may be shown too: who has a rare major is counted among these.
        least: how many.
    """
    has_company = own.major is not None and len(alike) >= least
    people = list(alike if has_company else others)
    told: dict[str, object] = {}
    for name in (*SINGLE, *LAST):
        told[name] = None
    for name in SINGLE if has_company else SINGLE[:1]:
        people = _take(own, name, people, told, least)
    for name in MANY:
        taken: list[str] = []
        for value in getattr(own, name):
            same = [one for one in people if value in getattr(one, name)]
            if len(same) >= least:
                taken.append(value)
                people = same
        told[name] = tuple(taken)
    for name in LAST:
        people = _take(own, name, people, told, least)
    return Traits(**told)  # type: ignore[arg-type]  # each stands under its own name


def _take(own: Traits, name: str, people: list[Traits], told: dict[str, object], least: int) -> list[Traits]:
    value = getattr(own, name)
    same = [one for one in people if value is not None and getattr(one, name) == value]
    if len(same) < least:
        return people
    told[name] = value
    return same


def _asked(held: Sequence[str], asked: Sequence[str]) -> tuple[str, ...]:
    """Give what of *asked* is held, in the words of the post: those of the person may be the person's own."""
    own = {clean(one).lower() for one in held}
    return tuple(one for one in dict.fromkeys(asked) if clean(one).lower() in own)
