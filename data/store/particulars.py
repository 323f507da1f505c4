"""What tells each candidate from others, for comparing people in bulk: what is open beside what one reveal decrypts."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.store.changes import table_of
from data.store.revealing import FEW, Reveal, iter_revealed
from data.tables import CandidateRow
from data.vault import Vault
from matcher.records import Identity

COMPARED = ("name", "id_number", "phone")  # the personal fields that tell people apart


def iter_particulars(session: Session, reveal: Reveal, *, vault: Vault) -> Iterator[Identity]:
    """Give who the candidates are that a line in the log names, by id; those of whom nothing is known are left out."""
    table = table_of(CandidateRow)
    wanted = select(table.c.id, table.c.sex, table.c.birth_on, table.c.home_district)
    if len(reveal.ids) <= FEW:
        wanted = wanted.where(table.c.id.in_(reveal.ids))
    told = {id: beside for id, *beside in session.connection().execute(wanted)}
    for id, known in iter_revealed(session, reveal, vault=vault):
        sex, birth_on, district = told.get(id, (None, None, None))
        yield Identity(
            id=id,
            name=known.get("name"),
            id_number=known.get("id_number"),
            phone=known.get("phone"),
            sex=sex,
            birth=None if birth_on is None else birth_on.isoformat(),
            district=district,
        )
