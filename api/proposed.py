"""How candidates for an own post are told to an employer: by pseudonym, and by what enough others have in common."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from fastapi import Path
from pydantic import BaseModel, Field

from api.fields import MaybeEducation
from api.proposing import Proposal
from api.settings import Language
from data.outreach import is_telling
from matcher.explain import sentence_of, told_to_employer
from matcher.explain.values import in_english
from matcher.proposing import ExperienceBand, SchoolType
from matcher.records import Criterion, Status

CHANCE_DIGITS = 1  # finer, the same score would tell the same person to two employers with one advert

Pseudonym = Annotated[
    str,
    Path(
        pattern=r"^[a-z2-7]{12}$",
        description="Of somebody in the list of candidates for this post.",
        examples=["k3vq7m2xw5ta"],
    ),
]


class ReasonToEmployer(BaseModel):
    """One criterion of the work, as an employer is told it."""

    code: str = Field(description="What is compared.", examples=["education"])
    status: Status = Field(description="How it stands; the person is told the same.")
    hard: bool = Field(description="A hard criterion that is not met would block the match.")
    field: str = Field(description="The field of the post that it was read from.", examples=["学历要求"])
    asked: str | None = Field(description="What the post asks for.", examples=["大专以上"])
    given: str | None = Field(description="What the person has, by levels and bands.", examples=["本科"])
    sentence: str = Field(description="The same in words.", examples=["学历符合：要求大专及以上，本人本科。"])


class CandidateProposed(BaseModel):
    """Somebody for an own post; what is not known, or what too few people have in common, is none or left out."""

    rank: int = Field(description="1 is the best.")
    pseudonym: str = Field(description="Of this person for this post; another for every other post.")
    candidate_id: str | None = Field(description="Of who agreed to be known to the employer; none until then.")
    invited_on: date | None = Field(description="The last day on which the employer wished to meet the person.")
    education: MaybeEducation
    major: str | None
    school: SchoolType | None = Field(description="The type of school, never its name.")
    experience: ExperienceBand | None = Field(description="How long the person worked and practised.")
    skills: list[str] = Field(description="Of those that the post asks for.")
    certificates: list[str] = Field(description="Of those that the post asks for.")
    chance: float = Field(description="The chance that a caseworker would recommend the post, in tenths.")
    reasons: list[ReasonToEmployer] | None = Field(description="The criteria of the work; none where explain=false.")


class ProposedRanking(BaseModel):
    """What an employer gets: candidates for an own post, the best first, by pseudonym until they agree."""

    list_id: str = Field(description="Of this list, in the log.", examples=["9f2c51d07a3be846"])
    on: str = Field(description="The day as of which it was made.", examples=["2023-09-01"])
    items: list[CandidateProposed]


class InvitationKept(BaseModel):
    """An employer's wish to meet somebody; the office asks the person, and contacts the employer."""

    post_id: str
    pseudonym: str
    invited_on: date = Field(description="Since when it waits for an answer.")


def to_proposed(rank: int, one: Proposal, *, language: Language, explained: bool) -> CandidateProposed:
    """Tell an employer of somebody."""
    shown = one.shown
    return CandidateProposed(
        rank=rank,
        pseudonym=one.pseudonym,
        candidate_id=one.candidate.id if one.agreed else None,
        invited_on=one.invited_on,
        education=shown.education,
        major=shown.major,
        school=shown.school,
        experience=shown.experience,
        skills=list(shown.skills),
        certificates=list(shown.certificates),
        chance=round(one.match.chance, CHANCE_DIGITS),
        reasons=list(_reasons(one, language)) if explained else None,
    )


def _reasons(one: Proposal, language: Language) -> Iterator[ReasonToEmployer]:
    """Give the reasons but for what would tell a priority group, as a certificate that a post asks for may."""
    for criterion in told_to_employer(one.match, one.shown):
        told = sentence_of(criterion, language)
        if not any(is_telling(text) for text in (told, criterion.asked or "", criterion.given or "")):
            yield _to_reason(criterion, told, language)


def _to_reason(one: Criterion, told: str, language: Language) -> ReasonToEmployer:
    asked, given = (
        None if value is None else str(value) if language == "zh" else in_english(value)
        for value in (one.asked, one.given)
    )
    return ReasonToEmployer(
        code=one.code, status=one.status, hard=one.hard, field=one.field, asked=asked, given=given, sentence=told
    )
