"""The programme's papers in the console: faults at their fields, small counts hidden, what is due, who is named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.house import House
from matcher.records import Role
from models import Encoder
from tests.api.signed_in import browser_for
from tests.api.test_reports import fill


@pytest.fixture
def come_in(tmp_path: Path, new_house: Callable[..., House], tiny: Encoder) -> Callable[[str], TestClient]:
    """Logs somebody in, named by the role."""
    house = new_house(tmp_path, tiny)
    fill(house)

    def log_in(name: str) -> TestClient:
        role = {"officer": Role.PROGRAMME, "auditor": Role.AUDITOR}[name]
        return browser_for(house, name, role, follow_redirects=True)

    return log_in


@pytest.fixture
def officer(come_in: Callable[[str], TestClient]) -> TestClient:
    return come_in("officer")


def test_a_ledger_with_names_is_not_for_the_auditor(come_in: Callable[[str], TestClient]) -> None:
    auditor = come_in("auditor")
    assert 'name="purpose"' not in auditor.get("/papers/ledger").text
    assert auditor.post("/papers/ledger/file", data={"purpose": "audit"}).status_code == 403


def test_a_month_that_is_none_comes_back_with_its_fault(officer: TestClient) -> None:
    for month in ("2023-8", "2024-01"):
        answer = officer.get(f"/papers/monthly/table?month={month}")
        assert answer.status_code == 422
        assert f'value="{month}"' in answer.text
        assert 'aria-invalid="true"' in answer.text


def test_a_public_summary_hides_small_counts_on_the_page_too(officer: TestClient) -> None:
    assert "&lt;5" in officer.get("/papers/monthly/table?month=2023-09&public=1").text
    assert "&lt;5" not in officer.get("/papers/monthly/table?month=2023-09").text


def test_the_office_is_told_which_papers_are_due(officer: TestClient) -> None:
    page = officer.get("/programme").text
    assert "/papers/monthly?month=2023-08" in page  # on 1 September that of August
    assert "overdue" in page
