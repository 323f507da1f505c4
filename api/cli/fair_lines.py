"""How fairs, their plans and shortlists are told on the command line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from api.language import Translate

if TYPE_CHECKING:
    from api.fair_shown import PlanCounts, PlanMade, Shortlist
    from data.store import KeptFair


def state_word(kept: KeptFair, _: Translate) -> str:
    """Name how far a fair has come."""
    words = {"draft": _("draft"), "planned": _("planned"), "open": _("under way"), "closed": _("closed")}
    return words[kept.fair.state]


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
        state=state_word(kept, _),
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


def unseated_word(code: str, _: Translate) -> str:
    """Say why somebody has no meeting."""
    words = {
        "nothing_fits": _("no booth fits"),
        "no_step_free_booth": _("no booth that fits is step-free"),
        "no_quiet_slot": _("the quiet slots are taken"),
        "no_interpreter": _("the interpreters are taken"),
        "full": _("the booths that fit are full"),
    }
    return words.get(code, code)


def left_out_word(code: str, _: Translate) -> str:
    """Say why somebody is not asked."""
    words = {
        "opted_out": _("does not want to be contacted"),
        "no_basis": _("no ground to contact them"),
        "not_eligible": _("not eligible under the programme, or not known to be"),
        "employed": _("is employed"),
        "placed": _("in a traineeship"),
        "started": _("started somewhere lately"),
        "rests": _("declined lately"),
        "claimed": _("taken by a colleague"),
        "of_another": _("looked after by a colleague"),
        "call_back_later": _("to be called back on a later day"),
        "too_soon": _("contacted a short while ago"),
        "too_often": _("contacted often enough"),
        "no_channel": _("no channel is open"),
        "no_matching": _("does not want to be matched automatically"),
        "enough": _("enough others are invited"),
    }
    return words[code] if code in words else unseated_word(code, _)


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
