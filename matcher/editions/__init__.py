"""Editions of a programme's rules: what an official text sets in force, and whether it contradicts itself."""

from matcher.editions.checks import Mistake, find_mistakes, find_overlaps
from matcher.editions.edition import (
    ApplicationRule,
    Edition,
    GraduateRule,
    InspectionRule,
    MinimumWage,
    RemainderRule,
    Rulebook,
    SoughtEmployers,
    SubsidyRule,
    Target,
    Targets,
    TermRule,
    Validity,
    YouthRule,
    values_of,
)

__all__ = [
    "ApplicationRule",
    "Edition",
    "GraduateRule",
    "InspectionRule",
    "MinimumWage",
    "Mistake",
    "RemainderRule",
    "Rulebook",
    "SoughtEmployers",
    "SubsidyRule",
    "Target",
    "Targets",
    "TermRule",
    "Validity",
    "YouthRule",
    "find_mistakes",
    "find_overlaps",
    "values_of",
]
