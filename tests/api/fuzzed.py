"""The marked city for schemathesis: a copy for each role, what is sent there, and what is wrong with the answers."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import requests
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi import checks

from api.app import app_over
from api.house import House
from matcher.records import Role
from tests.api.conftest import TinyEncoder, house_over
from tests.api.fair_browser import at_time
from tests.api.signed_in import signed_in, token_for
from tests.api.walked import NOUNS, Call, calls, example, routes

CHECKS: list[Any] = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
]
HOME: dict[Role | None, dict[str, str]] = {Role.CASEWORKER: {"district": "历下区"}, Role.EMPLOYER: {"employer": "E1"}}
"""Roles that are somebody's of somewhere."""
ANY_TEXT = {"GET /r/{token}", "POST /r/{token}"}
"""Operations to which nothing can be sent that the document does not allow: any text may be a token."""
PLACED = "CT"
"""Somebody who is in a placement, and so cannot be taken out of the city."""
BASE = "http://testserver"
FILE = "multipart/form-data"
ENDS_THE_TOKEN = "DELETE /v1/token"
BEFORE = {
    "DELETE /v1/candidates/{id}": "PUT /v1/candidates/{id}",
    "DELETE /v1/employers/{id}": "PUT /v1/employers/{id}",
    "DELETE /v1/links/{id}/decision": "POST /v1/links/{id}/decision",
}
"""What must be called first, so that there is something to delete."""


@dataclass(frozen=True, slots=True)
class City:
    """What is fuzzed: a house to copy, its document, and how its routes are called so that they do something."""

    house: House
    document: dict[str, Any]
    calls: dict[str, list[Call]]
    schema: Any  # of schemathesis, whose classes have no type that says more
    drawn: dict[tuple[str, int], list[Case[Any]]] = field(default_factory=dict)  # by operation and number

    @property
    def labels(self) -> list[str]:
        """Name every operation, as ``GET /v1/posts``: readers first, those that delete last."""
        return [label for label, _ in routes(self.document)]

    def with_operation(self, label: str, change: Callable[[dict[str, Any]], None]) -> City:
        """Give the same city described otherwise."""
        method, path = label.split(" ")
        document = deepcopy(self.document)
        change(document["paths"][path][method.lower()])
        return City(self.house, document, self.calls, _read(document))


@dataclass(slots=True)
class Tally:
    """What came of many cases."""

    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)  # of (operation, status)
    faults: dict[str, str] = field(default_factory=dict)  # each kind of fault once, with the first case that had it

    @property
    def n_cases(self) -> int:
        """Count the cases that were sent."""
        return sum(self.statuses.values())

    def by_class(self) -> dict[str, int]:
        """Count the cases by the class of their status: ``2xx``."""
        classes: Counter[str] = Counter()
        for (_, status), n in self.statuses.items():
            classes[f"{status // 100}xx"] += n
        return dict(sorted(classes.items()))

    def reached(self) -> set[str]:
        """Name the operations that were called."""
        return {label for label, _ in self.statuses}

    def succeeded(self) -> set[str]:
        """Name the operations that did at least once what they are there for."""
        return {label for label, status in self.statuses if status < 400}


def found_city(house: House) -> City:
    """Prepare a house that is filled as the marked city, at noon: its fairs can be planned, whatever the hour is."""
    house = at_time(house, "12:00")
    client = signed_in(house)
    document = client.get("/openapi.json").json()
    found = calls(house, client)
    for role in Role:
        token_for(house, f"a.{role}", role, **HOME.get(role, {}))
    return City(house, document, found, _read(document))


def _read(document: dict[str, Any]) -> Any:
    told = {
        "generation": {"with-security-parameters": False},
        "checks": {"negative_data_rejection": {"expected-statuses": ["4xx"]}},
    }
    return schemathesis.openapi.from_dict(document, config=schemathesis.Config.from_dict(told))


@contextmanager
def copied(city: City, folder: Path) -> Iterator[House]:
    """Open a copy of the city, in which all may be destroyed."""
    shutil.copytree(city.house.settings.var, folder)
    told = city.house.settings.model_copy(update={"var": folder, "rate_per_minute": 0})
    copy = house_over(told, TinyEncoder())
    house = replace(copy, outreach=city.house.outreach, clock=city.house.clock)
    try:
        yield house
    finally:
        house.close()
        shutil.rmtree(folder)


@dataclass(slots=True)
class Visitor:
    """Somebody who sends cases to one house, and keeps count."""

    house: House
    role: Role | None
    tally: Tally
    client: TestClient = field(init=False)
    token: str | None = field(init=False)

    def __post_init__(self) -> None:
        """Let a role in, or somebody without a token."""
        app = app_over(self.house)
        app.state.watch.loaded = True  # its thread is not started
        self.client = TestClient(app, base_url=BASE, follow_redirects=False)
        self.token = self._new_token()

    def _new_token(self) -> str | None:
        return None if self.role is None else token_for(self.house, f"a.{self.role}", self.role)

    def send(self, case: Case[Any], headers: dict[str, str]) -> Any:
        """Send one case as it stands, and give the answer."""
        prepared = requests.Request(**case.as_transport_kwargs(base_url=BASE)).prepare()
        told = {} if self.token is None else {"Authorization": f"Bearer {self.token}"}
        sent = {name.lower(): value for name, value in (*prepared.headers.items(), *told.items(), *headers.items())}
        body = prepared.body
        return self.client.request(
            f"{prepared.method}",
            f"{prepared.url}",
            headers=[(name.encode(), value.encode("latin-1")) for name, value in sent.items()],
            content=body.encode() if isinstance(body, str) else body,
        )

    def judge(self, case: Case[Any], headers: dict[str, str]) -> None:
        """Send one case and note what is wrong with its answer; whom it logs out logs in again."""
        answer = self.send(case, headers)
        label = case.operation.label
        self.tally.statuses[label, answer.status_code] += 1
        if label == ENDS_THE_TOKEN and answer.status_code < 400:
            self.token = self._new_token()
        try:
            # a form carries every value as text, so that a file that is null to schemathesis is one of four letters
            left_out = [checks.negative_data_rejection] if case.media_type == FILE else []
            case.validate_response(answer, checks=CHECKS, excluded_checks=left_out)
        except FailureGroup as group:
            for one in group.exceptions:
                kind = f"{label} {type(one).__name__} {answer.status_code}"
                asked = f"{answer.request.method} {answer.request.url} {case!r}"
                self.tally.faults.setdefault(kind, f"{one}\n{asked[:1500]}\n{answer.text[:500]}")


def visit(city: City, role: Role | None, folder: Path, *, labels: Sequence[str], n: int, seeded: bool) -> Tally:
    """Send the cases of operations as one role: those that read to one copy of the city, each other to its own."""
    tally = Tally()
    with copied(city, folder) as house:
        reader = Visitor(house, role, tally)
        for label in labels:
            if label.startswith("GET "):
                send_all(city, label, reader, n=n, seeded=seeded)
    for label in labels:
        if not label.startswith("GET "):
            with copied(city, folder) as house:
                send_all(city, label, Visitor(house, role, tally), n=n, seeded=seeded)
    return tally


def send_all(city: City, label: str, visitor: Visitor, *, n: int, seeded: bool) -> None:
    """Send to one operation what the walk sends, and the cases drawn for it."""
    if label in BEFORE:
        first = operation_of(city, BEFORE[label])
        admin = Visitor(visitor.house, Role.ADMIN, Tally())
        for call in city.calls[BEFORE[label]]:
            assert admin.send(as_case(city, first, call), call.headers).status_code < 300
    operation = operation_of(city, label)
    for call in city.calls.get(label, [Call()]):
        visitor.judge(as_case(city, operation, call), call.headers)
    for case in drawn(city, label, n=n, seeded=seeded):
        visitor.judge(case, {})


def drawn(city: City, label: str, *, n: int, seeded: bool) -> list[Case[Any]]:
    """
    Give the cases of one operation, the same for every role; drawing takes longer than sending.

    *n* times each: what the document allows for ids that are there, the walk's own body changed in some fields, what
    the document allows for any id, and what it does not allow.
    """
    if (label, n) not in city.drawn:
        operation = operation_of(city, label)
        manners = [_near(city, operation), operation.as_strategy()]
        told = operation.definition.raw
        if "application/json" in told.get("requestBody", {}).get("content", {}):
            manners.append(_altered(city, operation))
        if (told.get("parameters") or "requestBody" in told) and label not in ANY_TEXT:
            manners.append(operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))
        city.drawn[label, n] = [case for manner in manners for case in _draw(manner, n=n, seeded=seeded)]
    return city.drawn[label, n]


def _draw(cases: st.SearchStrategy[Any], *, n: int, seeded: bool) -> list[Case[Any]]:
    found: list[Case[Any]] = []

    @given(cases)
    @settings(
        max_examples=n,
        derandomize=not seeded,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def draw(case: Case[Any]) -> None:
        found.append(case)

    draw()
    return found


def operation_of(city: City, label: str) -> Any:
    """Give an operation by its name: ``GET /v1/posts``."""
    method, path = label.split(" ")
    return city.schema[path][method]


def as_case(city: City, operation: Any, call: Call) -> Case[Any]:
    """Give a call of the walk as a case of schemathesis."""
    told = operation.definition.raw
    body = example(city.document, told) if call.body is None else call.body
    values: dict[str, Any] = {"path_parameters": _parts(operation, call), "query": call.query}
    if call.file is not None:
        values |= {"body": {"file": call.file, **call.form}, "media_type": FILE}
    elif call.form:
        values |= {"body": call.form, "media_type": "application/x-www-form-urlencoded"}
    elif body is not None:
        values |= {"body": body, "media_type": "application/json"}
    return operation.Case(**values)  # type: ignore[no-any-return]


def _parts(operation: Any, call: Call) -> dict[str, str]:
    noun = operation.path.split("/")[2] if operation.path.count("/") > 1 else ""
    parts = {"id": NOUNS.get(noun, "?"), "post_id": "P1"} | call.parts
    return {name: value for name, value in parts.items() if f"{{{name}}}" in operation.path}


@st.composite
def _near(draw: st.DrawFn, city: City, operation: Any) -> Case[Any]:
    """Give what the document allows, for ids that are there."""
    call = draw(st.sampled_from([*city.calls.get(operation.label, [Call()]), Call(), Call({"id": PLACED})]))
    parts = _parts(operation, call)
    return draw(operation.as_strategy(path_parameters=parts or None, query=call.query or None))


@st.composite
def _altered(draw: st.DrawFn, city: City, operation: Any) -> Case[Any]:
    """Give the body of the walk with some of its fields as the document allows them."""
    call = draw(st.sampled_from(city.calls.get(operation.label, [Call()])))
    case = draw(_near(city, operation))
    known = as_case(city, operation, call)
    if isinstance(known.body, dict) and isinstance(case.body, dict):
        taken = draw(st.sets(st.sampled_from(sorted(case.body)), max_size=2)) if case.body else set()
        case.media_type = known.media_type
        case.body = known.body | {name: case.body[name] for name in taken}
    return case
