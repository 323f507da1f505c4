"""Files of placements: what their columns mean, and how a row becomes a placement whose people are not settled yet."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from data.files import Limits
from data.frames import Column, Fault, Reading, Schema
from data.mentions import Told, to_mention
from data.naming import read_naming_nobody
from data.reading import Row, RowFault, Values, differing, titles
from data.reference import load_headers
from data.values.dates import read_date, read_day
from data.values.identifiers import read_bank_card, read_id_number, read_identifier, read_uscc
from data.values.reasons import Reason
from data.values.text import person_name, short
from data.values.texts import open_label
from matcher.records import Person, Placement, PlacementEntry

NEEDS = (("id_number",), ("uscc", "employer"), ("starts_on",), ("planned_end_on",))
DAYS = ("agreed_on", "starts_on", "planned_end_on", "ended_on", "insured_on", "contract_on", "contract_ended_on")


@cache
def schema() -> Schema:
    """Say which columns a file of placements may have and how each is read."""
    return Schema(
        load_headers("placements", NEEDS),
        (
            Column("id", read_identifier),
            Column("id_number", read_id_number),
            Column("uscc", read_uscc),
            Column("employer", short),
            Column("post_id", read_identifier),
            Column("agreed_on", read_day),
            Column("starts_on", read_day),
            Column("planned_end_on", read_date),
            Column("ended_on", read_date),
            Column("mentor", person_name),
            Column("insured_on", read_date),
            Column("contract_on", read_date),
            Column("contract_ended_on", read_date),
            Column("bank_card", read_bank_card),
            Column("term_reason", open_label),
        ),
    )


def read_placements(
    path: Path, *, limits: Limits | None = None, name: str | None = None
) -> Reading[Told[PlacementEntry]]:
    """
    Read a file of placements.

    The ids of person and employer in the entries are empty, and so is the id of a placement without a number of its
    own: a placement is known by its person, employer and first day, and only the database tells who they are.

    Args:
        name: what to call the file where *path* is a copy of it.

    Raises:
        BadInput: the file as a whole cannot be read; one line says why.
    """

    def make(rows: list[Row]) -> Iterator[Told[PlacementEntry] | RowFault]:
        seen: dict[tuple[str | None, ...], tuple[int, PlacementEntry]] = {}
        for row in rows:
            try:
                mention = to_mention(row.values)
            except ValueError as fault:
                yield RowFault(Fault("employer", str(row.values["employer"]), str(fault)))
                continue
            told = Told(_entry(row.values), mention)
            yield _fault(told, row, seen) or told

    return read_naming_nobody(path, schema(), make=make, limits=limits or Limits(), name=name)


def _entry(values: Values) -> PlacementEntry:
    placement = Placement(
        id=values["id"] or "",
        candidate_id="",
        employer_id="",
        post_id=values["post_id"],
        term_reason=values["term_reason"],
        **{name: values[name] for name in DAYS},
    )
    mentor, card = values["mentor"], values["bank_card"]
    return PlacementEntry(placement, Person(name=mentor) if mentor else None, Person(bank_card=card) if card else None)


def _fault(
    told: Told[PlacementEntry], row: Row, seen: dict[tuple[str | None, ...], tuple[int, PlacementEntry]]
) -> RowFault | None:
    """Refuse a row that contradicts an earlier one of its number, or of the same person's start with an employer."""
    mention, placement = told.mention, told.entry.placement
    known_by = (mention.id_number, mention.employer_id, placement.starts_on.isoformat())
    number, earlier = seen.setdefault((placement.id,) if placement.id else known_by, (row.number, told.entry))
    differs = differing(earlier.placement, placement)
    if earlier is told.entry or not differs:
        return None
    field = "id" if placement.id else "id_number"
    said = titles(schema().headers, differs, {})
    if not placement.id:
        return RowFault(Fault(field, "", Reason.SAME_PERSON.format(row=number, differs=said)))
    reason = Reason.SAME_ID.format(field=schema().headers.title(field), row=number, differs=said)
    return RowFault(Fault(field, placement.id, reason))
