"""The store tells whom an employer may be shown for an own post, to that employer alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from data import log
from data.scope import Scope, within
from data.store import (
    Database,
    Session,
    add_feedback,
    get_invitation,
    invitations_of,
    invite,
    invited_for,
    known_candidates,
    name_proposed,
    not_proposed,
    people_alike,
    proposed_by_id,
    pseudonyms,
    put_candidates,
    put_employers,
    put_posts,
)
from data.vault import Vault
from matcher.errors import NotAllowed, NotFound
from matcher.records import (
    Actor,
    Candidate,
    CandidateEntry,
    DeclineReason,
    Education,
    Employer,
    EmployerEntry,
    Feedback,
    FeedbackEvent,
    Post,
    PostEntry,
)

AT, DAY = datetime(2023, 9, 1, 4, tzinfo=UTC), date(2023, 9, 1)
OFFICE, UNIT = Actor("li", "caseworker"), Actor("unit", "employer", employer_id="E1")
CONSENTS: dict[str, dict[str, bool]] = {
    "C1": {},
    "C2": {},
    "C3": {"contact_consent": True},
    "C4": {"contact_consent": False},
    "C5": {"push_consent": False},
    "C6": {"ranking_consent": False},
}


@pytest.fixture
def city(database: Database, vault: Vault) -> Database:
    told: dict[str, Any] = {"actor": OFFICE, "source": "test", "at": AT, "vault": vault}
    people = [
        CandidateEntry(Candidate(id, education=Education.BACHELOR, major="会计学", **consents))
        for id, consents in CONSENTS.items()
    ]
    employers = [EmployerEntry(Employer("E1", "甲公司")), EmployerEntry(Employer("E2", "乙公司"))]
    posts = [PostEntry(Post(id, "会计", name)) for id, name in (("P1", "甲公司"), ("P2", "乙公司"), ("P3", "甲公司"))]
    with database.begin() as session:
        put_candidates(session, people, **told)
        put_employers(session, employers, **told)
        put_posts(session, posts, **told)
    return database


def tell(city: Database, id: str, event: FeedbackEvent, post: str = "P1", **more: Any) -> None:
    with city.begin() as session:
        add_feedback(session, [Feedback(id, post, event, DAY, OFFICE, AT, **more)], actor=OFFICE, at=AT)


def left_out(city: Database, post: str = "P1", *, on_consent_alone: bool = False) -> set[str]:
    with within(Scope(employer_id="E1")), city.read() as session:
        return set(not_proposed(session, post, on=DAY, on_consent_alone=on_consent_alone))


def test_who_refused_is_left_out_and_on_consent_alone_who_is_silent_too(city: Database) -> None:
    assert left_out(city) == {"C4", "C5", "C6"}
    assert left_out(city, on_consent_alone=True) == {"C1", "C2", "C4", "C5", "C6"}


def test_who_agreed_is_left_out_for_no_consent_but_to_be_matched(city: Database) -> None:
    for id in ("C4", "C6"):
        tell(city, id, FeedbackEvent.APPLIED)
    assert left_out(city) == {"C5", "C6"}


def test_a_refusal_is_of_one_post_unless_it_is_of_the_employer(city: Database) -> None:
    tell(city, "C1", FeedbackEvent.DECLINED, reason=DeclineReason.PAY)
    tell(city, "C2", FeedbackEvent.DECLINED, reason=DeclineReason.EMPLOYER)
    tell(city, "C3", FeedbackEvent.DECLINED, "P2", reason=DeclineReason.EMPLOYER)  # of another employer
    assert left_out(city) == {"C1", "C2", "C4", "C5", "C6"}
    assert left_out(city, "P3") == {"C2", "C4", "C5", "C6"}
    tell(city, "C1", FeedbackEvent.INTERESTED)  # came round
    assert "C1" not in left_out(city)


ASKED: dict[str, Callable[[Session, str, Vault], object]] = {
    "who is left out": lambda session, post, _: not_proposed(session, post, on=DAY, on_consent_alone=False),
    "people": lambda session, post, _: proposed_by_id(session, post, ["C1"]),
    "alike": lambda session, post, _: people_alike(session, post, {(Education.BACHELOR, "会计学")}, without=()),
    "pseudonyms": lambda session, post, vault: pseudonyms(session, post, ["C1"], vault=vault),
    "names": lambda session, post, _: name_proposed(session, post, ["C1"]),
    "invited": lambda session, post, _: invited_for(session, post),
    "invite": lambda session, post, _: invite(session, "C1", post, purpose="x", on=DAY, actor=UNIT, at=AT),
}


@pytest.mark.parametrize("asked", list(ASKED.values()), ids=list(ASKED))
def test_another_employers_post_is_not_there_and_the_office_has_no_pseudonyms(
    city: Database, vault: Vault, asked: Callable[[Session, str, Vault], object]
) -> None:
    with pytest.raises(NotFound), within(Scope(employer_id="E1")), city.begin() as session:
        asked(session, "P2", vault)
    for scope in (Scope(), Scope(district="历下区")):
        with pytest.raises(NotAllowed), within(scope), city.begin() as session:
            asked(session, "P1", vault)


def test_the_scope_holds_again_after_each_look(city: Database, vault: Vault) -> None:
    for asked in ASKED.values():
        with within(Scope(employer_id="E1")), city.begin() as session:
            asked(session, "P1", vault)
            assert known_candidates(session) == frozenset()


def test_a_pseudonym_goes_with_the_name_in_the_log(city: Database, vault: Vault) -> None:
    with within(Scope(employer_id="E1")), city.begin() as session:
        assert pseudonyms(session, "P1", ["C1"], vault=vault) == {}
        name_proposed(session, "P1", ["C1"])
        before = pseudonyms(session, "P1", ["C1"], vault=vault)
    with city.begin() as session:
        log.forget_name(session, log.PERSON, "C1")
    with within(Scope(employer_id="E1")), city.begin() as session:
        name_proposed(session, "P1", ["C1"])
        assert pseudonyms(session, "P1", ["C1"], vault=vault) != before


def test_an_invitation_is_told_to_the_office_alone(city: Database) -> None:
    with within(Scope(employer_id="E1")), city.begin() as session:
        invite(session, "C1", "P1", purpose="x", on=DAY, actor=UNIT, at=AT)
        assert invited_for(session, "P1") == {"C1": DAY}
        assert invitations_of(session, ["C1"]) == {}
    with city.read() as session:
        (one,) = invitations_of(session, ["C1"])["C1"]
        assert (one.candidate_id, one.post_id, one.actor.id, one.at) == ("C1", "P1", "unit", AT)
        assert get_invitation(session, one.key) == one
        assert [get_invitation(session, key) for key in ("E0", "E", "A1", "E1 OR 1", "E" + "9" * 40)] == [None] * 5
