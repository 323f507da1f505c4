"""How fairs, their plans and shortlists are told on the command line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from api.fair_words import left_out_word, state_word, unseated_word
from api.language import Translate

if TYPE_CHECKING:
    from api.fair_shown import PlanCounts, PlanMade, Shortlist
    from data.store import KeptFair


def fair_lines(kept: KeptFair, _: Translate) -> Iterator[str]:
    """Tell a fair in two lines."""
    from matcher.fairs.slots import slots_of

    fair = kept.fair
    yield f"{fair.id} · {fair.name} · {fair.place} · {fair.on} {fair.hours.since:%H:%M}–{fair.hours.until:%H:%M}"
    text = _("{slots} slots of {minutes} minutes, {booths} booths, {interviewers} interviewers; {state}")
    yield "  " + text.format(
        slots=len(slots_of(fair)),
        minutes=fair.slot_min,
        booths=len(fair.booths),
        interviewers=sum(one.n_interviewers for one in fair.booths),
        state=state_word(fair.state, _),
    )


def count_lines(shown: PlanCounts, _: Translate) -> Iterator[str]:
    """Tell what a plan comes to."""
    text = _(
        "{guests:,} guests, {seated:,} of them with {seats:,} meetings in {places:,} places; {stand_by:,} stand by"
    )
    yield "  " + text.format(**shown.model_dump())
    if shown.priority_share is not None:
        yield "  " + _("{share:.0%} of the meetings are of people supported first").format(share=shown.priority_share)
    for code, n in shown.unseated.items():
        yield "  " + _("{n:,} without a meeting: {why}").format(n=n, why=unseated_word(code, _))
    if shown.conflicts:
        yield "  " + _("{n} conflicts in the plan").format(n=shown.conflicts)


def made_lines(made: PlanMade, _: Translate) -> Iterator[str]:
    """Tell a plan that was just made."""
    yield _("{fair}: planned in {seconds:.1f} s").format(fair=made.fair, seconds=made.seconds)
    yield from count_lines(made, _)
    if made.asked is not None and made.guests < made.asked:
        text = _("{n:,} were to be invited; {guests:,} are all whom a booth fits and who may be asked")
        yield "  " + text.format(n=made.asked, guests=made.guests)
    for code, n in made.left_out.items():
        yield "  " + _("{n:,} are not asked: {why}").format(n=n, why=left_out_word(code, _))
    if made.moved:
        yield "  " + _("{n:,} meetings of others were moved").format(n=made.moved)


def shortlist_lines(found: Sequence[Shortlist], _: Translate) -> Iterator[str]:
    """Tell shortlists, booth by booth."""
    for one in found:
        yield ""
        yield f"{one.booth_id} {one.employer} · {one.title} · {one.post_id}"
        if not one.items:
            yield "  " + _("no guest fits")
        for item in one.items:
            when = item.begins or (_("stands by: {n}").format(n=item.stand_by) if item.stand_by else "–")
            reasons = [reason.sentence for reason in item.reasons or () if reason.status == "met"][:2]
            yield f"  {item.rank:>3}. {item.candidate_id} ({item.chance:.0%}) {when}  {' '.join(reasons)}"
