"""A candidate's two texts: what the person wishes for, and what the person can do."""

from __future__ import annotations

import re

from matcher.records import Candidate
from matcher.text.clauses import clauses, is_condition, is_refusal
from matcher.text.cleaning import clean

WISH_CHARACTERS = 120
PROFILE_CHARACTERS = 400

_FILLER = re.compile(
    r"希望|想要|想做|想找个?|想当|想往|想用得上|就是想|只想做?|就想做?|想|愿意|最好是?|优先|次之|都可以|都能考虑|也能考虑|也可以|可以"
    r"|都行|也行|均可|都成|就行|就好|什么的|之类的?|这类的?|这几类|方面的?|方向的?|相关的?|类工作|(?<!社会)工作|岗位|岗|实在没有|或者说"
)
_SUFFIX = re.compile(r"[区县市]$")
_HERE = ("本地", "附近", "周边", "市里", "市区")
_SPACES = re.compile(r"[\s:：、/]+")


def candidate_texts(candidate: Candidate) -> tuple[str, str]:
    """
    Give (wish text, profile text) of *candidate*.

    The wish holds the work wanted, without refusals (they would attract what they refuse), conditions and filler;
    without a stated wish it is the major and the skills. The profile is wish, major, skills, certificates and
    experience. Each may be "" where nothing is known.
    """
    wanted = _wanted(candidate)
    major = clean(candidate.major)
    skills = " ".join(clean(skill) for skill in candidate.skills)
    certificates = " ".join(clean(name) for name in candidate.certificates)
    told = [wanted, major, skills, certificates, _told(candidate)]
    wish = wanted or " ".join(filter(None, (major, skills)))
    return wish[:WISH_CHARACTERS], "。".join(filter(None, told))[:PROFILE_CHARACTERS]


def own_districts(candidate: Candidate) -> tuple[str, ...]:
    """Name the districts where the person lives and would work, whole and without 区, 县 or 市."""
    named = [name for name in (candidate.home_district, *candidate.districts) if name and len(name) > 2]
    return (*named, *(_SUFFIX.sub("", name) for name in named))


def wished_clauses(candidate: Candidate) -> list[str]:
    """Give the clauses of the wish that speak of work, without those that refuse or speak of conditions."""
    wish = _placeless(clean(candidate.wish), candidate)
    return [clause for clause in clauses(wish) if not is_refusal(clause) and not is_condition(clause)]


def bare_clause(clause: str) -> str:
    """Take the filler of a wish (希望, 都可以, 相关工作) out of a *clause*."""
    return _SPACES.sub(" ", _FILLER.sub(" ", clause)).strip()


def _wanted(candidate: Candidate) -> str:
    return " ".join(filter(None, map(bare_clause, wished_clauses(candidate))))


def _told(candidate: Candidate) -> str:
    experience = _placeless(clean(candidate.experience), candidate)
    return ",".join(c for c in clauses(experience) if not is_refusal(c))


def _placeless(text: str, candidate: Candidate) -> str:
    """Take out the person's districts: place is a rule of its own, and its name would attract any work there."""
    places = {*_HERE, *own_districts(candidate)}
    longest_first = "|".join(re.escape(place) for place in sorted(places, key=len, reverse=True))
    return re.sub(rf"[在到]?(?:{longest_first})+(?:找个?)?", " ", text)
