"""The words of outreach: channels, terms of the formula, why now, and what to talk about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.language import Translate
from api.settings import Language
from matcher.changes import opening_sentence
from matcher.outreach.queue import Entry
from matcher.outreach.terms import Term
from matcher.records import Channel, LegalBasis

if TYPE_CHECKING:
    from api.planning import Advice

LEAST_TOLD = 1.0
"""Points from which on a term is a reason to contact somebody now."""


def channel_word(channel: Channel, say: Translate) -> str:
    """Name a channel."""
    words = {
        Channel.PHONE: say("phone call"),
        Channel.SMS: say("text message"),
        Channel.MINI_PROGRAM: say("mini-program"),
        Channel.VISIT: say("visit"),
        Channel.OFFICE: say("talk at the office"),
    }
    return words[channel]


def withheld_word(code: str, say: Translate) -> str:
    """Say why messages were withheld."""
    words = {
        "opted_out": say("no longer want to be contacted"),
        "no_basis": say("were not asked for consent"),
        "not_eligible": say("not eligible under the programme any more, or not known to be"),
        "employed": say("employed by now"),
        "placed": say("in a traineeship by now"),
        "started": say("started somewhere"),
        "rests": say("declined lately"),
        "claimed": say("taken by a colleague"),
        "call_back_later": say("asked to be called back later"),
        "call_back": say("wait to be called back"),
        "too_soon": say("contacted a short while ago"),
        "too_often": say("contacted as often as is allowed"),
        "no_number": say("no phone number is stored"),
        "wrong_number": say("the number was wrong"),
        "no_push": say("do not want anything pushed"),
        "channel_too_often": say("contacted by this channel as often as is allowed"),
        "failed": say("this channel led to nothing lately"),
        "gone": say("no longer stored"),
        "wording": say("its words would not be fit to send"),
        "no_meeting": say("have no meeting at the fair any more"),
    }
    return words[code]


def term_word(code: str, say: Translate) -> str:
    """Name a term of the formula."""
    words = {
        "priority": say("priority"),
        "ending": say("eligibility ends"),
        "silence": say("last attempt"),
        "spell": say("unemployed or out of school"),
        "fit": say("how well posts fit"),
        "choice": say("good posts"),
        "needs": say("needs met"),
    }
    return words[code]


def term_text(term: Term, say: Translate) -> str:
    """Say what a term is worked out from."""
    if term.code == "priority":
        return say("to be supported first") if term.value else say("no priority")
    if term.code == "ending":
        return _ending(term.value, say)
    if term.code == "silence":
        return say("never contacted") if term.value is None else say("tried {n} days ago").format(n=round(term.value))
    if term.code == "spell":
        return _spell(term, say)
    if term.code == "choice":
        return say("good posts: {n}").format(n=round(term.value or 0))
    if term.code == "fit":
        return say("chance that at least one of the posts suits: {share:.0%}").format(share=term.value or 0.0)
    return _needs(term.value, say)


def _ending(days: float | None, say: Translate) -> str:
    if days is None:
        return say("eligibility has no end in sight")
    return say("eligibility ends in {n} days").format(n=round(days)) if round(days) else say("eligibility ends today")


def _spell(term: Term, say: Translate) -> str:
    if term.value is None:
        return say("no spell of unemployment known")
    n = round(term.value, 1)
    if term.is_since_school:
        return say("left school {n:g} months ago, without work now").format(n=n)
    return say("unemployed for {n:g} months").format(n=n)


def _needs(share: float | None, say: Translate) -> str:
    if share is None:
        return say("no needs stated")
    if not share:
        return say("no post meets what the person needs, as lodging or no night shifts")
    if share == 1:
        return say("a post meets all that the person needs, as lodging or no night shifts")
    return say("a post meets some of what the person needs, as lodging or no night shifts: {share:.0%}").format(
        share=share
    )


def advice_text(advice: Advice | None, entry: Entry, language: Language, say: Translate) -> str | None:
    """Say what to talk about where no post fits; None = one does."""
    if advice is None:
        return None
    if advice.refuses:
        return say("does not want to be matched automatically; look for posts together, by hand")
    if advice.opening is not None:
        opened = opening_sentence(advice.opening.change, advice.opening.n_more, language)
        return say("no post fits well; talk about this: {what}").format(what=opened)
    if advice.course is not None:
        return say("no post fits well; ask for the wish, and offer a course: {name}").format(
            name=advice.course.course.name
        )
    return say("no post fits well; ask what the person wishes for")


def basis_word(basis: LegalBasis, say: Translate) -> str:
    """Name the ground on which somebody is contacted."""
    words = {LegalBasis.CONSENT: say("consent of the person"), LegalBasis.STATUTORY_DUTY: say("statutory duty")}
    return words[basis]
