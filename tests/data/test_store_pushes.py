"""Pushes, their shares and the codes to refuse are kept on both databases, sealed, and go with the person."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import text

from data import log
from data.store import (
    Database,
    candidates_by_id,
    codes_for,
    digest_of,
    forget_code,
    forget_shares,
    get_push,
    holder_of,
    iter_shares,
    merge_candidates,
    newest_pushes,
    page_pushes,
    page_shares,
    put_candidates,
    put_push,
    put_shares,
    read_token,
    refuse_push,
    share_of,
    token_of,
)
from data.vault import Vault
from matcher.errors import NotFound
from matcher.records import (
    Actor,
    Candidate,
    CandidateEntry,
    Channel,
    Kind,
    Push,
    PushedPost,
    PushScope,
    PushShare,
    PushState,
)
from matcher.refusal_codes import read_code

LI = Actor("li", "caseworker", "历下区")
AT = datetime(2023, 9, 1, 2, 0, tzinfo=UTC)
PUSH = Push(
    id="20230901-00000001",
    scope=PushScope(("历下区",), ("高新区",), (Kind.TECHNICAL,), date(2023, 8, 1), None, priority_only=True),
    as_of=date(2023, 9, 1),
    channel=Channel.SMS,
    policy="jinan-2023",
    state=PushState.DRAFT,
    planned_at=AT,
    planned_by=LI,
    digest="d",
    picture={"pairs": 3, "lorenz": [[0.0, 0.0], [1.0, 1.0]], "most": 2},
)
SHARES = [
    PushShare(PUSH.id, "C1", (PushedPost("P1", 0.7), PushedPost("P2", 0.3))),
    PushShare(PUSH.id, "C2", (PushedPost("P1", 0.5),)),
    PushShare(PUSH.id, "C3", (), "no_push"),
]


@pytest.fixture(autouse=True)
def people(database: Database, told: dict[str, Any]) -> None:
    with database.begin() as session:
        entries = [CandidateEntry(Candidate(id, push_consent=True)) for id in ("C1", "C2", "C3")]
        put_candidates(session, entries, **told)


def keep(database: Database, vault: Vault, push: Push = PUSH, shares: list[PushShare] = SHARES) -> None:
    with database.begin() as session:
        put_push(session, push, vault=vault)
        put_shares(session, push.id, [replace(one, push_id=push.id) for one in shares], vault=vault)


def test_a_push_comes_back_as_it_was_kept(database: Database, vault: Vault) -> None:
    approved = replace(PUSH, state=PushState.APPROVED, approved_at=AT, approved_by=LI, exported_at=AT)
    keep(database, vault)
    keep(database, vault, approved)
    with database.read() as session:
        assert get_push(session, PUSH.id, vault=vault) == approved
        assert sorted(iter_shares(session, PUSH.id, vault=vault), key=lambda one: one.candidate_id) == SHARES
        with pytest.raises(NotFound, match="there is no push"):
            get_push(session, "P", vault=vault)


def test_pushes_are_listed_by_day_and_by_state(database: Database, vault: Vault) -> None:
    later = replace(PUSH, id="20230902-00000000", state=PushState.APPROVED)
    for push in (later, PUSH):
        keep(database, vault, push)
    with database.read() as session:
        assert [one.id for one in page_pushes(session, limit=5, vault=vault)] == [PUSH.id, later.id]
        assert page_pushes(session, state=PushState.APPROVED, limit=5, vault=vault) == [later]
        assert page_pushes(session, after=PUSH.id, limit=5, vault=vault) == [later]


def test_the_latest_pushes_come_first(database: Database, vault: Vault) -> None:
    for n, state in enumerate((PushState.DRAFT, PushState.CANCELLED, PushState.DRAFT), start=1):
        keep(database, vault, replace(PUSH, id=f"2023090{n}-00000001", state=state))
    with database.read() as session:
        found = newest_pushes(session, limit=2, vault=vault)
        assert [one.id[:8] for one in found] == ["20230903", "20230902"]
        assert [one.id[:8] for one in newest_pushes(session, before=found[-1].id, limit=2, vault=vault)] == ["20230901"]
        drafts = newest_pushes(session, state=PushState.DRAFT, limit=9, vault=vault)
        assert [one.id[:8] for one in drafts] == ["20230903", "20230901"]


def test_shares_kept_again_replace_those_before_in_their_push_alone(database: Database, vault: Vault) -> None:
    other = replace(PUSH, id="20230902-00000000")
    keep(database, vault)
    keep(database, vault, other)
    keep(database, vault, shares=SHARES[:1])
    with database.read() as session:
        assert list(iter_shares(session, PUSH.id, vault=vault)) == SHARES[:1]
        assert len(list(iter_shares(session, other.id, vault=vault))) == 3


def test_shares_are_paged_and_found_by_person(database: Database, vault: Vault) -> None:
    keep(database, vault)
    with database.read() as session:
        first = page_shares(session, PUSH.id, limit=2, vault=vault)
        rest = page_shares(session, PUSH.id, after=first[-1][0], limit=2, vault=vault)
        assert {one.candidate_id for _, one in first + rest} == {"C1", "C2", "C3"}
        assert share_of(session, PUSH.id, "C2", vault=vault) == SHARES[1]
        assert share_of(session, PUSH.id, "C9", vault=vault) is None


def test_nothing_at_rest_says_who_is_sent_what(database: Database, vault: Vault) -> None:
    person, post = "candidate-one", "post-one"  # long: two letters stand in what is sealed by chance
    keep(database, vault, shares=[PushShare(PUSH.id, person, (PushedPost(post, 0.7),))])
    with database.begin() as session:
        code = codes_for(session, [person], vault=vault)[person]
    with database.read() as session:
        rows = session.execute(text("select noun, id, shelf, ciphertext from sealed_records")).all()
    at_rest = b" ".join(
        bytes(cell) if isinstance(cell, (bytes, memoryview)) else cell.encode() for r in rows for cell in r
    )
    for secret in (person, post, code, "历下区"):
        assert secret.encode() not in at_rest


def test_a_person_who_is_forgotten_leaves_every_push(database: Database, vault: Vault) -> None:
    keep(database, vault)
    with database.begin() as session:
        code = codes_for(session, ["C1"], vault=vault)["C1"]
        forget_shares(session, "C1", vault=vault)
        forget_code(session, "C1", vault=vault)
    with database.read() as session:
        assert share_of(session, PUSH.id, "C1", vault=vault) is None
        assert holder_of(session, code, vault=vault) is None


def test_a_digest_holds_for_what_is_sent_to_whom_and_for_nothing_else(vault: Vault) -> None:
    assert digest_of(SHARES, vault=vault) == digest_of(reversed(SHARES), vault=vault)
    other = replace(SHARES[1], posts=(PushedPost("P2", 0.5),))
    assert digest_of([SHARES[0], other, SHARES[2]], vault=vault) != digest_of(SHARES, vault=vault)
    moved = [replace(SHARES[0], posts=SHARES[0].posts[:1]), replace(SHARES[1], posts=SHARES[0].posts)]
    assert digest_of(moved, vault=vault) != digest_of(SHARES[:2], vault=vault)


def test_each_person_has_one_code_for_good(database: Database, vault: Vault) -> None:
    with database.begin() as session:
        first = codes_for(session, ["C1", "C2"], vault=vault)
    with database.begin() as session:
        again = codes_for(session, ["C2", "C1", "C3"], vault=vault)
    assert {id: again[id] for id in first} == first
    assert len(set(again.values())) == 3
    assert all(read_code(code) == code for code in again.values())


def test_a_code_that_is_anothers_is_drawn_again(
    database: Database, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter(["222222222", "222222222", "322222223"])
    # a mock, because two of 78 billion codes meet in no test
    monkeypatch.setattr("data.store.refusing_push.code_of", lambda content: next(drawn))
    with database.begin() as session:
        assert codes_for(session, ["C1", "C2"], vault=vault) == {"C1": "222222222", "C2": "322222223"}


def test_a_link_is_known_again_and_a_forged_one_is_not(vault: Vault) -> None:
    token = token_of("222222222", vault=vault)
    assert (read_token(token, vault=vault), read_token(token.upper(), vault=vault)) == ("222222222", "222222222")
    assert len(token) == 31
    for place in (3, 15, 30):
        other = "3" if token[place] != "3" else "4"
        assert read_token(token[:place] + other + token[place + 1 :], vault=vault) is None
    for forged in ("", "222222222", token[:-1], token + "2", "残" * 31):
        assert read_token(forged, vault=vault) is None


def test_a_refusal_is_recorded_once_with_a_line_in_the_log(database: Database, vault: Vault) -> None:
    with database.begin() as session:
        code = codes_for(session, ["C1"], vault=vault)["C1"]
    for new in (True, False):
        with database.begin() as session:
            refused = refuse_push(session, code, by="link", at=AT, vault=vault)
        assert refused is not None
        assert (refused.candidate_id, refused.new) == ("C1", new)
    with database.read() as session:
        assert candidates_by_id(session, ["C1"])["C1"].push_consent is False
        lines = [one for one in log.entries(session, limit=100) if one.action == "refuse_push"]
    assert [(one.id, one.actor.id, one.details) for one in lines] == [("C1", "person", {"by": "link"})]


def test_no_file_turns_a_refusal_back(database: Database, vault: Vault, told: dict[str, Any]) -> None:
    with database.begin() as session:
        code = codes_for(session, ["C1"], vault=vault)["C1"]
        refuse_push(session, code, by="code", at=AT, vault=vault)
        merge_candidates(session, [CandidateEntry(Candidate("C1", push_consent=True))], **told)
    with database.read() as session:
        assert candidates_by_id(session, ["C1"])["C1"].push_consent is False


def test_nobodys_code_refuses_nothing(database: Database, vault: Vault) -> None:
    with database.begin() as session:
        assert refuse_push(session, "222222222", by="code", at=AT, vault=vault) is None
