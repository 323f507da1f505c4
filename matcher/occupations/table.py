"""The table of occupations: fields of work, the families in each, and the words that name them."""

from __future__ import annotations

from dataclasses import dataclass

from matcher.errors import BadInput


@dataclass(frozen=True, slots=True)
class Family:
    """Kinds of work that one person would take for the same."""

    name: str
    titles: tuple[str, ...]  # words of titles and wishes that name it
    near: tuple[str, ...] = ()  # names of families that a caseworker would also offer; holds in both directions
    unlike: tuple[str, ...] = ()  # longer words that hold one of the titles and yet do not name this family


@dataclass(frozen=True, slots=True)
class Field:
    """A part of the labour market."""

    name: str
    families: tuple[Family, ...]
    titles: tuple[str, ...] = ()  # words that name the field as a whole


def check(fields: tuple[Field, ...]) -> None:
    """
    Refuse a table that contradicts itself.

    Raises:
        BadInput: a name stands twice, or a family is near to one that does not exist.
    """
    families = [family for field in fields for family in field.families]
    names = [field.name for field in fields] + [family.name for family in families]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise BadInput("occupations: the name {name} stands twice; names of fields and families are unique", name=twice)
    known = {family.name for family in families}
    for family in families:
        if unknown := [name for name in family.near if name not in known]:
            raise BadInput(
                "occupations: {family} is near to {name}, which is no family of the table",
                family=family.name,
                name=unknown,
            )
