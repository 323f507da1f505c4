"""Whatever is sent to whatever route, by whomever: no answer is a fault of ours, and each is as the document says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher

from api.house import House
from matcher.records import Role
from models import Encoder
from tests.api.conftest import TinyEncoder
from tests.api.fair_office import generous
from tests.api.fuzzed import City, found_city, visit
from tests.api.marked import fill
from tests.api.signed_in import signed_in
from tests.api.walked import NOT_THERE

METHODS = {"GET", "PUT", "POST", "DELETE", "PATCH", "TRACE", "HEAD"}
QUICKLY = ("/v1/posts", "/v1/fairs", "/v1/placements", "/v1/log", "/r/", "/v1/candidates/{id}/matches")
"""Where addresses begin that are tried at each run of the tests."""
NOTHING_TO_GIVE = set(NOT_THERE) - {"GET /readyz"}  # here the index counts as loaded


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory, new_house: Callable[[Path, Encoder], House]) -> Iterator[City]:
    with pytest.MonkeyPatch.context() as patch:
        # a mock: what a password costs is measured elsewhere, and here it would be paid a thousand times
        patch.setattr("api.passwords._hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        folder = tmp_path_factory.mktemp("fuzzed")
        house = generous(new_house(folder, TinyEncoder()))
        fill(house, folder)
        yield found_city(house)


@pytest.fixture
def seeded(pytestconfig: pytest.Config) -> bool:
    return pytestconfig.getoption("hypothesis_seed") is not None


@pytest.fixture
def times(pytestconfig: pytest.Config) -> int:
    return int(pytestconfig.getoption("fuzz_times"))


def test_a_few_cases_as_an_administrator_are_answered_as_described(
    city: City, tmp_path: Path, times: int, seeded: bool
) -> None:
    labels = [label for label in city.labels if label.split(" ")[1].startswith(QUICKLY)]
    tally = visit(city, Role.ADMIN, tmp_path / "copy", labels=labels, n=times, seeded=seeded)
    assert list(tally.faults.values()) == []
    assert tally.reached() == set(labels)
    assert set(labels) - tally.succeeded() == set()


@pytest.mark.slow
@pytest.mark.timeout(1_200)
@pytest.mark.parametrize("role", [*Role, None], ids=lambda role: role or "nobody")
def test_every_operation_answers_each_role_as_described(
    city: City, role: Role | None, tmp_path: Path, times: int, seeded: bool
) -> None:
    tally = visit(city, role, tmp_path / "copy", labels=city.labels, n=5 * times, seeded=seeded)
    print(f"\n{role or 'nobody'}: {tally.n_cases} cases, {tally.by_class()}")  # noqa: T201 - how far it got, under -s
    assert list(tally.faults.values()) == []
    assert tally.reached() == set(city.labels)  # none is left out
    assert tally.n_cases > 1_500 * times
    if role is Role.ADMIN:
        assert set(city.labels) - tally.succeeded() == NOTHING_TO_GIVE
        assert tally.by_class()["2xx"] > tally.n_cases / 6  # it gets further than the door


def test_a_method_that_an_address_does_not_have_is_refused_with_those_that_it_has(city: City) -> None:
    client, described = signed_in(city.house), city.document["paths"]
    for path in described:
        address = path.replace("{", "").replace("}", "")
        routes = [one for one in described if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", one), address)]
        there = {method.upper() for one in routes for method in described[one]}
        for method in METHODS - there:
            answer = client.request(method, address)
            assert (answer.status_code, answer.headers["allow"]) == (405, ", ".join(sorted(there))), (method, path)


def _forget_a_status(operation: dict[str, Any]) -> None:
    del operation["responses"]["200"]


def _promise_a_field(operation: dict[str, Any]) -> None:
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    operation["responses"]["200"]["content"]["application/json"]["schema"] = {
        "allOf": [schema, {"type": "object", "required": ["wages"]}]
    }


def _promise_a_page(operation: dict[str, Any]) -> None:
    operation["responses"]["200"]["content"] = {"text/html": {"schema": {"type": "string"}}}


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        (_forget_a_status, "UndefinedStatusCode"),
        (_promise_a_field, "JsonSchemaError"),
        (_promise_a_page, "UndefinedContentType"),
    ],
)
def test_a_document_that_is_not_true_is_found_out(
    city: City, tmp_path: Path, spoil: Callable[[dict[str, Any]], None], found: str
) -> None:
    label = "GET /v1/posts/{id}"
    untrue = city.with_operation(label, spoil)
    tally = visit(untrue, Role.ADMIN, tmp_path / "copy", labels=[label], n=1, seeded=False)
    assert [kind.split()[2] for kind in tally.faults] == [found]


def test_a_fault_of_the_program_is_found(city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:  # a mock: no route fails on demand
        raise ZeroDivisionError

    monkeypatch.setattr("api.posts.list_posts", fail)
    tally = visit(city, Role.ADMIN, tmp_path / "copy", labels=["GET /v1/posts"], n=1, seeded=False)
    assert "GET /v1/posts ServerError 500" in tally.faults
