"""What fields, levels of likeness and states of links are called."""

from __future__ import annotations

from api.language import Translate
from matcher.records import LinkHow, LinkState


def field_word(field: str, _: Translate) -> str:
    """Name a field that is compared in the language of *_*."""
    words = {
        "name": _("name"),
        "id_number": _("ID number"),
        "birth": _("birth date"),
        "sex": _("sex"),
        "phone": _("phone"),
        "district": _("district"),
        "prior": _("how rare links are"),
    }
    return words.get(field, field)


def state_word(state: LinkState, _: Translate) -> str:
    """Name a state in the language of *_*."""
    words = {
        LinkState.LINKED: _("linked"),
        LinkState.REVIEW: _("to review"),
        LinkState.DIFFERENT: _("different people"),
    }
    return words[state]


def how_word(how: LinkHow, _: Translate) -> str:
    """Say what a link rests on in the language of *_*."""
    words = {
        LinkHow.EXACT: _("same ID number"),
        LinkHow.PROBABLE: _("all fields weighed"),
        LinkHow.PERSON: _("somebody decided"),
    }
    return words[how]


def level_word(level: str, _: Translate) -> str:
    """Name a level of likeness in the language of *_*; one that has no word is told as its code."""
    words = {
        "exact": _("the same"),
        "same_sounds": _("sounds the same"),
        "one_digit": _("one digit differs"),
        "differs": _("differs"),
        "unknown": _("unknown"),
    }
    return words.get(level, level)
