"""Finding ids: of candidates by keyed hashes of what names them, of posts and employers by the words of their name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement, and_, case, func, or_, select, union
from sqlalchemy.orm import Session

from data.store.changes import table_of
from data.store.crossing import check_text
from data.store.parts import count_without_parts
from data.store.people import refuse_other_key
from data.tables import Base, CandidateAliasRow, CandidateRow, EmployerRow, PersonalFieldRow, PostRow
from data.values.identifiers import read_id_number
from data.vault import PART_LENGTH, Vault, normalise
from matcher.errors import BadInput, NotReady

WHOLE = ("name", "phone", "id_number")
WIDE = {half: half + 0xFEE0 for half in range(0x21, 0x7F)}  # the printable signs of ASCII in full width
INITIALS = re.compile(r"[A-Z]{2,}")
LAST_FOUR = re.compile(rf"[0-9]{{{PART_LENGTH - 1}}}[0-9X]")
NUMBER = re.compile(rf"[+0-9]{{{PART_LENGTH + 1},}}X?")


@dataclass(frozen=True, slots=True)
class Hits:
    """The records of one noun that a search found: the first ids, the one sought before others, and a count."""

    ids: tuple[str, ...]
    n: int


@dataclass(frozen=True, slots=True)
class Search:
    """What is sought, as the database knows it: the text for names of things, keyed hashes for people."""

    text: str  # in half width
    spellings: tuple[str, ...]  # the text as typed, and in other widths: offices write both
    whole: dict[str, bytes]  # by field
    parts: dict[str, bytes]


def read_search(text: str, *, vault: Vault) -> Search:
    """
    Turn a text typed by a person into a search.

    Raises:
        BadInput: it is blank or cannot be stored, so nothing has it.
    """
    typed = check_text(text, "text").strip()
    plain = unicodedata.normalize("NFKC", typed).strip()
    if not plain:
        raise BadInput("{field}: say whom or what to find", field="text")
    letters = normalise("name", plain)
    whole = {field: vault.keyed_hash(field, plain) for field in WHOLE}
    whole["id_number"] = vault.keyed_hash("id_number", _in_full(plain))
    parts = {}
    if INITIALS.fullmatch(letters):
        parts["name"] = vault.part_hash("name", letters)
    if sought_as(plain) == "ending":
        parts = {field: vault.part_hash(field, _bare(plain)) for field in ("id_number", "phone")}
    return Search(plain, _spellings(typed, plain), whole, parts)


def sought_as(text: str) -> Literal["number", "ending", "name"]:
    """Tell what a text can only be: a whole number, the last four of one, or else a name, its initials or an id."""
    bare = _bare(text)
    if LAST_FOUR.fullmatch(bare):
        return "ending"
    return "number" if NUMBER.fullmatch(bare) else "name"


def _bare(text: str) -> str:
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text)).upper()


def _spellings(typed: str, plain: str) -> tuple[str, ...]:
    """Give the cases and widths of an id that may be stored: all half, brackets and signs alone full, or all full."""
    signs = {half: wide for half, wide in WIDE.items() if not chr(half).isalnum()}
    cased = dict.fromkeys((plain, plain.upper(), plain.lower()))
    wide = (one.translate(to) for to in (signs, WIDE) for one in cased)
    return tuple(dict.fromkeys((typed, *cased, *wide)))


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
    given_up = table_of(CandidateAliasRow)
    named = [(field, people.c.lookup, hash) for field, hash in search.whole.items()]
    named += [(field, people.c.part_lookup, hash) for field, hash in search.parts.items()]
    # a query for each hash: of one with OR, SQLite reads every row of the noun
    found = union(
        select(candidates.c.id).where(candidates.c.id.in_(search.spellings)),
        select(given_up.c.candidate_id).where(given_up.c.id.in_(search.spellings)),
        *(
            select(people.c.id).where(people.c.noun == "candidate", people.c.field == field, column == hash)
            for field, column, hash in named
        ),
    ).subquery()
    ids = session.execute(select(found.c.id).order_by(*_exact_first(found.c.id, search)).limit(limit)).scalars()
    return Hits(tuple(ids), session.execute(select(func.count()).select_from(found)).scalar_one())


def find_posts(session: Session, search: Search, *, limit: int) -> Hits:
    """Find posts by id, or by words that their title or their employer's name has, each of them."""
    table = table_of(PostRow)
    return _hits(session, PostRow, table.c.title, table.c.employer, search=search, limit=limit)


def find_employers(session: Session, search: Search, *, limit: int) -> Hits:
    """Find employers by id, or by words that their name or credit code has, each of them."""
    table = table_of(EmployerRow)
    return _hits(session, EmployerRow, table.c.name, table.c.uscc, search=search, limit=limit)


def _hits(session: Session, row: type[Base], *names: ColumnElement[str], search: Search, limit: int) -> Hits:
    id = table_of(row).c.id
    named = [_has(word, [_half_width(name, word) for name in names]) for word in search.text.split()]
    typed = [_has(word, names) for word in search.spellings[0].split()]  # with signs of no other width
    where = or_(id.in_(search.spellings), and_(*named), and_(*typed))
    ids = session.execute(select(id).where(where).order_by(*_exact_first(id, search)).limit(limit)).scalars()
    return Hits(tuple(ids), session.execute(select(func.count()).where(where)).scalar_one())


def _has(word: str, names: Sequence[ColumnElement[str]]) -> ColumnElement[bool]:
    return or_(*(name.icontains(word, autoescape=True) for name in names))


def _exact_first(id: ColumnElement[str], search: Search) -> tuple[ColumnElement[int], ColumnElement[str]]:
    return case((id.in_(search.spellings), 0), else_=1), id


def _half_width(name: ColumnElement[str], text: str) -> ColumnElement[str]:
    """Fold those signs of a column that *text* has, so that each is met in either width."""
    folded = name
    for half in sorted(set(text.lower() + text.upper())):
        if ord(half) in WIDE:
            folded = func.replace(folded, chr(WIDE[ord(half)]), half)
    return folded
