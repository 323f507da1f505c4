"""Two records beside each other: how alike each field is by signs that need no colour, and what a chance means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from api.language import Translate
from api.link_names import field_word, level_word

SAME = frozenset({"exact", "same"})
UNLIKE = frozenset({"differs", "two_valid", "surname", "given_name", "area"})
UNTOLD = frozenset({"unknown", "otherwise"})
SIGNS = {"same": "✓", "close": "≈", "differs": "✗", "unknown": "?"}
PERSONAL = ("name", "id_number", "birth", "sex", "phone", "district")


class Weighed(Protocol):
    """What one comparison of a field came to."""

    field: str
    level: str
    bits: float


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two records are in one field."""

    field: str
    label: str
    status: str  # same, close, differs or unknown
    sign: str
    text: str
    bits: float


def status_of(level: str) -> str:
    """Tell how alike a level is: the same, close, different or unknown."""
    if level in SAME:
        return "same"
    if level in UNLIKE:
        return "differs"
    return "unknown" if level in UNTOLD else "close"


def likeness_of(weights: Iterable[Weighed], _: Translate) -> dict[str, Likeness]:
    """Tell by field how alike two records are; what weighs without being a field (how rare links are) is left out."""
    return {one.field: _likeness(one, _) for one in weights if one.field in PERSONAL}


def other_weights(weights: Iterable[Weighed], _: Translate) -> list[tuple[str, float]]:
    """Give what weighs beside the fields: the name of each and its bits."""
    return [(field_word(one.field, _), one.bits) for one in weights if one.field not in PERSONAL]


def _likeness(one: Weighed, _: Translate) -> Likeness:
    status = status_of(one.level)
    return Likeness(one.field, field_word(one.field, _), status, SIGNS[status], level_word(one.level, _), one.bits)


def meaning_of(p: float, _: Translate) -> str:
    """Say what a probability means for a hundred pairs like this one."""
    n = round(100 * p)
    if n >= 100:
        return _("Of 100 pairs that look like this one, practically all are one person.")
    if n <= 0:
        return _("Of 100 pairs that look like this one, hardly any is one person.")
    return _("Of 100 pairs that look like this one, about {n} are one person.").format(n=n)


def chance_text(p: float) -> str:
    """Write a chance in percent; one that is not quite sure is not called so."""
    if p >= 0.995:
        return "> 99%"
    return "< 1%" if p < 0.005 else f"{p:.0%}"


def strongest(likenesses: Sequence[Likeness]) -> float:
    """Give the most bits of any field, for or against: bars are drawn against it."""
    return max((abs(one.bits) for one in likenesses), default=1.0)
