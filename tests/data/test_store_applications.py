"""Employers' applications in the store: kept with their steps and documents, read by id and page by page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from data import log
from data.store import (
    Database,
    add_application,
    add_step,
    claims_of_employers,
    get_application,
    iter_applications,
    list_applications,
    placements_of_employers,
    put_claims,
    put_placements,
)
from matcher.errors import BadInput, NotFound
from matcher.records import (
    Actor,
    Application,
    ApplicationEvent,
    ApplicationKind,
    ApplicationState,
    Claim,
    ClaimEntry,
    ClaimKind,
    Placement,
    PlacementEntry,
)

DAY = date(2023, 9, 4)


@pytest.fixture
def submitted(actor: Actor, at: Any) -> ApplicationEvent:
    return ApplicationEvent(ApplicationState.SUBMITTED, DAY, actor, at, "第一次")


@pytest.fixture
def application(submitted: ApplicationEvent) -> Application:
    month = date(2023, 8, 1)
    return Application(
        id="A1",
        employer_id="E1",
        kind=ApplicationKind.SUBSIDY,
        edition="jinan-2023",
        events=(submitted,),
        documents=("见习协议",),
        month_from=month,
        month_to=month,
        amount_yuan=Decimal("1260.01"),
    )


def add(database: Database, *applications: Application) -> None:
    with database.begin() as session:
        for one in applications:
            add_application(session, one, at=one.events[0].at)


def test_an_application_comes_back_as_it_was_handed_in(database: Database, application: Application) -> None:
    add(database, application)
    with database.read() as session:
        assert get_application(session, "A1") == application


def test_a_step_is_added_with_the_documents_that_came_with_it(database: Database, application: Application) -> None:
    add(database, application)
    accepted = replace(application.events[0], state=ApplicationState.ACCEPTED, note=None)
    stepped = replace(application, events=(*application.events, accepted), documents=("见习协议", "补贴申请表"))
    with database.begin() as session:
        add_step(session, stepped, at=accepted.at)
    with database.read() as session:
        assert get_application(session, "A1") == stepped


def test_the_log_names_the_steps_and_not_the_notes(database: Database, application: Application) -> None:
    add(database, application)
    with database.read() as session:
        entry = log.newest(session)
    assert entry is not None
    assert (entry.action, entry.noun, entry.id) == ("submit", "application", "A1")
    assert entry.details == {"kind": "subsidy", "edition": "jinan-2023", "on": "2023-09-04"}


def test_an_application_that_is_not_there_is_not_found(database: Database) -> None:
    with database.read() as session, pytest.raises(NotFound, match="there is no application 'A9'"):
        get_application(session, "A9")


def test_applications_are_listed_page_by_page_by_kind_and_employer(
    database: Database, application: Application
) -> None:
    recognition = replace(
        application, id="A2", kind=ApplicationKind.RECOGNITION, month_from=None, month_to=None, amount_yuan=None
    )
    other = replace(application, id="A3", employer_id="E2")
    add(database, other, application, recognition)
    with database.read() as session:
        assert list(iter_applications(session, batch=2)) == [application, recognition, other]
        assert list_applications(session, after="A1", limit=1) == [recognition]
        assert list_applications(session, kind=ApplicationKind.SUBSIDY) == [application, other]
        assert list_applications(session, employer_id="E2") == [other]


def test_a_note_that_cannot_be_stored_is_refused(database: Database, application: Application) -> None:
    broken = replace(application, events=(replace(application.events[0], note="a\0b"),))
    with pytest.raises(BadInput, match="note"):
        add(database, broken)


def test_a_settlement_reads_the_placements_and_claims_of_one_employer(database: Database, told: dict[str, Any]) -> None:
    placements = [Placement(f"L{n}", f"C{n}", f"E{n % 2}", DAY, DAY) for n in range(4)]
    claims = [Claim(f"S{n}", "C1", f"E{n % 2}", ClaimKind.MONTHLY, DAY, Decimal("0.10")) for n in range(4)]
    with database.begin() as session:
        put_placements(session, map(PlacementEntry, placements), **told)
        put_claims(session, map(ClaimEntry, claims), **told)
    with database.read() as session:
        assert placements_of_employers(session, ["E1"]) == [placements[1], placements[3]]
        assert claims_of_employers(session, ["E1"]) == [claims[1], claims[3]]
