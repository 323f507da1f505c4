"""A service at work and a restore keep out of each other's way, over either database."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.backing_up import back_up
from api.house import House
from api.restoring import restore
from data.store import Database
from matcher.errors import NotReady
from tests.api.backed_up import ACTOR, Office
from tests.api.conftest import TinyEncoder
from tests.api.signed_in import signed_in


@pytest.fixture(autouse=True)
def _tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    # a mock, because a service at work would convert the bundled encoder, and be at it when the test is over
    monkeypatch.setattr("api.house.load_encoder", lambda name, *, folder: TinyEncoder())


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Office:
    url = None if request.param == "sqlite" else request.getfixturevalue("new_postgresql")()
    return Office.begun(tmp_path / "var", url).filled()


def test_no_restore_while_a_service_is_at_work(office: Office, tmp_path: Path) -> None:
    file, house = tmp_path / "a.backup", House.open(office.settings)
    back_up(file, settings=office.settings, actor=ACTOR)
    with signed_in(house), pytest.raises(NotReady, match="a service is at work on it"):
        restore(file, settings=office.settings, actor=ACTOR, replace=True)
    restore(file, settings=office.settings, actor=ACTOR, replace=True)


def test_several_services_may_be_at_work(office: Office, tmp_path: Path) -> None:
    first, second = House.open(office.settings), House.open(office.settings)
    with signed_in(first), signed_in(second) as client:
        assert client.get("/healthz").status_code == 200


def test_no_service_begins_during_a_restore(office: Office) -> None:
    database, house = Database(office.settings.database), House.open(office.settings)
    with (
        database.alone(),
        pytest.raises(NotReady, match="being restored from a backup"),
        signed_in(house),
    ):
        pass
    database.close()
