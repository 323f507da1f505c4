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
        "namesakes": _("namesakes"),
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


def caution_word(code: str, _: Translate) -> str:
    """Say in the language of *_* why a person decides, whatever the weights come to."""
    words = {
        "two_valid_numbers": _("two valid ID numbers differ"),
        "another_number": _("the ID numbers have neither area nor end in common"),
        "another_name": _("the name is another, or one is missing"),
        "perhaps_a_sibling": _("a twin or sibling may bear the one name, and the ID number does not tell"),
        "little_told": _("neither ID number nor phone agrees, nor a whole birth date"),
        "beside_another_name": _("the same ID number stands beside another name: it may be typed into another's row"),
    }
    return words[code]


def level_word(level: str, _: Translate) -> str:
    """Name a level of likeness in the language of *_*; one that has no word is told as its code."""
    words = {
        "exact": _("the same"),
        "same": _("the same"),
        "variant": _("a variant of a character"),
        "same_sounds": _("sounds the same"),
        "look_alike": _("looks alike"),
        "reordered": _("the same characters in another order"),
        "shortened": _("a character left out"),
        "one_character": _("one character differs"),
        "surname": _("only the surname is the same"),
        "given_name": _("only the given name is the same"),
        "two_valid": _("two valid numbers that differ"),
        "one_slip": _("one slip"),
        "two_slips": _("two slips"),
        "tail": _("only the last digits are the same"),
        "fragment": _("a part of the number is missing"),
        "area": _("only the area is the same"),
        "month": _("the same as far as the month"),
        "year": _("the same as far as the year"),
        "swapped": _("day and month changed places"),
        "one_part": _("day, month or year differs"),
        "one_digit": _("one digit differs"),
        "name_and_birth": _("name and birth date agree together"),
        "name_and_month": _("name and month of birth agree together"),
        "otherwise": "—",
        "rarity": "—",
        "differs": _("differs"),
        "unknown": _("unknown"),
    }
    return words.get(level, level)
