"""The chain of the log: whoever changes, drops, swaps or adds a line in the database is found out, on both of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import text

from data import log
from data.log.chain import entry_hash, links
from data.log.verifying import Anchor, Fault, Verified, What, read_anchor, verify
from data.store import Database
from data.vault import Vault
from matcher.errors import BadInput, NotReady
from matcher.records import Actor

N = 9
COLUMNS = "at, actor_id, actor_role, actor_district, action, noun, record_id, details, purpose, origin"
LIFT = {
    "sqlite": [f"DROP TRIGGER log_no_{what}" for what in ("update", "delete", "replace")],
    "postgresql": ["ALTER TABLE log DISABLE TRIGGER ALL"],
}


@pytest.fixture
def chained(database: Database, vault: Vault, actor: Actor, at: datetime) -> Database:
    """Nine lines of a house, sealed."""
    database.seal = vault.seal
    for number in range(N):
        with database.begin() as session:
            details = {"n": number, "source": "七月.csv", "purpose": "月末"}
            log.record(session, actor=actor, action="put", noun="post", id=f"P{number}", details=details, at=at)
    return database


def attack(database: Database, *statements: str, **values: Any) -> None:
    """Do to the tables what whoever has the file can do: the triggers go first."""
    with database.begin() as session:
        for statement in LIFT[session.get_bind().dialect.name]:
            session.execute(text(statement))
        for statement in statements:
            session.execute(text(statement), values)


def look(database: Database, vault: Vault, anchor: Anchor | None = None) -> Verified:
    with database.read() as session:
        return verify(session, seal=vault.seal, anchor=anchor)


def faults(database: Database, vault: Vault, anchor: Anchor | None = None) -> Sequence[Fault]:
    return look(database, vault, anchor).faults


def test_a_log_that_nobody_touched_is_whole(chained: Database, vault: Vault) -> None:
    assert look(chained, vault) == Verified(N, (), 0)


def test_a_log_without_lines_is_whole(database: Database, vault: Vault) -> None:
    assert look(database, vault) == Verified(0, (), 0)


ONE_BYTE = {
    "details": "UPDATE log SET details = replace(CAST(details AS TEXT), '月', '目'){json} WHERE id = 5",
    "a figure in details": "UPDATE log SET details = replace(CAST(details AS TEXT), '4', '5'){json} WHERE id = 5",
    "a space in details": "UPDATE log SET details = CAST(details AS TEXT) || ' '{json} WHERE id = 5",
    "action": "UPDATE log SET action = 'pup' WHERE id = 5",
    "whom": "UPDATE log SET record_id = 'P5' WHERE id = 5",
    "who": "UPDATE log SET actor_id = 'officer-2' WHERE id = 5",
    "role": "UPDATE log SET actor_role = 'caseworkes' WHERE id = 5",
    "district": "UPDATE log SET actor_district = NULL WHERE id = 5",
    "purpose": "UPDATE log SET purpose = '月未' WHERE id = 5",
    "origin": "UPDATE log SET origin = '' WHERE id = 5",
    "when": "UPDATE log SET at = '2023-08-08 09:30:00.000001{zone}' WHERE id = 5",
    "hash": "UPDATE log SET hash = previous WHERE id = 5",
    "previous hash": "UPDATE log SET previous = hash WHERE id = 5",
}


@pytest.mark.parametrize("statement", [pytest.param(one, id=name) for name, one in ONE_BYTE.items()])
def test_a_changed_byte_in_the_middle_is_found(chained: Database, vault: Vault, statement: str) -> None:
    with chained.read() as session:
        is_sqlite = session.get_bind().dialect.name == "sqlite"
    own = statement.replace("{json}", "" if is_sqlite else "::json").replace("{zone}", "" if is_sqlite else "+00")
    if not is_sqlite:
        own = (
            own.replace(" || ' '::json", " || ' ')::json").replace("= CAST(d", "= (CAST(d") if "|| ' '" in own else own
        )
    attack(chained, own)
    assert faults(chained, vault) == (Fault(What.CHANGED, 5),)


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_bytes_that_are_no_text_are_found_too(chained: Database, vault: Vault) -> None:
    attack(chained, "UPDATE log SET details = CAST(x'7BFF7D' AS TEXT), noun = CAST(x'FE' AS TEXT) WHERE id = 5")
    assert faults(chained, vault) == (Fault(What.CHANGED, 5),)


def test_an_entry_that_was_hashed_anew_is_found_by_the_one_after(chained: Database, vault: Vault) -> None:
    attack(chained, "UPDATE log SET action = 'nothing' WHERE id = 5")
    hash_anew(chained, 5)
    assert faults(chained, vault) == (Fault(What.CHANGED, 5),)


def hash_anew(database: Database, *sequences: int) -> None:
    with database.read() as session:
        stored = {one.sequence: one for one in links(session.connection())}
    before = stored[sequences[0]].previous or b""
    for sequence in sequences:
        own = entry_hash(sequence, stored[sequence].told, before)
        attack_again(
            database,
            "UPDATE log SET previous = :before, hash = :own WHERE id = :id",
            before=before,
            own=own,
            id=sequence,
        )
        before = own


def attack_again(database: Database, statement: str, **values: Any) -> None:
    with database.begin() as session:
        session.execute(text(statement), values)


def test_all_hashed_anew_from_the_changed_entry_on_is_found_by_the_head(chained: Database, vault: Vault) -> None:
    attack(chained, "UPDATE log SET action = 'nothing' WHERE id = 5")
    hash_anew(chained, 5, 6, 7, 8, 9)
    assert faults(chained, vault) == (Fault(What.CHANGED, 9),)  # where the chain ends otherwise than the house sealed


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        pytest.param(["DELETE FROM log WHERE id = 9"], [Fault(What.MISSING, 9, 9)], id="the last"),
        pytest.param(["DELETE FROM log WHERE id > 6"], [Fault(What.MISSING, 7, 9)], id="the last three"),
        pytest.param(["DELETE FROM log"], [Fault(What.MISSING, 1, 9)], id="all"),
        pytest.param(["DELETE FROM log WHERE id = 5"], [Fault(What.MISSING, 5, 5)], id="one in the middle"),
        pytest.param(["DELETE FROM log WHERE id = 1"], [Fault(What.MISSING, 1, 1)], id="the first"),
        pytest.param(
            ["DELETE FROM log WHERE id IN (3, 4, 7)"],
            [Fault(What.MISSING, 3, 4), Fault(What.MISSING, 7, 7)],
            id="two gaps",
        ),
    ],
)
def test_what_was_dropped_is_found(chained: Database, vault: Vault, statements: list[str], found: list[Fault]) -> None:
    attack(chained, *statements)
    assert list(faults(chained, vault)) == found


def test_a_line_dropped_with_those_after_it_moved_up_is_found(chained: Database, vault: Vault) -> None:
    attack(
        chained, "DELETE FROM log WHERE id = 5", *(f"UPDATE log SET id = {n - 1} WHERE id = {n}" for n in range(6, 10))
    )
    assert Fault(What.MISSING, 5, 5) in faults(chained, vault)


@pytest.mark.parametrize("columns", [COLUMNS, f"{COLUMNS}, previous, hash"], ids=["without hashes", "with hashes"])
def test_two_lines_in_each_others_place_are_found(chained: Database, vault: Vault, columns: str) -> None:
    swap = "UPDATE log SET id = {to} WHERE id = {of}"
    if "hash" in columns:
        attack(chained, swap.format(of=3, to=99), swap.format(of=7, to=3), swap.format(of=99, to=7))
    else:
        named = ", ".join(f"{name} = (SELECT {name} FROM kept WHERE id = {{other}})" for name in columns.split(", "))
        attack(
            chained,
            "CREATE TABLE kept AS SELECT * FROM log",
            *(
                f"UPDATE log SET {named} WHERE id = {own}".replace("{other}", str(other))
                for own, other in ((3, 7), (7, 3))
            ),
        )
    assert faults(chained, vault) == (Fault(What.SWAPPED, 3, 7),)


def test_a_line_added_at_the_end_is_found(chained: Database, vault: Vault) -> None:
    attack(chained, f"INSERT INTO log (id, {COLUMNS}) SELECT 10, {COLUMNS} FROM log WHERE id = 4")
    assert faults(chained, vault) == (Fault(What.ADDED, 10),)


def test_a_line_chained_to_the_last_and_added_is_found(chained: Database, vault: Vault) -> None:
    attack(chained, f"INSERT INTO log (id, {COLUMNS}, previous) SELECT 10, {COLUMNS}, hash FROM log WHERE id = 9")
    hash_anew(chained, 10)
    assert faults(chained, vault) == (Fault(What.ADDED, 10),)


def test_a_line_added_in_the_middle_is_found(chained: Database, vault: Vault) -> None:
    moved = [f"UPDATE log SET id = {n + 1} WHERE id = {n}" for n in range(9, 4, -1)]
    attack(
        chained,
        *moved,
        f"INSERT INTO log (id, {COLUMNS}, previous) SELECT 5, {COLUMNS}, hash FROM log WHERE id = 4",
    )
    hash_anew(chained, 5)
    assert Fault(What.ADDED, 5) in faults(chained, vault)


def test_a_head_that_was_moved_back_is_found(chained: Database, vault: Vault) -> None:
    attack(
        chained,
        "DELETE FROM log WHERE id = 9",
        "UPDATE log_head SET sequence = 8, n = 8, hash = (SELECT hash FROM log WHERE id = 8)",
    )
    assert faults(chained, vault) == (Fault(What.HEAD_CHANGED),)


def test_a_head_that_was_moved_back_stays_found_while_the_house_goes_on_writing(
    chained: Database, vault: Vault, actor: Actor, at: datetime
) -> None:
    test_a_head_that_was_moved_back_is_found(chained, vault)
    with chained.begin() as session:
        log.record(session, actor=actor, action="put", noun="post", id="P", details={}, at=at)
    assert faults(chained, vault) == (Fault(What.HEAD_CHANGED),)


@pytest.mark.parametrize(
    ("statement", "what"),
    [("DELETE FROM log_head", What.HEAD_MISSING), ("UPDATE log_head SET seal = NULL", What.HEAD_UNSEALED)],
)
def test_a_head_without_its_seal_is_found(chained: Database, vault: Vault, statement: str, what: What) -> None:
    attack(chained, statement)
    assert faults(chained, vault) == (Fault(what),)


def test_a_copy_of_before_put_back_is_found_by_what_was_written_down(chained: Database, vault: Vault) -> None:
    with chained.read() as session:
        before, last = log.entries(session)[-2:]
    assert faults(chained, vault, Anchor(last.sequence, last.hash)) == ()
    assert faults(chained, vault, Anchor(before.sequence, before.hash)) == ()
    with chained.begin() as session:
        session.execute(text("UPDATE log_head SET sequence = 8, n = 8, hash = (SELECT hash FROM log WHERE id = 8)"))
        head = log.read_head(session)
        assert head is not None
        session.execute(text("UPDATE log_head SET seal = :seal"), {"seal": vault.seal(head.content)})
    attack(chained, "DELETE FROM log WHERE id = 9")
    assert faults(chained, vault) == ()  # as the whole database was then: nothing in it can tell
    assert faults(chained, vault, Anchor(last.sequence, last.hash)) == (Fault(What.NOT_ANCHORED, 9),)
    assert faults(chained, vault, Anchor(8, "0" * 64)) == (Fault(What.NOT_ANCHORED, 8),)


@pytest.mark.parametrize("written", ["", "7", "7:", "x:" + "0" * 64, "7:" + "g" * 64, "7:00"])
def test_what_is_no_anchor_is_refused(written: str) -> None:
    with pytest.raises(BadInput, match="matcher log head"):
        read_anchor(written)


def test_a_sealed_log_takes_no_line_from_a_house_without_its_key(
    chained: Database, actor: Actor, at: datetime, url: str
) -> None:
    other = Database(url)
    with pytest.raises(NotReady, match="sealed"), other.begin() as session:
        log.record(session, actor=actor, action="put", noun="post", id="P", details={}, at=at)
    other.close()


def test_the_lines_of_two_who_write_at_once_follow_each_other(
    chained: Database, vault: Vault, actor: Actor, at: datetime, together: Callable[[Callable[[], None]], None]
) -> None:
    def note() -> None:
        for _ in range(5):
            with chained.begin() as session:
                log.record(session, actor=actor, action="put", noun="candidate", id="C1", details={}, at=at)

    together(note)
    assert look(chained, vault) == Verified(N + 20, (), 0)


def test_a_transaction_that_is_undone_leaves_no_line(
    chained: Database, vault: Vault, actor: Actor, at: datetime
) -> None:
    def fail() -> None:
        with chained.begin() as session:
            log.record(session, actor=actor, action="put", noun="post", id="P", details={}, at=at)
            assert len(log.entries(session)) == N + 1
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert look(chained, vault) == Verified(N, (), 0)
