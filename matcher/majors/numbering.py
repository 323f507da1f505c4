"""Another authority's codes for the same majors: a code leads to a name, and the name to the catalogues."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from matcher.records import Education

CLASS_DIGITS = 4


@dataclass(frozen=True, slots=True, eq=False)
class Numbering:
    """
    The codes by which one authority numbers majors, each after a letter that tells the level of education.

    Its digits are not the ministry's: in Guangdong B0711 is 统计学类, which the ministry numbers 0712. Compared by
    identity, as it is loaded once.
    """

    name: str  # guangdong
    title: str  # of the document, as published
    places: tuple[str, ...] = ()  # the place whose notices use it, as sources write it
    letters: Mapping[Education, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)  # letter and digits → name of a discipline, class or major

    def numbers(self, written: str) -> bool:
        """Tell whether *written* (folded) is a code of this numbering's style, known or not."""
        return written[:1].upper() in self.letters.values()

    def of_code(self, written: str) -> str | None:
        """Give the name of exactly that code; None where the edition has none."""
        return self.names.get(_plain(written))

    def class_of_code(self, written: str) -> str | None:
        """Give the name of the class that a code belongs to by its first four digits, also where the code is none."""
        return self.names.get(_plain(written)[: 1 + CLASS_DIGITS])

    def write(self, digits: str, education: Education | None) -> str:
        """Write *digits* as the notices do for a level of education; unknown counts as the undergraduate one."""
        return self.letters.get(education or Education.BACHELOR, self.letters[Education.BACHELOR]) + digits

    def is_named_in(self, source: str) -> bool:
        """Tell whether a description of where something comes from names this numbering's place."""
        return any(place.casefold() in source.casefold() for place in self.places)


def _plain(written: str) -> str:
    return written[:1].upper() + "".join(filter(str.isdigit, written))
