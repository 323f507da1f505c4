"""What is left of a person where no column names one: kept answers, jobs, findings of fraud, officers' notes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from data.store.answers import drop_answer, iter_answers
from data.store.changes import table_of
from data.store.traces import Traces
from data.tables import (
    ApplicationEventRow,
    ApplicationRow,
    ClaimRow,
    FindingStateRow,
    FraudFindingRow,
    InspectionRow,
    JobRow,
    PlacementRow,
    StandingRow,
)
from data.vault import Vault

GONE = "（已删除）"
LEAST = 4  # signs of an id that is looked for within texts; a shorter one is met as a whole or where ids are told
NAMED = ("name", "phone", "id_number", "address", "bank_card")
NOTED: tuple[type[InspectionRow] | type[StandingRow], ...] = (InspectionRow, StandingRow)


@dataclass(frozen=True, slots=True, repr=False)
class Needle:
    """What a person is found by in texts."""

    whole: frozenset[str]
    within: re.Pattern[str] | None

    @classmethod
    def of(cls, traces: Traces, *, names: Sequence[str] = NAMED) -> Needle:
        """Look for every id and for every value of the personal fields *names*."""
        ids, values = traces.ids, {one for one in traces.values(*names) if len(one) > 1}
        told = [rf"(?<![0-9A-Za-z]){re.escape(id)}(?![0-9A-Za-z])" for id in sorted(ids) if len(id) >= LEAST]
        told += [rf"(?<=[行入]){re.escape(id)}(?=并入|$|、)" for id in sorted(ids) if len(id) < LEAST]
        told += [re.escape(value) for value in sorted(values)]
        return cls(ids | values, re.compile("|".join(told)) if told else None)

    def is_in(self, text: str) -> bool:
        """Tell whether a text names the person."""
        return text in self.whole or (self.within is not None and self.within.search(text) is not None)

    def taken_out(self, text: str) -> str:
        """Give a text without the person."""
        if text in self.whole:
            return GONE
        return text if self.within is None else self.within.sub(GONE, text)


def erase_leftovers(session: Session, traces: Traces, *, pseudonym: str | None, vault: Vault) -> None:
    """
    Take a person out of what names people within texts.

    Args:
        session: of ``Database.begin``; records of money still stand under the person's id.
        traces: what ``read_traces`` found.
        pseudonym: under which records of money are kept for the auditor; findings about them go on under it. None =
            nothing is kept, and findings that name the person go.
        vault: opens what was answered.
    """
    needle = Needle.of(traces)
    _erase_answers(session, needle, vault=vault)
    _clean(session, JobRow, ("arguments", "result", "problem"), needle)
    _settle_findings(session, traces, needle, pseudonym=pseudonym)
    _clean_notes(session, traces, needle)


def _erase_answers(session: Session, needle: Needle, *, vault: Vault) -> None:
    """Let nobody who repeats a request be given what was answered about the person."""
    for place, told in list(iter_answers(session, vault=vault)):
        if any(map(needle.is_in, _texts(told))):
            drop_answer(session, place)


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, dict):
        return [text for pair in value.items() for one in pair for text in _texts(one)]
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    return [value] if isinstance(value, str) else []


def _cleaned(value: Any, clean: Callable[[str], str]) -> Any:
    if isinstance(value, dict):
        return {clean(key): _cleaned(one, clean) for key, one in value.items()}
    if isinstance(value, list):
        return [_cleaned(one, clean) for one in value]
    return clean(value) if isinstance(value, str) else value


def _clean(session: Session, row: type[JobRow], names: Sequence[str], needle: Needle) -> None:
    table = table_of(row)
    for id, *values in session.execute(select(table.c.id, *(table.c[name] for name in names))).all():
        cleaned = [_cleaned(value, needle.taken_out) for value in values]
        if cleaned != values:
            changed = dict(zip(names, cleaned, strict=True))
            session.execute(update(table).where(table.c.id == id).values(changed))


def _settle_findings(session: Session, traces: Traces, needle: Needle, *, pseudonym: str | None) -> None:
    table, states = table_of(FraudFindingRow), table_of(FindingStateRow)
    own = {*traces.rows["placement"], *traces.rows["claim"]}
    wanted = select(table.c.key, table.c.candidate_ids, table.c.placement_ids, table.c.claim_ids, table.c.evidence)
    for key, people, placements, claims, evidence in session.execute(wanted).all():
        named = {*(people or ()), *(placements or ()), *(claims or ())}
        if not named & (own | traces.ids) and not any(map(needle.is_in, _texts(evidence))):
            continue
        if pseudonym is None:
            session.execute(delete(states).where(states.c.key == key))
            session.execute(delete(table).where(table.c.key == key))
            continue
        ids = [pseudonym if id in traces.ids else id for id in people or ()]
        told = json.loads(json.dumps(_cleaned(evidence, needle.taken_out)))
        session.execute(update(table).where(table.c.key == key).values(candidate_ids=ids or None, evidence=told))
        _clean_column(session, FindingStateRow, states.c.key == key, needle)


def _clean_notes(session: Session, traces: Traces, needle: Needle) -> None:
    """Take the person out of what officers noted about employers with whom the person was."""
    employers = set[str]()
    for row in (PlacementRow, ClaimRow):
        asked = select(row.employer_id).where(row.candidate_id.in_(traces.ids)).distinct()
        employers |= set(session.execute(asked).scalars())
    if not employers:
        return
    for noted in NOTED:
        _clean_column(session, noted, noted.employer_id.in_(employers), needle)
    own = select(ApplicationRow.id).where(ApplicationRow.employer_id.in_(employers))
    _clean_column(session, ApplicationEventRow, ApplicationEventRow.application_id.in_(own), needle)


def _clean_column(session: Session, row: Any, where: Any, needle: Needle) -> None:
    table = table_of(row)
    for id, note in session.execute(
        select(table.c.id, table.c.note).where(or_(where), table.c.note.is_not(None))
    ).all():
        if (cleaned := needle.taken_out(note)) != note:
            session.execute(update(table).where(table.c.id == id).values(note=cleaned))
