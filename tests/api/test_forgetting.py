"""A person who is forgotten is found nowhere: tables, database file, vectors, index, logs, files."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from api.forgetting import forget
from api.house import House
from data.store import iter_placements, masked_person, put_placements
from data.store.answers import iter_answers
from data.store.sealed import SealedNoun
from data.tables import Base
from matcher.errors import Conflict, NotFound
from matcher.records import Placement, PlacementEntry
from tests.api.conftest import TinyEncoder
from tests.api.forgotten_city import (
    ACTOR,
    LEAVER,
    STAYER,
    WISH,
    Pieces,
    dump,
    leave_traces,
    leaver,
    left_in,
    left_in_files,
    place,
    settle_in,
    vectors_left,
)
from tests.api.signed_in import signed_in


@pytest.fixture(params=["sqlite", "postgresql"])
def city(request: pytest.FixtureRequest, tmp_path: Path, new_house: Callable[..., House]) -> House:
    """The city over each database, with traces of the person everywhere."""
    url = request.getfixturevalue("new_postgresql")() if request.param == "postgresql" else None
    house = new_house(tmp_path, TinyEncoder(), url=url)
    settle_in(house)
    leave_traces(house, tmp_path)
    return house


def test_who_is_forgotten_is_found_nowhere(city: House, caplog: pytest.LogCaptureFixture) -> None:
    place(city, with_claim=False)
    texts = [leaver(), replace(leaver(), wish=WISH + "二")]
    assert LEAVER in left_in(dump(city.database), Pieces())
    assert left_in_files(city.settings.var, Pieces())
    assert vectors_left(city, texts)
    with caplog.at_level(logging.DEBUG):
        done = forget(city, LEAVER, actor=ACTOR)
    assert (done.state, done.is_new, done.scrubbed) == ("erased", True, True)
    assert left_in(dump(city.database), Pieces()) == []
    assert left_in_files(city.settings.var, Pieces()) == {}
    assert vectors_left(city, texts) == 0
    assert left_in(caplog.text.encode(), Pieces()) == []
    assert city.follower.matcher.candidate_ids() == [STAYER]


def test_nobody_who_repeats_a_request_is_told_of_who_was_forgotten(city: House) -> None:
    place(city, with_claim=False)
    asked = ("POST", "/v1/outreach/caseloads", {"candidate_ids": [LEAVER], "caseworker": "li"})
    others = ("POST", "/v1/outreach/caseloads", {"candidate_ids": [STAYER], "caseworker": "li"})
    client, key = signed_in(city), {"Idempotency-Key": "again"}
    path = f"/v1/outreach/{LEAVER}/claim"
    before = [client.post(asked[1], json=asked[2], headers=key), client.post(path, json={}, headers=key)]
    kept = client.request(*others[:2], json=others[2], headers={"Idempotency-Key": "others"})
    with city.database.read() as session:
        n = sum(1 for _ in iter_answers(session, vault=city.vault))
    assert LEAVER in before[1].text
    forget(city, LEAVER, actor=ACTOR)
    with city.database.read() as session:
        told = [(place, json.dumps(one)) for place, one in iter_answers(session, vault=city.vault)]
    assert [place for place, one in told if f'"{LEAVER}"' in one] == []
    assert 0 < len(told) < n
    assert client.post(path, json={}, headers=key).status_code == 404
    again = client.request(*others[:2], json=others[2], headers={"Idempotency-Key": "others"})
    assert again.json() == kept.json()


def test_forgetting_again_changes_nothing(house: House) -> None:
    settle_in(house)
    first = forget(house, LEAVER, actor=ACTOR)
    again = forget(house, LEAVER, actor=ACTOR)
    assert (again.id, again.state, again.is_new) == (first.id, "erased", False)


def test_nobody_is_nobody_to_forget(house: House) -> None:
    with pytest.raises(NotFound, match="there is no candidate 'C404'"):
        forget(house, "C404", actor=ACTOR)


def test_a_traineeship_under_way_comes_first(house: House) -> None:
    settle_in(house)
    placement = Placement("T9", LEAVER, "E1", date(2023, 8, 1), date(2023, 10, 31))
    with house.database.begin() as session:
        put_placements(
            session, [PlacementEntry(placement)], actor=ACTOR, source="x", at=house.clock(), vault=house.vault
        )
    with pytest.raises(Conflict, match="until 2023-10-31"):
        forget(house, LEAVER, actor=ACTOR)


def test_what_a_traineeship_counted_for_stays_and_leads_to_nobody(house: House) -> None:
    settle_in(house)
    place(house, with_claim=False)
    forget(house, LEAVER, actor=ACTOR)
    with house.database.read() as session:
        (kept,) = iter_placements(session)
        mentor = masked_person(session, "placement", kept.id, "mentor", vault=house.vault)
        trainee = masked_person(session, "placement", kept.id, "trainee", vault=house.vault)
    assert kept.employer_id == "E1"
    assert kept.starts_on == date(2023, 2, 1)
    assert kept.id != "T-KLV-1"
    assert kept.candidate_id.startswith("F")
    assert mentor is not None
    assert mentor.name == "孙**"
    assert trainee is None


def test_a_plain_delete_takes_the_vectors_too(house: House) -> None:
    settle_in(house)
    assert vectors_left(house, [leaver()])
    assert signed_in(house).delete(f"/v1/candidates/{LEAVER}").status_code == 204
    house.follower.work_off()
    assert vectors_left(house, [leaver()]) == 0


def test_every_table_is_told_of_in_the_manual() -> None:
    """A new table must be thought of: what becomes of a person's rows in it?"""
    manual = (Path(__file__).parents[2] / "docs" / "rights.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `(\w+)` \|", manual, re.M))
    assert set(Base.metadata.tables) <= told
    assert {f"sealed_records: {noun}" for noun in get_args(SealedNoun)} <= set(
        re.findall(r"^\| `(sealed_records: \w+)` \|", manual, re.M)
    )
