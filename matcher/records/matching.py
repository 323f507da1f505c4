"""One of something: the frozen records that all logic speaks of."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum, StrEnum


class Kind(StrEnum):
    """The four kinds of traineeship posts (济人社字〔2023〕15号 二(三))."""

    RESEARCH = "research"
    TECHNICAL = "technical"
    MANAGEMENT = "management"
    SOCIAL_SERVICE = "social_service"


class Education(IntEnum):
    """
    Levels of education in ascending order; GB/T 4658 groups that employers treat as equal share a level.

    ANY is a requirement only: the post asks for no level. Unknown is None, never a member.
    """

    ANY = 0
    JUNIOR_MIDDLE = 1  # 初中
    UPPER_SECONDARY = 2  # 高中, 中专, 职高, 技校
    COLLEGE = 3  # 专科, 技工院校高级工班
    BACHELOR = 4  # 本科, 技工院校预备技师班
    MASTER = 5
    DOCTOR = 6


class EmploymentStatus(StrEnum):
    """What a candidate does at present."""

    UNEMPLOYED = "unemployed"  # 失业, 离校未就业
    FLEXIBLE = "flexible"  # 灵活就业
    STUDYING = "studying"  # 在读
    EMPLOYED = "employed"


class TrapVerdict(StrEnum):
    """What an officer found an advert to be that looks like a trap, or that somebody called one."""

    CLEARED = "cleared"  # nothing wrong with it
    CONFIRMED = "confirmed"  # a trap: not to be recommended to anybody


@dataclass(frozen=True, slots=True)
class Actor:
    """Who changes something; *district* None = the whole city, *employer_id* = on behalf of this employer alone."""

    id: str
    role: str
    district: str | None = None
    employer_id: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Person:
    """Personal data of one human being. Encrypted at rest, absent from texts, features, scores and logs."""

    name: str | None = None
    id_number: str | None = None
    phone: str | None = None
    address: str | None = None
    bank_card: str | None = None

    def __repr__(self) -> str:
        """Show which fields are there and none of their values."""
        return f"Person({', '.join(f for f in self.__slots__ if getattr(self, f) is not None)})"


@dataclass(frozen=True, slots=True)
class Post:
    """An opening for trainees as an employer advertises it. None = unknown throughout."""

    id: str
    title: str
    employer: str
    employer_uscc: str | None = None
    employer_kind: str | None = None  # 单位类型 as written
    kind: Kind | None = None
    kind_p: float | None = None  # probability where the kind was classified; None = stated by the employer
    headcount: int | None = None  # openings, ≥ 1
    description: str | None = None
    education: Education | None = None  # the least level asked for
    majors: tuple[str, ...] = ()  # 专业要求, each as written; ("不限",) = any
    skills: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()
    experience_min_years: float | None = None  # 0 = none asked for
    experience_max_years: float | None = None
    term_min_months: int | None = None
    term_max_months: int | None = None
    pay_min_month_yuan: float | None = None  # 生活补贴 or pay, whichever the file has
    pay_max_month_yuan: float | None = None
    district: str | None = None  # as stated, or recognised from *place*
    zone: str | None = None  # functional zone recognised from *place*, beside the district of the division code
    place: str | None = None  # 工作地点 as written
    accessibility: str | None = None  # 无障碍条件 as written
    night_shift: bool | None = None
    board: bool | None = None  # meals provided
    lodging: bool | None = None
    published_on: date | None = None
    closes_on: date | None = None  # last day of applications
    n_employers_of_text: int | None = (
        None  # that advertise by this text, as counted; None = under three, or not counted
    )
    trap_verdict: TrapVerdict | None = None  # an officer's, of the advert as it stands; None = none was given


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person looking for a post, without what names the person (that is a Person). None = unknown throughout."""

    id: str
    education: Education | None = None
    education_written: str | None = None  # 学历 as written: tells 技工院校 classes apart
    graduation_status: str | None = None  # 毕业, 结业, 肄业, 在读 as written
    school: str | None = None
    school_kind: str | None = None  # 院校类型 as written
    major: str | None = None
    graduated_on: date | None = None  # a month without a day is its last day
    birth_on: date | None = None
    sex: str | None = None  # "male" or "female"; never used in a score
    employment_status: EmploymentStatus | None = None
    unemployment_registered_on: date | None = None
    home_district: str | None = None
    districts: tuple[str, ...] = ()  # 可接受区县; () = unknown
    any_district: bool | None = None  # True = wrote 全市 or 不限
    skills: tuple[str, ...] = ()
    certificates: tuple[str, ...] = ()
    experience: str | None = None
    experience_years: float | None = None
    wish: str | None = None  # 求职意向
    kind_wanted: Kind | None = None
    pay_min_month_yuan: float | None = None
    needs: str | None = None  # 特殊需求, the person's own statement
    push_consent: bool | None = None
    contact_consent: bool | None = None
    ranking_consent: bool | None = None  # False = does not want to be matched automatically

    @property
    def refuses_matching(self) -> bool:
        """Tell whether the person does not want to be matched automatically; eligibility is another matter."""
        return self.ranking_consent is False


@dataclass(frozen=True, slots=True)
class Employer:
    """A unit that offers posts. None = unknown throughout."""

    id: str
    name: str
    uscc: str | None = None
    kind: str | None = None  # 单位类型 as written
    district: str | None = None
    recognised_on: date | None = None
    status: str | None = None  # 状态 as written
    status_on: date | None = None  # 状态日期: since when it is so


@dataclass(frozen=True, slots=True)
class PostEntry:
    """A post with the people it names, as it comes in and is stored."""

    post: Post
    contact: Person | None = None
    mentor: Person | None = None


@dataclass(frozen=True, slots=True)
class CandidateEntry:
    """A candidate with the person behind it, as they come in and are stored."""

    candidate: Candidate
    person: Person | None = None
    source: str | None = None  # 数据来源: the register that the row comes from


@dataclass(frozen=True, slots=True)
class EmployerEntry:
    """An employer with its contact, as they come in and are stored."""

    employer: Employer
    contact: Person | None = None


class Status(StrEnum):
    """How a criterion stands for a pair."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing compared between a candidate and a post."""

    code: str  # education, experience, dates, place, pay, night_shift, lodging, kind, work, …
    status: Status
    hard: bool  # a hard criterion that is not met blocks the pair
    field: str  # the field of the post that it was read from, as cities name it: 学历要求
    asked: str | None = None  # what the post (or the person) asks for, as text
    given: str | None = None  # what the other side has, as text
    contribution: float = 0.0  # its share of the score, in score units


@dataclass(frozen=True, slots=True)
class Match:
    """A candidate considered for a post, with the reasons; contributions of *criteria* sum to *score*."""

    candidate_id: str
    post_id: str
    score: float
    criteria: tuple[Criterion, ...] = field(default=())
    chance: float = 0.0  # that a caseworker would recommend the post, 0..1; 0 where it is blocked

    @property
    def blocked(self) -> bool:
        """Tell whether a hard criterion is not met."""
        return bool(self.blocking)

    @property
    def blocking(self) -> tuple[Criterion, ...]:
        """Give the hard criteria that are not met."""
        return tuple(c for c in self.criteria if c.hard and c.status is Status.NOT_MET)


@dataclass(frozen=True, slots=True)
class PostFilter:
    """Which posts a ranking may hold; None = any. A post whose own value is unknown does not pass a set filter."""

    kind: Kind | None = None
    district: str | None = None  # matches the post's district or its functional zone
    min_allowance_month_yuan: float | None = None
    blocked: bool = False  # True = also list, after all others, posts that a hard criterion blocks


@dataclass(frozen=True, slots=True)
class CandidateFilter:
    """Which candidates a ranking may hold; None = any. One whose own value is unknown does not pass a set filter."""

    district: str | None = None  # the home district
    education: Education | None = None  # the least level
    blocked: bool = False  # True = also list, after all others, candidates whom a hard criterion blocks
    ids: frozenset[str] | None = None  # these alone
    without: frozenset[str] = frozenset()  # none of these


@dataclass(frozen=True, slots=True)
class Finding:
    """How one criterion came out for a pair, as numbers only; explain gives it words."""

    code: str
    status: Status
    hard: bool
    contribution: float  # its share of the score; ≤ 0 for reservations


@dataclass(frozen=True, slots=True)
class Scored:
    """A pair as the engine ranks it: the contributions of *findings* sum to *score*."""

    candidate_id: str
    post_id: str
    score: float
    chance: float  # that a caseworker would recommend the post, 0..1; 0 where it is blocked
    blocked: bool  # a hard criterion is not met
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """A post in a list: the pair as ranked, and the other posts for the same job that it stands for."""

    scored: Scored
    alike_ids: tuple[str, ...] = ()  # ascending


LAST_PLACE = 100_000
"""No list is longer."""


class FeedbackEvent(StrEnum):
    """What became of a post that was offered to a candidate."""

    SHOWN = "shown"
    INTERESTED = "interested"
    DECLINED = "declined"
    APPLIED = "applied"
    INTERVIEWED = "interviewed"
    STARTED = "started"
    RETAINED = "retained"  # 留用: signed a labour contract after the traineeship
    INVITED = "invited"  # the employer asks to meet the person: the office is to ask; no word of the candidate


class DeclineReason(StrEnum):
    """Why a candidate does not want a post."""

    PLACE = "place"
    PAY = "pay"
    HOURS = "hours"
    WORK = "work"
    EMPLOYER = "employer"
    ALREADY_FOUND = "already_found"  # says nothing about the post
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Feedback:
    """One event between a candidate and a post, as somebody told it. None = unknown."""

    candidate_id: str
    post_id: str
    event: FeedbackEvent
    happened_on: date
    actor: Actor  # who told it
    at: datetime  # when it was told, UTC
    reason: DeclineReason | None = None  # of a post declined
    note: str | None = None  # in free words, without personal numbers
    position: int | None = None  # place in the list where the post was shown, from 1; None = not in a list
    list_id: str | None = None  # of that list, as whoever showed it names it
    automatic: bool = False  # a program concluded it, nobody said or did it
