"""The words of pushes: states, and why somebody is sent nothing."""

from __future__ import annotations

from api.language import Translate
from api.outreach_names import withheld_word
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
        "of_another": say("are in a colleague's hands"),
        "call_back_due": say("asked to be called back"),
        "in_campaign": say("get posts by another push"),
        "no_matching": say("do not want to be matched automatically"),
        "nothing_fits": say("no post of the scope fits"),
        "all_known": say("know all posts that fit"),
        "full": say("all posts that fit are full"),
        "no_post": say("their posts are closed by now"),
        "forgotten": say("were deleted"),
    }
    return words[code] if code in words else withheld_word(code, say)
