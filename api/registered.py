"""The people of a difference between two extracts of a registry: covered, or revealed for a purpose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from api.house import House
from api.registering import Shown, difference_of
from data.reference import load_priority_groups
from data.store.extracts import note_entries_read
from data.vault import mask
from matcher.papers import Column, Form, Paper, Sheet
from matcher.records import Actor, RegistryEntry
from matcher.registries import Difference, changed_facts

What = Literal["added", "gone", "changed"]
WORDS: dict[What, str] = {"added": "新增", "gone": "退出", "changed": "变更"}
FACTS = {
    "name": "姓名",
    "id_number": "证件号",
    "phone": "电话",
    "sex": "性别",
    "birth": "出生日期",
    "district": "区县",
    "group": "类别",
    "relative": "户主",
    "evidence": "凭证号",
    "disability_kind": "残疾类别",
    "disability_grade": "残疾等级",
    "since": "起始日期",
}
COLUMNS = (
    Column("what", "变化"),
    Column("group", "类别"),
    Column("district", "区县"),
    Column("name", "姓名"),
    Column("id_number", "证件号"),
    Column("phone", "电话"),
    Column("relative", "户主"),
    Column("since", "起始日期", Form.DATE),
    Column("changed", "变更内容"),
    Column("entry", "条目"),
)


@dataclass(frozen=True, slots=True, repr=False)
class Concerned:
    """Somebody whom a difference concerns; names and numbers are covered unless a purpose was given."""

    what: What
    entry: RegistryEntry
    changed: tuple[str, ...]
    name: str | None
    id_number: str | None
    phone: str | None
    relative: str | None

    def __repr__(self) -> str:
        """Show which entry it is alone."""
        return f"Concerned({self.what!r}, {self.entry.id!r})"


def list_concerned(house: House, id: str) -> tuple[Shown, list[Concerned]]:
    """
    Give the people whom the difference of an extract concerns, every name and number covered.

    Raises:
        NotFound: there is no such extract.
        Conflict: the entries of it, or of the one before, are no longer kept.
    """
    with house.database.read() as session:
        shown = difference_of(house, session, id)
    return shown, [_covered(*one) for one in _concerned(shown.difference)]


def reveal_concerned(house: House, id: str, *, purpose: str, actor: Actor) -> tuple[Shown, list[Concerned]]:
    """
    Give the same people in clear, after a line in the log that says how many, and why.

    Raises:
        BadInput: the purpose is blank.
        NotFound: there is no such extract.
        Conflict: the entries of it, or of the one before, are no longer kept.
    """
    with house.database.begin() as session:
        shown = difference_of(house, session, id)
        found = list(_concerned(shown.difference))
        ids = [entry.id for _, entry, _ in found]
        extracts = [one.id for one in (shown.extract, shown.before) if one is not None]
        note_entries_read(session, extracts, ids, actor=actor, purpose=purpose, at=house.clock(), vault=house.vault)
    return shown, [_open(*one) for one in found]


def _concerned(difference: Difference) -> Iterator[tuple[What, RegistryEntry, tuple[str, ...]]]:
    for entry in difference.added:
        yield "added", entry, ()
    for entry in difference.gone:
        yield "gone", entry, ()
    for earlier, later in difference.changed:
        yield "changed", later, changed_facts(earlier, later)


def _open(what: What, entry: RegistryEntry, changed: tuple[str, ...]) -> Concerned:
    who = entry.identity
    return Concerned(what, entry, changed, who.name, who.id_number, who.phone, entry.relative)


def _covered(what: What, entry: RegistryEntry, changed: tuple[str, ...]) -> Concerned:
    who = entry.identity
    return Concerned(
        what,
        entry,
        changed,
        name=who.name and mask("name", who.name),
        id_number=who.id_number and mask("id_number", who.id_number),
        phone=who.phone and mask("phone", who.phone),
        relative=entry.relative and mask("name", entry.relative),
    )


def to_paper(house: House, shown: Shown, found: list[Concerned]) -> Paper:
    """Set the people of a difference out as a sheet for the office."""
    groups = load_priority_groups()
    extract, before = shown.extract, shown.before
    against = "" if before is None else f"，与截至{before.as_of.isoformat()}的一版比较"
    rows = [
        (
            WORDS[one.what],
            groups.groups[one.entry.group].name,
            one.entry.identity.district,
            one.name,
            one.id_number,
            one.phone,
            one.relative,
            one.entry.since,
            "、".join(FACTS[name] for name in one.changed) or None,
            one.entry.id,
        )
        for one in found
    ]
    title = f"{groups.kind(extract.kind).name}名册变化（截至{extract.as_of.isoformat()}{against}）"
    return Paper((Sheet("变化", title, COLUMNS, rows),), on=house.today(), signed=())
