"""The words of pushes: states, and why somebody is sent nothing."""

from __future__ import annotations

from api.language import Translate
from matcher.records import PushState


def state_word(state: PushState, say: Translate) -> str:
    """Name how far a push has come."""
    words = {
        PushState.DRAFT: say("draft"),
        PushState.APPROVED: say("approved"),
        PushState.EXPORTED: say("handed out"),
        PushState.CANCELLED: say("cancelled"),
    }
    return words[state]


def without_word(code: str, say: Translate) -> str:
    """Say why people are sent nothing by a push."""
    words = {
        "opted_out": say("want no contact"),
        "no_basis": say("were not asked for consent"),
        "not_eligible": say("are not eligible, or it is not known"),
        "employed": say("are employed"),
        "placed": say("are in a traineeship"),
        "started": say("started somewhere lately"),
        "rests": say("declined lately"),
        "claimed": say("are in a colleague's hands"),
        "of_another": say("are in a colleague's hands"),
        "call_back_later": say("asked to be called back"),
        "call_back_due": say("asked to be called back"),
        "too_soon": say("were contacted a short while ago"),
        "too_often": say("were contacted often enough"),
        "no_number": say("have no phone number stored"),
        "wrong_number": say("have a wrong number stored"),
        "no_push": say("want nothing pushed"),
        "channel_too_often": say("got enough messages by this channel"),
        "failed": say("do not answer this channel"),
        "in_campaign": say("get posts by another push"),
        "nothing_fits": say("no post of the scope fits"),
        "all_known": say("know all posts that fit"),
        "full": say("all posts that fit are full"),
        "no_post": say("their posts are closed by now"),
        "forgotten": say("were deleted"),
        "since": say("something stands against it by now"),
    }
    return words.get(code, code)
