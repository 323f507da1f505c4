"""Attempts, claims and caseloads are kept on both databases, and go with the person."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from data import log
from data.store import (
    Database,
    add_attempts,
    assign,
    attempts_of,
    caseloads,
    claimed_on,
    delete_candidate,
    hand_over,
    iter_attempts,
    iter_claimed,
    put_candidates,
    release_claim,
    take_claim,
)
from data.vault import Vault
from matcher.errors import NotFound
from matcher.records import (
    Actor,
    Attempt,
    Candidate,
    CandidateEntry,
    Channel,
    Claimed,
    ContactResult,
    DeclineReason,
    LegalBasis,
)

AT = datetime(2023, 9, 1, 2, 0, tzinfo=UTC)
LI, WANG = Actor("li", "caseworker", "历下区"), Actor("wang", "caseworker", "历下区")


@pytest.fixture(autouse=True)
def people(database: Database, told: dict[str, Any]) -> None:
    with database.begin() as session:
        put_candidates(session, [CandidateEntry(Candidate(id)) for id in ("C1", "C2", "C3")], **told)


def an_attempt(id: str, candidate_id: str = "C1", **values: Any) -> Attempt:
    known = {"channel": Channel.PHONE, "at": AT, "result": ContactResult.NOT_REACHED, "basis": LegalBasis.CONSENT}
    return Attempt(id=id, candidate_id=candidate_id, actor=LI, **(known | values))


def a_claim(candidate_id: str = "C1", *, by: Actor = LI, at: datetime = AT, hours: float = 2) -> Claimed:
    return Claimed(candidate_id, by, at, at + timedelta(hours=hours))


def test_an_attempt_comes_back_as_it_was_told(database: Database) -> None:
    attempt = an_attempt(
        "A1",
        result=ContactResult.DECLINED,
        post_id="P1",
        reason=DeclineReason.PAY,
        note="至少要 3500",
        call_back_on=date(2023, 9, 5),
    )
    with database.begin() as session:
        add_attempts(session, [attempt])
    with database.read() as session:
        assert attempts_of(session, "C1") == [attempt]


def test_an_attempt_told_twice_is_one(database: Database) -> None:
    with database.begin() as session:
        first = add_attempts(session, [an_attempt("A1"), an_attempt("A1")])
        second = add_attempts(session, [an_attempt("A1")])
    with database.read() as session:
        assert (first, second, len(list(iter_attempts(session)))) == (1, 0, 1)


def test_the_attempts_of_a_person_come_in_the_order_of_their_time(database: Database) -> None:
    later = an_attempt("A1", at=AT + timedelta(hours=1))
    with database.begin() as session:
        add_attempts(session, [later, an_attempt("A3", "C2"), an_attempt("A2")])
    with database.read() as session:
        assert [one.id for one in iter_attempts(session)] == ["A2", "A1", "A3"]


def test_an_attempt_at_nobody_is_refused(database: Database) -> None:
    with pytest.raises(NotFound, match="no candidate 'C9'"), database.begin() as session:
        add_attempts(session, [an_attempt("A1", "C9")])


def test_the_log_names_channel_and_result_and_not_the_note(database: Database) -> None:
    with database.begin() as session:
        add_attempts(session, [an_attempt("A1", note="家里有事")])
    with database.read() as session:
        line = log.newest(session)
    assert line is not None
    assert line.details == {"channel": "phone", "result": "not_reached", "basis": "consent"}


def test_a_person_is_taken_by_one_colleague_at_a_time(database: Database) -> None:
    with database.begin() as session:
        take_claim(session, a_claim())
    with database.begin() as session:
        assert take_claim(session, a_claim(by=WANG)) == a_claim()


def test_a_claim_that_is_over_does_not_stand_in_the_way(database: Database) -> None:
    later = AT + timedelta(hours=2)
    with database.begin() as session:
        take_claim(session, a_claim())
        take_claim(session, a_claim(by=WANG, at=later))
        held = claimed_on(session, "C1", at=later)
    assert held is not None
    assert held.actor == WANG


def test_the_same_colleague_takes_a_person_for_longer(database: Database) -> None:
    with database.begin() as session:
        take_claim(session, a_claim())
        take_claim(session, a_claim(hours=5))
        assert [one.until for one in iter_claimed(session)] == [AT + timedelta(hours=5)]


def test_only_who_has_a_person_lets_go(database: Database) -> None:
    with database.begin() as session:
        take_claim(session, a_claim())
    with database.begin() as session:
        assert not release_claim(session, "C1", actor=WANG, at=AT)
        assert release_claim(session, "C1", actor=LI, at=AT)
        assert not release_claim(session, "C1", actor=LI, at=AT)


def test_of_two_who_try_at_the_same_moment_one_gets_the_person(database: Database, url: str) -> None:
    given, both = list[str](), threading.Barrier(2)

    def take(by: Actor) -> None:
        mine = Database(url)
        both.wait()
        with mine.begin() as session:
            given.append(take_claim(session, a_claim(by=by)).actor.id)
        mine.close()

    threads = [threading.Thread(target=take, args=(by,)) for by in (LI, WANG)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        held = [one.actor.id for one in iter_claimed(session)]
    assert given == held * 2


def test_people_are_given_to_a_caseworker_once(database: Database, vault: Vault) -> None:
    with database.begin() as session:
        first = assign(session, ["C1", "C2"], caseworker="li", actor=WANG, at=AT, vault=vault)
        last = log.newest(session)
        again = assign(session, ["C1", "C2"], caseworker="li", actor=WANG, at=AT, vault=vault)
        mine = caseloads(session, caseworker="li")
        keyed = log.sealed_people(session, ["C1", "C2"], seal=vault.seal)
    assert (first, again) == (2, 0)
    assert last is not None
    assert last.details["ids_keyed"] == keyed
    assert [one.candidate_id for one in mine] == ["C1", "C2"]


def test_people_are_handed_over_with_their_claims_in_one_line_of_the_log(database: Database, vault: Vault) -> None:
    with database.begin() as session:
        assign(session, ["C1", "C2"], caseworker="li", actor=LI, at=AT, vault=vault)
        take_claim(session, a_claim("C1"))
        before = log.newest(session)
        moved = hand_over(session, ["C1", "C2"], giver="li", to=WANG, actor=LI, at=AT, vault=vault)
        lines = log.entries(session, after=before.sequence if before else 0)
        held = [one.actor.id for one in iter_claimed(session)]
        mine = [one.candidate_id for one in caseloads(session, caseworker="wang")]
        keyed = log.sealed_people(session, ["C1", "C2"], seal=vault.seal)
    assert (moved, held, mine, len(lines)) == (1, ["wang"], ["C1", "C2"], 1)
    assert lines[0].details["n"] == 2
    assert [one.details["ids_keyed"] for one in lines] == [keyed]


def test_all_is_gone_with_the_person(database: Database, vault: Vault) -> None:
    with database.begin() as session:
        add_attempts(session, [an_attempt("A1")])
        take_claim(session, a_claim())
        assign(session, ["C1"], caseworker="li", actor=LI, at=AT, vault=vault)
        delete_candidate(session, "C1", actor=LI, at=AT)
        assert not [*iter_attempts(session), *iter_claimed(session), *caseloads(session)]
