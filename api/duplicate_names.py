"""What states of pairs, reasons of a merge, fields of a candidate and what refers to it are called."""

from __future__ import annotations

from api.language import Translate
from matcher.merging import Why
from matcher.records import DuplicateState


def state_word(state: DuplicateState, _: Translate) -> str:
    """Name a state in the language of *_*."""
    words = {
        DuplicateState.REVIEW: _("to review"),
        DuplicateState.JOINED: _("joined"),
        DuplicateState.APART: _("kept apart"),
    }
    return words[state]


def why_word(why: str, _: Translate) -> str:
    """Say why a value stays in the language of *_*."""
    words = {
        Why.SAME: _("the same"),
        Why.ONLY: _("only one knows it"),
        Why.BOTH: _("lists put together"),
        Why.REFUSED: _("refused by either"),
        Why.SOURCE: _("the source that counts first"),
        Why.NEWER: _("newer"),
        Why.FULLER: _("fuller"),
        Why.FIRST: _("of the id that stays"),
    }
    return words[Why(why)]


def noun_word(table: str, _: Translate) -> str:
    """Name what refers to a candidate, by table, in the language of *_*; what has no word is told as its name."""
    words = {
        "placements": _("placements"),
        "claims": _("claims"),
        "employments": _("spells of employment"),
        "feedback": _("events of feedback"),
        "aftercare": _("aftercare"),
        "contact_attempts": _("contact attempts"),
        "contact_claims": _("taken for contact"),
        "caseloads": _("caseloads"),
        "outreach_messages": _("messages"),
        "fraud_findings": _("findings"),
    }
    return words.get(table, table)


def known_word(field: str, _: Translate) -> str:
    """Name a field of a candidate in the language of *_*; what has no word is told as its name."""
    words = {
        "self.name": _("name"),
        "self.id_number": _("ID number"),
        "self.phone": _("phone"),
        "self.address": _("address"),
        "self.bank_card": _("bank card"),
        "birth_on": _("birth date"),
        "sex": _("sex"),
        "home_district": _("home district"),
        "districts": _("districts accepted"),
        "any_district": _("any district"),
        "education": _("level of education"),
        "education_written": _("education"),
        "graduation_status": _("graduation"),
        "school": _("school"),
        "school_kind": _("kind of school"),
        "major": _("major"),
        "graduated_on": _("graduated on"),
        "employment_status": _("employment"),
        "unemployment_registered_on": _("unemployed since"),
        "skills": _("skills"),
        "certificates": _("certificates"),
        "experience": _("experience"),
        "experience_years": _("years of experience"),
        "wish": _("wish"),
        "kind_wanted": _("kind wanted"),
        "pay_min_month_yuan": _("pay wished"),
        "needs": _("needs"),
        "push_consent": _("agrees to push"),
        "ranking_consent": _("agrees to automatic matching"),
        "contact_consent": _("agrees to contact"),
    }
    return words.get(field, field)
