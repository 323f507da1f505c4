"""How a match is told to programs: the same values over HTTP and on the command line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel, Field

from api.judging import EligibilityShown, from_eligibility, is_under_programme
from api.matching import Pair
from api.settings import Language
from matcher.changes import By, Change, Raise, change_sentence, opening_sentence
from matcher.eligibility.programme import Eligibility
from matcher.engine import Opening
from matcher.explain import sentence
from matcher.records import Criterion, Kind, Post, Status
from matcher.traps import TRUSTED, doubt_of, flag_sentences

UNNAMED = "-"  # the id of a profile that is not stored


@dataclass(frozen=True, slots=True)
class Showing:
    """In which language a match is told, and whether with its reasons."""

    language: Language
    explained: bool = True


class Reason(BaseModel):
    """One criterion of a match."""

    code: str = Field(description="What is compared.", examples=["education"])
    status: Status = Field(description="How it stands.")
    hard: bool = Field(description="A hard criterion that is not met blocks the match.")
    field: str = Field(description="The field of the post that it was read from.", examples=["学历要求"])
    asked: str | None = Field(description="What the one side asks for.", examples=["大专以上"])
    given: str | None = Field(description="What the other side has.", examples=["本科"])
    contribution: float = Field(description="Its share of the score; the shares sum to it.", examples=[0.04])
    sentence: str = Field(description="The same in words.", examples=["学历要求大专以上，本人本科：符合"])


class ChangeShown(BaseModel):
    """One thing that would have to be otherwise."""

    code: str = Field(description="The criterion that it settles.", examples=["place"])
    by: By = Field(description="Who can make it.")
    value: str | int | date | None = Field(
        description="The district, certificates, yuan a month, months of work, day, level of education or kind; "
        "none where there is nothing to name.",
        examples=["历城区"],
    )
    sentence: str = Field(description="The same in words.", examples=["需要本人接受历城区。"])


class RaiseShown(BaseModel):
    """A change that would raise a score."""

    change: ChangeShown
    rise: float = Field(description="By how much, likeness in meaning and words held as it is.", examples=[0.62])


class OpeningShown(BaseModel):
    """A change that a person could make, and what it would open."""

    change: ChangeShown
    n_more: int = Field(description="Posts that would be open and worth recommending, and are not now.", examples=[12])
    post_ids: list[str] = Field(description="The best of them, at most three.")
    sentence: str = Field(description="The same in words.", examples=["接受历城区，会多出12个合适的岗位。"])


class PostShown(BaseModel):
    """What of a post stands beside a match."""

    title: str
    employer: str
    kind: Kind | None
    kind_p: float | None = Field(description="Probability of *kind* where it was inferred; none = stated.")
    district: str | None
    zone: str | None
    place: str | None
    headcount: int | None
    pay_min_month_yuan: float | None
    pay_max_month_yuan: float | None
    closes_on: date | None
    flagged: bool = Field(description="Whether the advert bears signs of a trap that no officer cleared.")
    flag_signs: list[str] = Field(description="These signs, in words.")


class PairShown(BaseModel):
    """A candidate considered for a post."""

    candidate_id: str | None = Field(description="None for a profile that is not stored.")
    post_id: str
    score: float = Field(description="Higher is better; comparable between people and posts.")
    chance: float = Field(
        description="The chance that a caseworker would recommend the post, 0 to 1, learnt from judged adverts; "
        "0 where it is blocked.",
        examples=[0.71],
    )
    blocked: bool = Field(description="Whether a hard criterion is not met.")
    reasons: list[Reason] | None = Field(description="Every criterion; their contributions sum to the score.")
    under_programme: bool | None = Field(
        description="Whether the person is eligible under the programme; false marks what is shown all the same, "
        "none = not known yet."
    )
    changes: list[ChangeShown] = Field(
        description="Of a blocked match: the fewest changes that together unblock it, each tried out; "
        "empty where it is not blocked, or where nothing that anybody could change would help."
    )


class ComparedPair(PairShown):
    """One candidate and one post."""

    post: PostShown


class JudgedPair(ComparedPair):
    """One candidate and one post, looked at by themselves."""

    eligibility: EligibilityShown
    would_raise: list[RaiseShown] = Field(
        description="Of a match that is not blocked: what would raise its score most, the largest rise first."
    )


class RankedPost(ComparedPair):
    """A post in a list."""

    rank: int = Field(description="Its place; 1 is to be read first.")
    alike: int = Field(description="How many other posts for the same job it stands for.", examples=[3])
    alike_ids: list[str] = Field(description="Their ids; all of them are open to this candidate.")


class RankedCandidate(PairShown):
    """A candidate in a ranking: an id and reasons, nothing that names the person."""

    rank: int = Field(description="1 is the best.")
    eligibility: EligibilityShown


def from_criterion(criterion: Criterion, *, language: Language) -> Reason:
    """Tell a criterion, also in words."""
    values = {name: getattr(criterion, name) for name in Criterion.__slots__}
    return Reason.model_construct(**values, sentence=sentence(criterion, language))


def from_post(post: Post, *, language: Language) -> PostShown:
    """Tell what of a post stands beside a match."""
    told = {name: getattr(post, name) for name in PostShown.model_fields if not name.startswith("flag")}
    return PostShown.model_construct(
        **told, flagged=doubt_of(post) != TRUSTED, flag_signs=flag_sentences(post, language)
    )


def ranked_post(rank: int, pair: Pair, showing: Showing) -> RankedPost:
    """Tell a post in a list."""
    alike_ids = list(pair.alike_ids)
    return RankedPost.model_construct(
        rank=rank,
        post=from_post(pair.post, language=showing.language),
        alike=len(alike_ids),
        alike_ids=alike_ids,
        **_shown(pair, showing),
    )


def ranked_candidate(rank: int, pair: Pair, showing: Showing) -> RankedCandidate:
    """Tell a candidate in a ranking."""
    return RankedCandidate.model_construct(
        rank=rank, eligibility=told_eligibility(pair.eligibility, showing), **_shown(pair, showing)
    )


def judged_pair(pair: Pair, showing: Showing) -> JudgedPair:
    """Tell one candidate and one post, and what would change how they stand."""
    raises = [from_raise(one, language=showing.language) for one in pair.raises]
    return JudgedPair.model_construct(
        post=from_post(pair.post, language=showing.language),
        eligibility=told_eligibility(pair.eligibility, showing),
        would_raise=raises,
        **_shown(pair, showing),
    )


def told_eligibility(found: Eligibility, showing: Showing) -> EligibilityShown:
    """Tell whether a person is eligible, with the reasons where matches have theirs."""
    return from_eligibility(found, language=showing.language, explained=showing.explained)


def from_change(change: Change, *, language: Language) -> ChangeShown:
    """Tell a change, also in words."""
    told = change_sentence(change, language)
    return ChangeShown.model_construct(code=change.code, by=change.by, value=change.value, sentence=told)


def from_opening(opening: Opening, *, language: Language) -> OpeningShown:
    """Tell what would open more posts."""
    return OpeningShown.model_construct(
        change=from_change(opening.change, language=language),
        n_more=opening.n_more,
        post_ids=list(opening.post_ids),
        sentence=opening_sentence(opening.change, opening.n_more, language),
    )


def from_raise(one: Raise, *, language: Language) -> RaiseShown:
    """Tell a change and what it would give."""
    return RaiseShown.model_construct(change=from_change(one.change, language=language), rise=one.rise)


def _shown(pair: Pair, showing: Showing) -> dict[str, Any]:
    criteria = pair.match.criteria
    return {
        "candidate_id": None if pair.candidate.id == UNNAMED else pair.candidate.id,
        "post_id": pair.post.id,
        "score": pair.match.score,
        "chance": pair.match.chance,
        "blocked": pair.match.blocked,
        "reasons": [from_criterion(one, language=showing.language) for one in criteria] if showing.explained else None,
        "under_programme": is_under_programme(pair.eligibility),
        "changes": [from_change(one, language=showing.language) for one in pair.changes],
    }
