"""Verdicts on eligibility on a terminal: in a word, above a list, and requirement by requirement."""

from __future__ import annotations

from collections.abc import Iterator

from api.cli.lists import MARKS
from api.language import Translate
from matcher.eligibility.programme import Check, Eligibility, Verdict, Way, WayIn
from matcher.records import Status

UNMET = {Verdict.NOT_ELIGIBLE: Status.NOT_MET, Verdict.UNKNOWN: Status.UNKNOWN}  # the checks that explain a verdict


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


def post_mark(found: Eligibility, _: Translate) -> str:
    """Mark a post that is listed for somebody who is not eligible."""
    return _(" [not under this programme]") if found.verdict is Verdict.NOT_ELIGIBLE else ""


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


def short_lines(found: Eligibility, _: Translate) -> Iterator[str]:
    """Write a verdict above a list, and what speaks against it or is not known."""
    yield head_of(found, _)
    if found.verdict is Verdict.ELIGIBLE:
        return
    why = UNMET[found.verdict]
    for way in found.ways:
        if way.status is why:
            yield from (_check_line(way, check, _) for check in way.checks if check.status is why)


def whole_lines(found: Eligibility, _: Translate) -> Iterator[str]:
    """Write a verdict with every requirement of both ways."""
    yield head_of(found, _)
    for way in found.ways:
        yield from (_check_line(way, check, _) for check in way.checks)


def _check_line(way: Way, check: Check, _: Translate) -> str:
    source = check.clause or _("practice, not the text")
    told = _("{way}: {reason} ({source})").format(way=way_name(way.way, _), reason=check.reason.told(_), source=source)
    return f"  {MARKS[check.status]} {told}"
