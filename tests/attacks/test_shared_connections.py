"""Several people over one connection, as behind a proxy: what one request was allowed is no part of the next."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from api.app import app_over
from api.house import House
from matcher.records import Role
from tests.api.served import served
from tests.api.signed_in import token_for

LONG = "长" * 100_000  # bytes enough that the server stops reading until the request has taken them


@pytest.fixture
def line(house: House) -> Iterator[httpx.Client]:
    """One connection that is kept open, whoever speaks."""
    limits = httpx.Limits(max_connections=1, max_keepalive_connections=1)
    with served(app_over(house)) as port, httpx.Client(base_url=f"http://127.0.0.1:{port}", limits=limits) as line:
        yield line


def test_a_long_text_from_one_district_binds_nobody_who_speaks_after_it(house: House, line: httpx.Client) -> None:
    here = {"Authorization": f"Bearer {token_for(house, 'li', Role.CASEWORKER, district='历下区')}"}
    everywhere = {"Authorization": f"Bearer {token_for(house)}"}
    event = {"candidate_id": "C1", "post_id": "P1", "event": "declined", "reason": "pay", "note": LONG}
    assert line.post("/v1/feedback", json=event, headers=here).status_code == 422
    assert line.get("/v1/outreach/tasks", headers=here).status_code == 200
    assert line.post("/v1/feedback", json=event, headers=here).status_code == 422
    assert line.get("/v1/users", headers=everywhere).status_code == 200
    assert line.get("/v1/users", headers=here).status_code == 403
