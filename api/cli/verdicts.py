"""Verdicts on eligibility on a terminal: above a list, and requirement by requirement."""

from __future__ import annotations

from collections.abc import Iterator

from api.cli.lists import MARKS
from api.language import Translate
from api.verdict_names import head_of, way_name
from matcher.eligibility.programme import Check, Eligibility, Verdict, Way
from matcher.records import Status

UNMET = {Verdict.NOT_ELIGIBLE: Status.NOT_MET, Verdict.UNKNOWN: Status.UNKNOWN}  # the checks that explain a verdict


def post_mark(found: Eligibility, _: Translate) -> str:
    """Mark a post that is listed for somebody who is not eligible."""
    return _(" [not under this programme]") if found.verdict is Verdict.NOT_ELIGIBLE else ""


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
