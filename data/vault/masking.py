"""Masks: what a caseworker sees of a personal value by default."""

from __future__ import annotations

from matcher.linkage.numbers import sound_number
from matcher.records import Person

SEVERAL = "、"  # between two phones of an office


def mask(field: str, value: str) -> str:
    """Cover all of a personal value but what a caseworker needs to tell it from others."""
    if field == "name":
        return value[:1] + "**"
    if field == "address":
        return value[: min(6, len(value) // 3)] + "****"
    if field == "phone" and SEVERAL in value:
        return SEVERAL.join(mask(field, one) for one in value.split(SEVERAL))
    if field == "id_number":
        # of a number that is not sound nobody can say where it ends, and a certificate ends in kind and grade
        value = sound_number(value) or ""
    head, stars, tail = {"id_number": (4, 10, 4), "phone": (3, 4, 4)}.get(field, (0, 12, 4))
    if len(value) < head + stars + tail:
        return "*" * stars
    return value[:head] + "*" * stars + value[len(value) - tail :]


def masked(person: Person) -> Person:
    """Cover every value of a person."""
    return Person(**{f: mask(f, v) for f in Person.__slots__ if (v := getattr(person, f)) is not None})
