"""The houses and doors of the tests of the ways in: an attack is made on the same application."""

from __future__ import annotations

from tests.api.conftest import (
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
