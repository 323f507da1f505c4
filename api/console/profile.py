"""Who somebody is, as pages tell it: what is known without naming the person, and how long the person is eligible."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from api.console.pages import dated, day_text
from api.console.views import View
from api.console.visitors import Visitor
from api.criterion_names import criterion_name
from api.emptiness import Emptiness
from api.kind_names import kind_name
from api.language import Translate
from api.verdict_names import verdict_note, way_name
from matcher.eligibility.programme import Eligibility, Verdict, lacks_registration
from matcher.emphasis import Aspect
from matcher.records import Candidate, Post, Status


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands to the programme, in words."""

    verdict: Verdict
    word: str
    notes: tuple[str, ...]  # until when, as what, what to ask for


def facts_of(candidate: Candidate, visitor: Visitor) -> Iterator[tuple[str, str]]:
    """Give what is known of somebody, each with its label; what is unknown is left out."""
    _, kind = visitor.say, candidate.kind_wanted
    anywhere = _("anywhere in the city") if candidate.any_district else ""
    known = (
        (_("Wish"), candidate.wish),
        (_("Kind wanted"), kind and kind_name(kind, _)),
        (_("Pay wanted"), candidate.pay_min_month_yuan and pay_text(candidate.pay_min_month_yuan, None, _)),
        (_("Would work in"), anywhere or _(", ").join(candidate.districts)),
        (_("Lives in"), candidate.home_district),
        (_("Needs"), candidate.needs),
        (_("Education"), candidate.education_written),
        (_("Major"), candidate.major),
        (_("School"), candidate.school),
        (_("Graduated on"), candidate.graduated_on and day_text(candidate.graduated_on, language=visitor.language)),
        (_("Skills"), _(", ").join(candidate.skills)),
        (_("Certificates"), _(", ").join(candidate.certificates)),
        (_("Experience"), candidate.experience),
    )
    yield from ((label, value) for label, value in known if value)


def unsaid_of(candidate: Candidate) -> frozenset[Aspect]:
    """Give what cannot be weighed for somebody, as nothing that is wanted of it is on record."""
    said = {
        Aspect.PLACE: candidate.any_district or candidate.districts or candidate.home_district,
        Aspect.PAY: candidate.pay_min_month_yuan,
        Aspect.WORK: candidate.wish or candidate.kind_wanted,
    }
    return frozenset(aspect for aspect, wanted in said.items() if not wanted)


def standing_of(found: Eligibility, visitor: Visitor) -> Standing:
    """Say whether somebody is eligible, until when, and what is to be done about it."""
    if lacks_registration(found):
        word = visitor.say("Not registered as unemployed, as far as is known: eligible once registered")
        return Standing(found.verdict, word, tuple(_notes(found, visitor)))
    say = visitor.say
    word = {
        Verdict.ELIGIBLE: say("Eligible under the programme"),
        Verdict.NOT_ELIGIBLE: say("Not eligible under the programme"),
        Verdict.UNKNOWN: say("Whether the person is eligible is not known"),
    }[found.verdict]
    return Standing(found.verdict, word, tuple(_notes(found, visitor)))


def _notes(found: Eligibility, visitor: Visitor) -> Iterator[str]:
    say = visitor.say
    ways = [way_name(way.way, say) for way in found.ways if way.status is Status.MET]
    if found.verdict is Verdict.ELIGIBLE:
        yield _until(found, visitor)
        yield say("as: {ways}").format(ways=say(", ").join(ways))
    if found.verdict is Verdict.NOT_ELIGIBLE:
        yield dated(verdict_note(found, say), language=visitor.language)
    if found.missing:
        yield say("ask for: {fields}").format(fields=say(", ").join(found.missing))
    if found.verdict is Verdict.UNKNOWN and found.until:
        yield _until(found, visitor)
    if found.opens_on:
        yield say("this may change on {day}").format(day=day_text(found.opens_on, language=visitor.language))


def _until(found: Eligibility, visitor: Visitor) -> str:
    if found.until is None:
        return visitor.say("without an end")
    day, n = day_text(found.until, language=visitor.language), (found.until - found.as_of).days
    if not n:
        return visitor.say("until {day}: it ends today").format(day=day)
    return visitor.say("until {day}, {n:,} days from now").format(day=day, n=n)


def pay_text(least: float | None, most: float | None, say: Translate) -> str:
    """Write a pay in yuan a month: from, to, or both."""
    if most is None or most == least:
        return say("{least:,.0f} yuan a month").format(least=least or 0)
    return say("{least:,.0f} to {most:,.0f} yuan a month").format(least=least or 0, most=most)


def pay_of(post: Post, say: Translate) -> str:
    """Write what a post pays."""
    if post.pay_min_month_yuan is None and post.pay_max_month_yuan is None:
        return say("pay not stated")
    return pay_text(post.pay_min_month_yuan or post.pay_max_month_yuan, post.pay_max_month_yuan, say)


def closes_text(closes_on: date | None, visitor: Visitor) -> str:
    """Say until when a post is open."""
    if closes_on is None:
        return visitor.say("no closing date stated")
    return visitor.say("open until {day}").format(day=day_text(closes_on, language=visitor.language))


def closes_soon(closes_on: date | None, visitor: Visitor, *, on: date) -> str:
    """Warn of a post that closes today or tomorrow; nothing of any other."""
    if closes_on == on:
        return visitor.say("Closes today")
    return visitor.say("Closes tomorrow") if closes_on == on + timedelta(days=1) else ""


def why_none(why: Emptiness | None, view: View, visitor: Visitor) -> tuple[str, ...]:
    """Say why a list is empty, and what to do about it."""
    say = visitor.say
    if why is None:
        return ()
    if why.reason == "nothing_indexed":
        return (say("No post is stored here yet. The programme office imports them."),)
    if why.reason == "nothing_passes_the_filter":
        told = say("None of the {n:,} posts passes what you narrowed the list to.").format(n=why.n_indexed)
        return (told, say("Take back the place, the kind or the least pay."))
    ruled_out = say("Every open post is ruled out, {n:,} in all. What rules them out: {blocks}.")
    if view.narrows:
        ruled_out = say("Every open post that passes what you narrowed the list to is ruled out, {n:,}, by: {blocks}.")
    blocks = say(", ").join(f"{criterion_name(code, say)} {n:,}" for code, n in why.blocked_by.items())
    return (
        ruled_out.format(n=why.n_passing, blocks=blocks),
        say("Talk about what would open more posts, correct the profile where it is wrong, or invite to a fair."),
    )
