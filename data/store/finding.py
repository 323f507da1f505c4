"""Finding ids: of candidates by keyed hashes of what names them, of posts and employers by the words of their name."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select, union
from sqlalchemy.orm import Session

from data.store.changes import table_of
from data.store.crossing import check_text
from data.store.parts import count_without_parts
from data.store.people import refuse_other_key
from data.tables import Base, CandidateRow, EmployerRow, PersonalFieldRow, PostRow
from data.values.identifiers import read_id_number
from data.vault import PART_LENGTH, Vault
from matcher.errors import BadInput, NotReady

WHOLE = ("name", "phone", "id_number")
INITIALS = re.compile(r"[A-Z]{2,}")
LAST_FOUR = re.compile(rf"[0-9]{{{PART_LENGTH - 1}}}[0-9X]")


@dataclass(frozen=True, slots=True)
class Hits:
    """The records of one noun that a search found: the first ids, sorted, and how many there are in all."""

    ids: tuple[str, ...]
    n: int


@dataclass(frozen=True, slots=True)
class Search:
    """What is sought, as the database knows it: the text for names of things, keyed hashes for people."""

    text: str
    whole: dict[str, bytes]  # by field
    parts: dict[str, bytes]


def read_search(text: str, *, vault: Vault) -> Search:
    """
    Turn a text typed by a person into a search.

    Raises:
        BadInput: it is blank or cannot be stored, so nothing has it.
    """
    plain = unicodedata.normalize("NFKC", check_text(text, "text")).strip()
    if not plain:
        raise BadInput("{field}: say whom or what to find", field="text")
    bare = re.sub(r"[\s\-]", "", plain).upper()
    whole = {field: vault.keyed_hash(field, plain) for field in WHOLE}
    whole["id_number"] = vault.keyed_hash("id_number", _in_full(plain))
    parts = {}
    if INITIALS.fullmatch(bare):
        parts["name"] = vault.part_hash("name", bare)
    if LAST_FOUR.fullmatch(bare):
        parts = {field: vault.part_hash(field, bare) for field in ("id_number", "phone")}
    return Search(plain, whole, parts)


def _in_full(text: str) -> str:
    """Give an ID number of fifteen digits as the eighteen that are stored; any other text as it is."""
    try:
        return read_id_number(text).number
    except ValueError:
        return text


def find_candidates(session: Session, search: Search, *, vault: Vault, limit: int) -> Hits:
    """
    Find candidates by id, name, its initials in pinyin, phone, ID number, or the last four of either.

    Raises:
        NotReady: another key, or people stored by an older version who cannot be found by a part yet.
    """
    refuse_other_key(session, vault)
    if search.parts and count_without_parts(session):
        raise NotReady("people of an older version cannot be found by initials or last four yet; run 'matcher init'")
    people, candidates = table_of(PersonalFieldRow), table_of(CandidateRow)
    named = [(field, people.c.lookup, hash) for field, hash in search.whole.items()]
    named += [(field, people.c.part_lookup, hash) for field, hash in search.parts.items()]
    # a query for each hash: of one with OR, SQLite reads every row of the noun
    found = union(
        select(candidates.c.id).where(candidates.c.id == search.text),
        *(
            select(people.c.id).where(people.c.noun == "candidate", people.c.field == field, column == hash)
            for field, column, hash in named
        ),
    ).subquery()
    ids = session.execute(select(found.c.id).order_by(found.c.id).limit(limit)).scalars()
    return Hits(tuple(ids), session.execute(select(func.count()).select_from(found)).scalar_one())


def find_posts(session: Session, search: Search, *, limit: int) -> Hits:
    """Find posts by id, or by part of their title or their employer's name."""
    table = table_of(PostRow)
    return _hits(session, PostRow, table.c.title, table.c.employer, search=search, limit=limit)


def find_employers(session: Session, search: Search, *, limit: int) -> Hits:
    """Find employers by id, or by part of their name or credit code."""
    table = table_of(EmployerRow)
    return _hits(session, EmployerRow, table.c.name, table.c.uscc, search=search, limit=limit)


def _hits(session: Session, row: type[Base], *names: ColumnElement[str], search: Search, limit: int) -> Hits:
    id = table_of(row).c.id
    where = or_(id == search.text, *(name.icontains(search.text, autoescape=True) for name in names))
    ids = session.execute(select(id).where(where).order_by(id).limit(limit)).scalars()
    return Hits(tuple(ids), session.execute(select(func.count()).where(where)).scalar_one())
