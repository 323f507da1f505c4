"""Occupations: which families of work a title or a wish names, and how near two of them are."""

from matcher.occupations.relations import FIELD, NEAR, SAME, Occupations
from matcher.occupations.table import Family, Field

__all__ = ["FIELD", "NEAR", "SAME", "Family", "Field", "Occupations"]
