"""Messages are kept in batches on both databases, each once, and go with the person."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from data import log
from data.store import (
    Database,
    add_messages,
    count_messages,
    delete_candidate,
    get_batch,
    message_id,
    messages_of,
    note_delivered,
    page_undelivered,
    put_candidates,
)
from data.vault import Vault
from matcher.errors import NotFound
from matcher.records import Actor, Candidate, CandidateEntry, Channel, Message

AT = datetime(2023, 9, 1, 2, 0, tzinfo=UTC)
LI = Actor("li", "organiser")
BATCH = "20230901-abc"


def a_message(candidate_id: str, **values: Any) -> Message:
    id = message_id(BATCH, candidate_id, template="sms", post_ids=())
    known = {"post_ids": (), "to_register": False, "send_after": AT, "at": AT, "actor": LI}
    return Message(id, BATCH, candidate_id, Channel.SMS, "sms", **(known | values))


@pytest.fixture(autouse=True)
def people(database: Database, told: dict[str, Any], vault: Vault) -> None:
    with database.begin() as session:
        put_candidates(session, [CandidateEntry(Candidate(f"C{n}")) for n in (1, 2, 3)], **told)
        add_messages(
            session, [a_message("C2"), a_message("C1", post_ids=("P1", "P2"))], details={"way": "file"}, vault=vault
        )


def test_a_batch_is_read_in_the_order_of_the_ids(database: Database, vault: Vault) -> None:
    third = a_message("C3")
    with database.begin() as session:
        add_messages(session, [third], details={}, vault=vault)
        found = messages_of(session, BATCH)
    assert found == [a_message("C1", post_ids=("P1", "P2")), a_message("C2"), third]
    assert [one.id for one in found] != sorted(one.id for one in found)  # nor by anything else


def test_the_same_message_is_kept_once(database: Database, vault: Vault) -> None:
    with database.begin() as session:
        add_messages(session, [a_message("C1"), a_message("C2")], details={}, vault=vault)
        assert count_messages(session, BATCH) == (2, 0)


def test_what_was_delivered_is_not_given_again(database: Database, vault: Vault) -> None:
    first = a_message("C1").id
    with database.begin() as session:
        n = note_delivered(session, [first], actor=LI, at=AT, vault=vault)
        again = note_delivered(session, [first], actor=LI, at=AT, vault=vault)
        rest = [one.candidate_id for one in page_undelivered(session, BATCH, limit=10)]
        counts = count_messages(session, BATCH)
        last = log.newest(session)
    assert (n, again, rest, counts) == (1, 0, ["C2"], (2, 1))
    assert last is not None
    assert last.details["ids_keyed"] == log.sealed_digest([first], seal=vault.seal)


def test_the_log_tells_how_many_and_of_nobody(database: Database, vault: Vault) -> None:
    with database.read() as session:
        line = log.newest(session)
        keyed = log.sealed_people(session, ["C1", "C2"], seal=vault.seal)
    assert line is not None
    assert (line.action, line.id, line.details["n"], line.details["way"]) == ("message", None, 2, "file")
    assert "C1" not in str(line.details)
    assert line.details["ids_keyed"] == keyed


def test_no_message_is_kept_for_nobody(database: Database, vault: Vault) -> None:
    with pytest.raises(NotFound, match="C9"), database.begin() as session:
        add_messages(session, [a_message("C9")], details={}, vault=vault)


def test_a_batch_that_is_not_there_is_said_so(database: Database) -> None:
    with pytest.raises(NotFound, match="no batch of messages"), database.read() as session:
        get_batch(session, "20230901-xyz")


def test_messages_are_gone_with_the_person(database: Database) -> None:
    with database.begin() as session:
        delete_candidate(session, "C1", actor=LI, at=AT)
        assert [one.candidate_id for one in messages_of(session, BATCH)] == ["C2"]


def test_a_message_of_other_posts_has_another_id() -> None:
    ids = {message_id(BATCH, "C1", template="sms", post_ids=posts) for posts in ((), ("P1",), ("P1", "P2"))}
    assert len(ids) == 3
