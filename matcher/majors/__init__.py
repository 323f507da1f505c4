"""Majors: does this education meet that requirement, by the catalogues of majors and the words of both."""

from matcher.majors.catalogue import Catalogue, Entry
from matcher.majors.numbering import Numbering
from matcher.majors.numbers import Majors, requirement_of, schooling_of
from matcher.majors.reading import Item, Part, Reading, read_requirement
from matcher.majors.verdict import Fit, Verdict, admits, schooling

__all__ = [
    "Catalogue",
    "Entry",
    "Fit",
    "Item",
    "Majors",
    "Numbering",
    "Part",
    "Reading",
    "Verdict",
    "admits",
    "read_requirement",
    "requirement_of",
    "schooling",
    "schooling_of",
]
