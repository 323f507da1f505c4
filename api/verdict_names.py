"""Verdicts on eligibility in words: what they are called, and what a caseworker acts on."""

from __future__ import annotations

from api.language import Translate
from matcher.eligibility.programme import Check, Eligibility, Verdict, Way, WayIn
from matcher.records import Status


def verdict_word(verdict: Verdict, _: Translate) -> str:
    """Name a verdict."""
    return {
        Verdict.ELIGIBLE: _("eligible"),
        Verdict.NOT_ELIGIBLE: _("not under this programme"),
        Verdict.UNKNOWN: _("eligibility not known"),
    }[verdict]


def way_name(way: WayIn, _: Translate) -> str:
    """Name a way in."""
    return {WayIn.GRADUATE: _("graduate"), WayIn.YOUTH: _("unemployed young person")}[way]


def verdict_note(found: Eligibility, _: Translate) -> str:
    """Say of a verdict what a caseworker acts on: until when, why not, or what to ask for."""
    if found.verdict is Verdict.ELIGIBLE:
        return _("until {day}").format(day=found.until) if found.until else _("without an end")
    if found.verdict is Verdict.UNKNOWN:
        return _("ask for {fields}").format(fields=_(", ").join(found.missing))
    reasons = [f"{way_name(way.way, _)}: {_first_unmet(way).reason.told(_)}" for way in found.ways]
    return _("; ").join(reasons)


def _first_unmet(way: Way) -> Check:
    return next(check for check in way.checks if check.status is Status.NOT_MET)


def verdict_text(found: Eligibility, _: Translate) -> str:
    """Write a verdict in a few words, for the line of a person in a list."""
    word = verdict_word(found.verdict, _)
    if found.verdict is Verdict.NOT_ELIGIBLE:
        return word
    return _("{verdict} ({note})").format(verdict=word, note=verdict_note(found, _))


def head_of(found: Eligibility, _: Translate) -> str:
    """Write a verdict on one line: as what, until when, or from when, and by which edition."""
    word = verdict_word(found.verdict, _)
    facts = [_("{edition} as of {day}").format(edition=found.edition, day=found.as_of)]
    if found.verdict is Verdict.ELIGIBLE:
        facts += [way_name(way.way, _) for way in found.ways if way.status is Status.MET]
    if found.verdict is not Verdict.NOT_ELIGIBLE:
        facts.append(verdict_note(found, _))
    if found.opens_on:
        facts.append(_("may change on {day}").format(day=found.opens_on))
    return _("Programme: {verdict} ({facts})").format(verdict=word, facts=_("; ").join(facts))
