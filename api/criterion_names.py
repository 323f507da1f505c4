"""What criteria are called where there is room for a word or two."""

from __future__ import annotations

from api.language import Translate


def criterion_name(code: str, _: Translate) -> str:
    """Name a criterion in a word or two; one without a name by its code."""
    words = {
        "work": _("wish"),
        "wish_words": _("words of the wish"),
        "training": _("training"),
        "words": _("words of the profile"),
        "education": _("education"),
        "level": _("level of education"),
        "experience": _("experience"),
        "seniority": _("seniority"),
        "major": _("major"),
        "dates": _("dates of the post"),
        "place": _("place"),
        "pay": _("pay"),
        "night_shift": _("night shifts"),
        "lodging": _("lodging"),
        "travel": _("travel"),
        "needs": _("needs of the person"),
        "unwanted_work": _("work refused"),
        "unasked_work": _("work not asked for"),
        "advert": _("doubtful advert"),
        "certificate": _("certificate"),
        "language": _("language"),
        "elsewhere": _("out of town"),
        "casual": _("casual work"),
        "selling": _("selling"),
        "promised_pay": _("promised pay"),
        "hype": _("loud advert"),
        "agency": _("agency"),
        "kind": _("kind of post"),
        "wished": _("works of the wish"),
        "other_work": _("other work"),
        "silent": _("silent advert"),
    }
    return words.get(code, code)
