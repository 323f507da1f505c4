"""The houses and doors of the tests of the ways in: an attack is made on the same application."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.house import House
from models import Encoder
from tests.api.conftest import (
    TinyEncoder,
    begun_once,
    client,
    house,
    live,
    new_house,
    run,
    run_bare,
    shared_client,
    shared_house,
    tiny,
)
from tests.api.fair_office import generous
from tests.api.marked import fill
from tests.api.signed_in import signed_in

__all__ = (
    "begun_once",
    "client",
    "house",
    "live",
    "new_house",
    "run",
    "run_bare",
    "shared_client",
    "shared_house",
    "tiny",
)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory, new_house: Callable[[Path, Encoder], House]) -> House:
    folder = tmp_path_factory.mktemp("attacked")
    house = generous(new_house(folder, TinyEncoder()))
    fill(house, folder)
    return house


@pytest.fixture(scope="module")
def door(city: House) -> TestClient:
    return signed_in(city, headers={"accept-language": "en"})
