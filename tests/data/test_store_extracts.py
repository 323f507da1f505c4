"""Extracts of registries in the store: versions that nobody reads without the key, lapses, and what is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from data import log
from data.reference import load_priority_groups
from data.store import Database
from data.store.extracts import (
    Applied,
    apply_extract,
    discard_extract,
    entries_in_force,
    entries_of,
    extract_before,
    extract_in,
    find_entries,
    get_extract,
    known_extract,
    lapses_in_force,
    list_extracts,
    new_extract_id,
    note_entries_read,
    store_extract,
    waiting_extracts,
)
from data.vault import Vault
from matcher.errors import BadInput, Conflict, NotFound
from matcher.records import Actor, Extract, ExtractState, Identity, RegistryEntry
from tests.data.test_store_people import everything

JULY, AUGUST, SEPTEMBER = date(2023, 7, 31), date(2023, 8, 31), date(2023, 9, 30)
KIND = "low_income"
NAME, NUMBER = "欧阳建国", "11010519491231002X"
DIGEST = b"digest"


def entry(id: str, *, group: str = KIND, name: str = NAME, number: str | None = NUMBER) -> RegistryEntry:
    who = Identity(id, name=name, id_number=number, birth="1949-12", district="历下区")
    return RegistryEntry(id, KIND, group, who, relative="欧阳大海", evidence="H1", since=JULY)


Bring = Callable[..., str]
Apply = Callable[[str], Applied]


@pytest.fixture
def bring(database: Database, vault: Vault, actor: Actor, at: datetime) -> Bring:
    """Stores an extract that waits, each a minute after the one before."""
    moments = (at + timedelta(minutes=n) for n in range(100))

    def bring_in(entries: list[RegistryEntry], as_of: date = JULY, kind: str = KIND) -> str:
        id, now = new_extract_id(), next(moments)
        extract = Extract(id, kind, as_of, ExtractState.WAITING, len(entries), "名册.csv", now, actor)
        with database.begin() as session:
            store_extract(session, extract, entries, digest=DIGEST, vault=vault)
        return id

    return bring_in


@pytest.fixture
def apply(database: Database, vault: Vault, actor: Actor, at: datetime) -> Apply:
    """Takes an extract into effect, each a minute after the one before."""
    moments = (at + timedelta(minutes=n) for n in range(100))

    def take(id: str) -> Applied:
        with database.begin() as session:
            return apply_extract(session, id, actor=actor, at=next(moments), groups=load_priority_groups(), vault=vault)

    return take


def states(database: Database) -> list[str]:
    with database.read() as session:
        return [str(one.state) for one in list_extracts(session)]


def ids(database: Database, vault: Vault) -> list[str]:
    with database.read() as session:
        return [one.id for one in entries_in_force(session, vault=vault)]


def test_entries_come_back_as_they_were_stored(database: Database, vault: Vault, bring: Bring) -> None:
    full = RegistryEntry(
        "R9", KIND, KIND, Identity("R9", "某人", "370102", "0531", "male", "2001", "市中区"), "户主", "E", 4, 2, JULY
    )
    bare = RegistryEntry("R1", KIND, KIND, Identity("R1", name="某"))
    id = bring([full, bare])
    with database.read() as session:
        assert list(entries_of(session, id, vault=vault)) == [bare, full]


def test_an_extract_waits_and_nobody_of_it_counts_yet(database: Database, vault: Vault, bring: Bring) -> None:
    id = bring([entry("R1")])
    with database.read() as session:
        assert [one.id for one in waiting_extracts(session)] == [id]
    assert ids(database, vault) == []


def test_an_extract_takes_effect_in_place_of_the_former(
    database: Database, vault: Vault, bring: Bring, apply: Apply
) -> None:
    apply(bring([entry("R1"), entry("R2")]))
    applied = apply(bring([entry("R2", name="改名"), entry("R3"), entry("R4")], AUGUST))
    assert ids(database, vault) == ["R2", "R3", "R4"]
    assert states(database) == ["in_force", "replaced"]
    assert (applied.n_added, applied.n_gone, applied.n_changed, applied.n_unchanged) == (2, 1, 1, 0)


def test_whoever_is_missing_lapses_after_the_notice_and_is_restored_by_a_return(
    database: Database, vault: Vault, bring: Bring, apply: Apply
) -> None:
    apply(bring([entry("R1"), entry("R2")]))
    assert apply(bring([entry("R2")], AUGUST)).n_lapsing == 1
    with database.read() as session:
        (gone,) = lapses_in_force(session, vault=vault)
    # 31 August + the 30 days of this registry
    assert (gone.entry, gone.as_of, gone.lapses_on) == (entry("R1"), JULY, SEPTEMBER)
    assert apply(bring([entry("R1"), entry("R2")], SEPTEMBER)).n_restored == 1
    with database.read() as session:
        assert list(lapses_in_force(session, vault=vault)) == []


def test_registries_do_not_touch_each_other(database: Database, vault: Vault, bring: Bring, apply: Apply) -> None:
    apply(bring([entry("R1")]))
    apply(bring([entry("R2")], kind="destitute"))
    assert ids(database, vault) == ["R2", "R1"]


def test_a_newer_import_takes_the_place_of_one_that_waits(database: Database, vault: Vault, bring: Bring) -> None:
    first = bring([entry("R1")])
    bring([entry("R2")], AUGUST)
    assert states(database) == ["waiting", "discarded"]
    with database.read() as session:
        assert list(entries_of(session, first, vault=vault)) == []


def test_a_discarded_extract_keeps_nobody(
    database: Database, vault: Vault, actor: Actor, at: datetime, bring: Bring
) -> None:
    id = bring([entry("R1")])
    with database.begin() as session:
        discard_extract(session, id, actor=actor, at=at)
    with database.read() as session:
        assert get_extract(session, id).state is ExtractState.DISCARDED
        assert list(entries_of(session, id, vault=vault)) == []


def test_what_does_not_wait_is_neither_applied_nor_discarded(
    database: Database, actor: Actor, at: datetime, bring: Bring, apply: Apply
) -> None:
    id = bring([entry("R1")])
    apply(id)
    with pytest.raises(Conflict, match="does not wait: it is in_force"):
        apply(id)
    with pytest.raises(Conflict, match="does not wait"), database.begin() as session:
        discard_extract(session, id, actor=actor, at=at)


@pytest.mark.parametrize("id", ["X0", "", "\0", "X" * 500])
def test_an_unknown_extract_is_not_found(database: Database, id: str) -> None:
    with pytest.raises(NotFound), database.read() as session:
        get_extract(session, id)


def test_the_people_of_the_last_two_former_versions_are_kept(
    database: Database, vault: Vault, bring: Bring, apply: Apply
) -> None:
    brought: list[str] = []
    for n in range(5):
        brought.append(bring([entry("R1")], JULY + timedelta(days=n)))
        apply(brought[-1])
    with database.read() as session:
        kept = [bool(list(entries_of(session, id, vault=vault))) for id in brought]
    assert kept == [False, False, True, True, True]  # two former ones, and the one in force


def test_the_extract_before_is_the_one_that_was_in_force(database: Database, bring: Bring, apply: Apply) -> None:
    first = bring([entry("R1")])
    apply(first)
    second = bring([entry("R1")], AUGUST)
    apply(second)
    third = bring([entry("R1")], SEPTEMBER)
    with database.read() as session:
        found = [extract_before(session, get_extract(session, id)) for id in (first, second, third)]
    assert [None if one is None else one.id for one in found] == [None, first, second]


def test_the_same_file_is_known_while_it_waits_or_is_in_force(database: Database, bring: Bring, apply: Apply) -> None:
    def is_known(as_of: date = JULY) -> bool:
        with database.read() as session:
            return known_extract(session, KIND, as_of=as_of, digest=DIGEST) is not None

    apply(bring([entry("R1")]))
    assert (is_known(), is_known(AUGUST)) == (True, False)
    apply(bring([entry("R1")], AUGUST))
    assert (is_known(), is_known(AUGUST)) == (False, True)


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        pytest.param(NUMBER, NUMBER.lower(), id="number"),
        pytest.param(f"{NUMBER}43", NUMBER, id="the number within a certificate"),
        pytest.param("1101054912310020", "1101054912310020", id="a damaged number as written"),
        pytest.param(NUMBER, NAME, id="name"),
    ],
)
def test_an_entry_in_force_is_found_by_number_and_name(
    database: Database, vault: Vault, bring: Bring, apply: Apply, written: str, asked: str
) -> None:
    apply(bring([entry("R1", number=written)]))
    bring([entry("R2", number=written)], AUGUST)
    with database.read() as session:
        assert [one.id for one in find_entries(session, [asked], vault=vault)] == ["R1"]


def test_nothing_of_an_entry_is_readable_at_rest(
    database: Database, url: str, vault: Vault, bring: Bring, apply: Apply
) -> None:
    apply(bring([entry("R1"), entry("R2", name="上官云飞")]))
    apply(bring([entry("R2", name="上官云飞")], AUGUST))
    database.close()
    stored = everything(url)
    told = [NAME, NUMBER, "上官云飞", "欧阳大海", "1949-12"]
    assert [text for text in told if text.encode() in stored] == []


def test_the_log_tells_neither_registry_nor_file(database: Database, bring: Bring, apply: Apply) -> None:
    apply(bring([entry("R1")]))
    with database.read() as session:
        lines = "".join(str(one) for one in log.entries(session))
    assert "apply" in lines
    assert [word for word in (KIND, "名册", NAME) if word in lines] == []


def test_a_reading_of_entries_is_one_line_with_count_hash_and_purpose(
    database: Database, vault: Vault, actor: Actor, at: datetime
) -> None:
    with database.begin() as session:
        note_entries_read(session, ["X1"], ["R2", "R1", "R2"], actor=actor, purpose=" 核对名册 ", at=at, vault=vault)
    with database.read() as session:
        (line,) = log.entries(session)
    assert (line.action, line.noun, line.id) == ("reveal", "registry", "X1")
    assert (line.purpose, line.details["n"]) == ("核对名册", 2)
    assert len(line.details["ids_keyed"]) == 32


def test_nobody_is_read_without_a_purpose(database: Database, vault: Vault, actor: Actor, at: datetime) -> None:
    with pytest.raises(BadInput, match="purpose"), database.begin() as session:
        note_entries_read(session, ["X1"], ["R1"], actor=actor, purpose=" ", at=at, vault=vault)


def test_an_extract_that_fails_half_way_leaves_what_was_there(
    database: Database, vault: Vault, bring: Bring, apply: Apply
) -> None:
    apply(bring([entry("R1")]))
    waiting = bring([entry("R1")], AUGUST)

    def cut_off() -> Any:
        yield entry("R2")
        raise KeyboardInterrupt

    class CutOff(list[RegistryEntry]):
        def __iter__(self) -> Any:
            return cut_off()

    with pytest.raises(KeyboardInterrupt):
        bring(CutOff(), SEPTEMBER)
    with database.read() as session:
        assert [one.id for one in waiting_extracts(session)] == [waiting]
        assert extract_in(session, KIND, ExtractState.IN_FORCE) is not None
    assert ids(database, vault) == ["R1"]


def test_an_extract_is_told_as_it_was_handed_in(database: Database, bring: Bring) -> None:
    id = bring([entry("R1")])
    with database.read() as session:
        told = get_extract(session, id)
    assert (told.kind, told.as_of, told.n_entries, told.source, told.applied_at) == (KIND, JULY, 1, "名册.csv", None)
