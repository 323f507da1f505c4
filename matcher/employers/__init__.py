"""Employers of the programme: the yearly inspection, whom to propose for removal, whom to put forward."""

from matcher.employers.demonstration import LEGEND, Asked, DemonstrationScore, demonstration_scores, is_without_fault
from matcher.employers.facts import Dossier, InspectionFacts, Openness, YearCount, facts_of, openings_of
from matcher.employers.paper import inspection_paper
from matcher.employers.proposal import Ground, Proposal, propose
from matcher.employers.standing import (
    FAULTS,
    Removal,
    check_decision,
    check_inspection,
    refuse_post,
    removal_of,
)
from matcher.employers.terms import RECORDED, City, Unmet

__all__ = [
    "FAULTS",
    "LEGEND",
    "RECORDED",
    "Asked",
    "City",
    "DemonstrationScore",
    "Dossier",
    "Ground",
    "InspectionFacts",
    "Openness",
    "Proposal",
    "Removal",
    "Unmet",
    "YearCount",
    "check_decision",
    "check_inspection",
    "demonstration_scores",
    "facts_of",
    "inspection_paper",
    "is_without_fault",
    "openings_of",
    "propose",
    "refuse_post",
    "removal_of",
]
