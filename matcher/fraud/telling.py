"""What a finding says, in a sentence for the officer who looks into it."""

from __future__ import annotations

from dataclasses import replace

from matcher.errors import Phrase
from matcher.records import FraudFinding

SENTENCES: dict[str, Phrase] = {
    "two_placements": Phrase("one person in two traineeships from {first_day} to {last_day}"),
    "employed_elsewhere": Phrase(
        "insured with {employed_by} from {insured_from} to {insured_until}, in months claimed by another"
    ),
    "employed_here": Phrase(
        "insured by the employer itself from {insured_from} to {insured_until}, before any contract"
    ),
    "beyond_term": Phrase(
        "{claimed_yuan} yuan claimed in {n_months_claimed} claims, where all days of the term earn {due_yuan} yuan"
    ),
    "after_end": Phrase(
        "traineeship from {starts_on} to {ended_on}; outside it: {months}; months left, not earned: {n_remaining}"
    ),
    "no_placement": Phrase("{n_claims} claims for somebody who was never placed with this employer"),
    "employer_barred": Phrase("traineeships begun or months claimed while the employer was {why}, since {since}"),
    "shared_account": Phrase("{n_trainees} trainees have one {field} ({mark})"),
    "graduated_after_start": Phrase("placed on {starts_on}, graduated on {graduated_on}"),
    "vanished_retention": Phrase("contract of {contract_on} ended on {ended_on}, the money for it came on {paid_on}"),
}
"""By rule; the places are filled from the evidence."""

REFUSED = Phrase(
    "one person was to be in two traineeships from {first_day} to {last_day}; refused and not stored: {refused} "
    "(tried by {tried_by}, {tried_on}; {ways})"
)
"""In place of the sentence on two placements at once, where one of them was refused at the door."""

WORDS: dict[str, Phrase] = {
    "removed": Phrase("removed"),
    "under_inspection": Phrase("under inspection"),
    "bank_card": Phrase("bank card"),
    "phone": Phrase("phone"),
    "file": Phrase("in a file"),
    "put": Phrase("over HTTP"),
}
"""Evidence that is a code, in words."""


def finding_phrase(finding: FraudFinding) -> Phrase:
    """Tell a finding; a day that is unknown is a dash."""
    values = {name: _told(value, is_month=name == "months") for name, value in finding.evidence.items()}
    sentence = REFUSED if finding.evidence.get("tried_by") else SENTENCES[finding.rule]
    return replace(sentence, values=values)


def _told(value: object, *, is_month: bool = False) -> object:
    if isinstance(value, (list, tuple)):
        return tuple(str(one)[:7] if is_month else WORDS.get(one, one) for one in value) or "–"
    if value is None:
        return "–"
    return WORDS.get(value, value) if isinstance(value, str) else value
