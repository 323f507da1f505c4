"""Two houses that differ only in what is stored of another district's people, and doors that hold to one district."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from api.app import app_over
from api.comparing import compare_at_once
from api.house import House
from api.linking import link_all
from api.registering import import_registry
from data.store import (
    add_attempts,
    add_feedback,
    add_messages,
    assign,
    guests_of,
    message_id,
    note_aliases,
    put_aftercare,
    put_candidates,
    put_claims,
    put_placements,
    replace_guests,
    take_claim,
)
from matcher.records import (
    Actor,
    Aftercare,
    Attempt,
    CandidateEntry,
    Channel,
    Claim,
    Claimed,
    ClaimEntry,
    ClaimKind,
    ContactResult,
    Feedback,
    FeedbackEvent,
    Guest,
    LegalBasis,
    Message,
    Person,
    Placement,
    PlacementEntry,
)
from models import Encoder
from tests.api.fair_office import generous
from tests.api.marked import ACTOR, MARKED, candidate, fill, number_of
from tests.api.signed_in import signed_in, token_for
from tests.api.walked import Call, calls

HERE, THERE = "历下区", "市中区"
NOON = datetime(2023, 9, 1, 4, tzinfo=UTC)
CASEWORKER = Actor("li", "caseworker", HERE)
NUMBER = "11010519491231002X"
STRANGERS = ("AA", "CAA", "ZZ")
"""Who live in the other district: before, among and after those of this one in the order of ids."""
MISSING = {"AA": "AB", "CAA": "CAC", "ZZ": "ZY"}
"""Ids of nobody, each for one of theirs."""


def caseworker_of(house: House, *, district: str = HERE) -> TestClient:
    """Give the door of somebody of a district who has every permission there is: the rows alone are held back."""
    return door_of(house, token_for(house, "li" if district == HERE else f"li.{district}", district=district))


def employer_of(house: House, *, id: str = "E1") -> TestClient:
    """Give the door of somebody who speaks for an employer, as ``caseworker_of``."""
    return door_of(house, token_for(house, f"unit.{id}", employer=id))


def door_of(house: House, token: str) -> TestClient:
    """Give a door that shows a token."""
    return TestClient(app_over(house), headers={"Authorization": f"Bearer {token}"})


def two_houses(
    folder: Path, new_house: Callable[..., House], encoder: Encoder
) -> tuple[House, House, dict[str, list[Call]]]:
    """Give a house, the same with the strangers, and how routes are called in both."""
    alone = _still(generous(new_house(folder / "alone", encoder)))
    fill(alone, folder)
    _register(alone, folder)
    client = signed_in(alone)
    for id in ("CX", "CY"):  # perhaps one person, of the district
        person = {"name": "郑洁", "phone": "13700000001"}
        body = {"home_district": HERE, "person": person, "wish": "文员"}
        assert client.put(f"/v1/candidates/{id}", json=body).status_code == 201
    special = calls(alone, client)
    _own_doings(client)
    alone.follower.work_off()
    shutil.copytree(alone.settings.var, folder / "both" / "var")
    both = _still(generous(new_house(folder / "both", encoder)))
    _add_strangers(both)
    both.follower.work_off()
    (twins,) = [one["id"] for one in client.get("/v1/duplicates").json()["items"] if "CX" in one["candidate_ids"]]
    own = {
        "GET /v1/placements/{id}": [Call({"id": "T5"})],
        "GET /v1/claims/{id}": [Call({"id": "B5"})],
        "GET /v1/duplicates/{id}": [Call({"id": twins})],
    }
    return alone, both, special | own


def _register(house: House, folder: Path) -> None:
    """Put a stranger into a register of the city, who is linked where the person is stored."""
    file = folder / "again.csv"
    rows = [("秦明", number_of(MARKED)), ("秦明", NUMBER)]
    file.write_text("姓名,身份证号码\n" + "".join(f"{name},{number}\n" for name, number in rows), encoding="utf-8")
    import_registry(house, "low_income", file, as_of=date(2023, 9, 1), force=True, actor=ACTOR, at=NOON)
    link_all(house, actor=ACTOR, at=NOON)


def _still(house: House) -> House:
    """Let the clock stand still, since moments would differ from house to house."""
    return replace(house, clock=lambda: NOON)


def _own_doings(client: TestClient) -> None:
    """Let something stand in every list of the district."""
    started = {"employer_id": "E1", "starts_on": "2023-03-01", "planned_end_on": "2023-08-15", "ended_on": "2023-08-15"}
    for method, path, body in (
        ("PUT", "/v1/placements/T5", {**started, "candidate_id": "CX"}),
        ("PUT", "/v1/aftercare/T5", {"wants": "training"}),
        (
            "PUT",
            "/v1/claims/B5",
            {
                "candidate_id": "CX",
                "employer_id": "E1",
                "kind": "monthly",
                "month": "2023-07",
                "amount_yuan": "1260.00",
            },
        ),
        ("POST", "/v1/feedback", [{"candidate_id": MARKED, "post_id": "P1", "event": "interested"}]),
        ("POST", f"/v1/outreach/{MARKED}/claim", {}),
        ("POST", "/v1/outreach/caseloads", {"candidate_ids": [MARKED], "caseworker": "li"}),
    ):
        answer = client.request(method, path, json=body)
        assert answer.status_code < 300, (path, answer.text)


def _add_strangers(house: House) -> None:
    at, tellers = datetime(2023, 8, 20, 9, tzinfo=UTC), {"actor": ACTOR, "source": "名单.csv", "vault": house.vault}
    told: dict[str, Any] = tellers | {"at": at}
    people = [
        CandidateEntry(
            replace(candidate(MARKED), id=id, home_district=THERE, districts=(HERE, THERE)),
            Person(name="秦明", id_number=NUMBER if id == "AA" else None, phone="13800000000"),
        )
        for id in STRANGERS
    ]
    ended = [
        PlacementEntry(
            Placement(f"S{n}-{id}", id, "E1", date(2023, 3, 1), date(2023, 8, 15), ended_on=date(2023, 8, 15))
        )
        for n, id in enumerate(STRANGERS[:2])  # the third has interest that is still to be followed
    ]
    claims = [
        ClaimEntry(Claim(f"A-{id}", id, "E1", ClaimKind.MONTHLY, date(2023, 7, 1), Decimal(1260))) for id in STRANGERS
    ]
    events = [
        Feedback(id, "P1", event, date(2023, 8, 21), ACTOR, at)
        for id in STRANGERS[:2]
        for event in (FeedbackEvent.SHOWN, FeedbackEvent.INTERESTED, FeedbackEvent.APPLIED)
    ]
    attempts = [
        Attempt(f"T-{id}", id, Channel.PHONE, at, ContactResult.INTERESTED, LegalBasis.CONSENT, ACTOR, post_id="P1")
        for id in STRANGERS
    ]
    batch = _batch_of(house)
    messages = [
        Message(
            message_id(batch, id, template="x", post_ids=("P1",)),
            batch,
            id,
            Channel.SMS,
            "x",
            ("P1",),
            False,
            at,
            at,
            ACTOR,
        )
        for id in STRANGERS
    ]
    with house.database.begin() as session:
        put_candidates(session, people, **told)
        put_placements(session, ended, **told)
        put_claims(session, claims, **told)
        add_feedback(session, events, actor=ACTOR, at=at)
        add_attempts(session, attempts)
        add_messages(session, messages, details={}, vault=house.vault)
        assign(session, STRANGERS, caseworker="li", actor=ACTOR, at=at, vault=house.vault)
        note_aliases(session, {"OLD": "AA"}, at=at)
        for id in STRANGERS:
            take_claim(session, Claimed(id, ACTOR, at, datetime(2023, 12, 1, tzinfo=UTC)))
        for n, id in enumerate(STRANGERS[:2]):
            put_aftercare(session, Aftercare(f"S{n}-{id}", id), actor=ACTOR, at=at)
        guests = guests_of(session, "F1", vault=house.vault)
        more = [replace(one, guest=Guest(id), waits=(), seats=()) for id in STRANGERS for one in guests[:1]]
        replace_guests(session, "F1", [*guests, *more], vault=house.vault)
    compare_at_once(house, STRANGERS, actor=ACTOR, at=at)
    client = signed_in(house)
    assert client.post("/v1/duplicates/find").status_code == 200
    assert client.post("/v1/findings/watch", json={}).status_code < 300


def _batch_of(house: House) -> str:
    from sqlalchemy import select

    from data.tables import MessageRow

    with house.database.read() as session:
        return session.execute(select(MessageRow.batch).limit(1)).scalar_one()
