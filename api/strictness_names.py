"""The names of the hard requirements of posts and people, and what would have to give for one to keep out nobody."""

from __future__ import annotations

from api.language import Translate


def criterion_word(code: str, say: Translate) -> str:
    """Name a requirement that keeps people from a post."""
    return {
        "education": say("the education asked for"),
        "experience": say("the years of experience asked for"),
        "place": say("the place: people would work in other districts alone"),
        "pay": say("the pay: under the least that people named"),
        "night_shift": say("night shifts, which people refuse"),
        "lodging": say("no lodging, without which people cannot come"),
        "travel": say("travel or a place elsewhere, which people refuse"),
        "needs": say("needs of the workplace that the advert denies"),
        "unwanted_work": say("a kind of work that people refuse"),
    }[code]


def advice_word(code: str, say: Translate) -> str:
    """Say what to talk about with the employer."""
    return {
        "education": say("Ask the employer whether a lower level would do."),
        "experience": say("Ask whether the employer trains beginners."),
        "place": say("Ask about another workplace, or about help with the way."),
        "pay": say("Ask whether the employer can pay more."),
        "night_shift": say("Ask for day shifts alone."),
        "lodging": say("Ask for lodging, or help to find some."),
        "travel": say("Ask for work in the city alone."),
        "needs": say("Ask what of the workplace can be fitted."),
        "unwanted_work": say("Ask for the advert to say what else the work is."),
    }[code]
