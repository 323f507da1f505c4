"""The programme of the synthetic city: traineeships, claims of subsidy, spells of insurance, courses."""

from __future__ import annotations

from data.synthetic.programme.applicants import Applicant, note_applicant
from data.synthetic.programme.claims import CLAIM_COLUMNS, claim_rows
from data.synthetic.programme.courses import COURSE_COLUMNS, course_rows
from data.synthetic.programme.placing import invent_placed
from data.synthetic.programme.spells import SPELL_COLUMNS, spell_rows
from data.synthetic.programme.terms import PLACED_COLUMNS, Placed, placed_rows
from data.synthetic.programme.vacancies import Vacancy, note_vacancy

RULES = "jinan-2023"  # what everybody in the city goes by

__all__ = [
    "CLAIM_COLUMNS",
    "COURSE_COLUMNS",
    "PLACED_COLUMNS",
    "RULES",
    "SPELL_COLUMNS",
    "Applicant",
    "Placed",
    "Vacancy",
    "claim_rows",
    "course_rows",
    "invent_placed",
    "note_applicant",
    "note_vacancy",
    "placed_rows",
    "spell_rows",
]
