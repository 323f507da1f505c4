"""Whom to put forward as a demonstration unit: employers without fault, ranked by posts, quality and retention."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from matcher.editions import Edition
from matcher.employers.facts import Dossier, InspectionFacts, openings_of
from matcher.employers.proposal import propose
from matcher.errors import NotFound, Phrase
from matcher.months import add_years
from matcher.records import InspectionOutcome, Post, TrapVerdict

N_PARTS = 3
"""The text names posts, quality and retention side by side and weighs none of them: each counts a third."""
TOP_PERCENT = 90
"""Openings count in full from where nine of ten employers do not reach: one giant shall not make all others small."""
PRIOR_TRAINEES = 5
"""As many trainees as the city retains on average are added to each employer: one kept of one is no 100 %."""


@dataclass(frozen=True, slots=True)
class Asked:
    """
    What posts are judged by.

    Attributes:
        edition: whose minimum wages count.
        as_of: the day; posts of the year before it count.
        mentored: ids of the posts that name a mentor.
        flagged: ids of the posts with a sign of a trap that nobody has cleared.
    """

    edition: Edition
    as_of: date
    mentored: frozenset[str] = frozenset()
    flagged: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class DemonstrationScore:
    """How an employer stands as a demonstration unit; every part is 0..1, and so is the score."""

    employer_id: str
    n_adverts: int
    n_openings: int
    n_openings_full: int  # from which openings count in full
    n_checks: int  # of quality, over all posts
    n_checks_met: int
    n_ended: int
    n_retained: int
    p_city: float  # retained of those ended, in the city

    @property
    def openings(self) -> float:
        """Give the part for posts offered."""
        return min(self.n_openings / self.n_openings_full, 1.0)

    @property
    def quality(self) -> float:
        """Give the part for the quality of posts."""
        return self.n_checks_met / self.n_checks

    @property
    def retention(self) -> float:
        """Give the part for retention, drawn towards the city's rate where few have ended."""
        return (self.n_retained + PRIOR_TRAINEES * self.p_city) / (self.n_ended + PRIOR_TRAINEES)

    @property
    def score(self) -> float:
        """Give the mean of the three parts."""
        return (self.openings + self.quality + self.retention) / N_PARTS

    @property
    def formula(self) -> str:
        """Give the arithmetic, as anybody can work it again."""
        openings = f"min({self.n_openings}/{self.n_openings_full}, 1)"
        quality = f"{self.n_checks_met}/{self.n_checks}"
        kept = f"({self.n_retained} + {PRIOR_TRAINEES}×{self.p_city:.4f})/({self.n_ended} + {PRIOR_TRAINEES})"
        return f"({openings} + {quality} + {kept})/{N_PARTS} = {self.score:.3f}"


Check = Callable[[Post, Asked], bool]


def complete(post: Post, asked: Asked) -> bool:
    """Tell whether the advert says what a young person needs to decide: work, education, number, pay, term, place."""
    told = (post.description, post.education, post.headcount, post.pay_min_month_yuan, post.term_min_months)
    return all(one not in (None, "") for one in told) and bool(post.place or post.district)


def mentored(post: Post, asked: Asked) -> bool:
    """Tell whether it names a mentor."""
    return post.id in asked.mentored


def well_paid(post: Post, asked: Asked) -> bool:
    """Tell whether the least it pays is at or over the minimum wage of its district."""
    if post.pay_min_month_yuan is None:
        return False
    try:
        wage = asked.edition.wage_on(post.district, asked.as_of)
    except NotFound:  # before the first wage that the edition has, nothing is too little
        return True
    return post.pay_min_month_yuan >= wage.month_yuan


def sound(post: Post, asked: Asked) -> bool:
    """Tell whether nothing in it looks like a trap, or a person has cleared it."""
    if post.trap_verdict is TrapVerdict.CLEARED:
        return True
    return post.trap_verdict is None and post.id not in asked.flagged


CHECKS: tuple[Check, ...] = (complete, mentored, well_paid, sound)

LEGEND = Phrase.of(
    "score = (min(openings / openings that {top} % of employers do not exceed, 1) + checks met / checks of its posts"
    " + (retained + {n} × rate of the city) / (ended + {n})) / 3; checks of each post: complete text, mentor named,"
    " allowance at or over the minimum wage, no sign of a trap",
    top=TOP_PERCENT,
    n=PRIOR_TRAINEES,
)
"""The formula in words."""


def demonstration_scores(
    dossiers: Iterable[Dossier], facts: Mapping[str, InspectionFacts], asked: Asked
) -> list[DemonstrationScore]:
    """
    Rank the employers without fault that have posts of the last year and retained somebody, the best first.

    The openings and the rate of the city are those of all employers, whether or not they have a fault. Equal scores
    stand by id. Extraordinary merit, which the text asks for too, is for a person to judge.

    Args:
        dossiers: of all employers of the city.
        facts: of the same employers, by id, as of the day.
        asked: what posts are judged by.
    """
    posts = {one.employer.id: _posts_of_year(one.posts, asked.as_of) for one in dossiers}
    full = _reached_by_few([openings_of(of) for of in posts.values() if of])
    n_ended = sum(year.n_ended for one in facts.values() for year in one.retention)
    n_retained = sum(year.n_retained for one in facts.values() for year in one.retention)
    if not n_ended:
        return []
    found = [
        _score(id, of, facts[id], asked, n_openings_full=full, p_city=n_retained / n_ended)
        for id, of in posts.items()
        if of and any(year.n_retained for year in facts[id].retention) and is_without_fault(facts[id], asked.edition)
    ]
    return sorted(found, key=lambda one: (-one.score, one.employer_id))


def is_without_fault(facts: InspectionFacts, edition: Edition) -> bool:
    """Tell whether nothing speaks against an employer: not removed nor proposed, no finding, no inspection to mend."""
    return (
        facts.removal is None
        and propose(facts, edition) is None
        and not facts.n_findings_open
        and not facts.n_findings_confirmed
        and (facts.last is None or facts.last.outcome is InspectionOutcome.PASSED)
    )


def _posts_of_year(posts: Iterable[Post], day: date) -> list[Post]:
    """Give the posts published in the year up to a day, that day included; one without a day counts."""
    first = add_years(day, -1)
    return [one for one in posts if one.published_on is None or first < one.published_on <= day]


def _score(
    id: str, posts: Sequence[Post], facts: InspectionFacts, asked: Asked, *, n_openings_full: int, p_city: float
) -> DemonstrationScore:
    return DemonstrationScore(
        employer_id=id,
        n_adverts=len(posts),
        n_openings=openings_of(posts),
        n_openings_full=n_openings_full,
        n_checks=len(CHECKS) * len(posts),
        n_checks_met=sum(check(post, asked) for post in posts for check in CHECKS),
        n_ended=sum(year.n_ended for year in facts.retention),
        n_retained=sum(year.n_retained for year in facts.retention),
        p_city=p_city,
    )


def _reached_by_few(openings: Sequence[int]) -> int:
    """Give the openings that ``TOP_PERCENT`` of employers do not exceed (nearest rank), 1 at least."""
    if not openings:
        return 1
    return max(sorted(openings)[ceil(TOP_PERCENT * len(openings) / 100) - 1], 1)
