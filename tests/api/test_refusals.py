"""Whoever holds the link or the code of a message refuses further push without log-in, and nobody else can."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from api.house import House
from api.refusing import refuse_by_code, refuse_by_link, ways_to_refuse
from api.rotating import rotate_data
from api.settings import read_settings
from data.store import candidates_by_id
from matcher.errors import NotReady
from tests.api.handed_out import batch_of, opened, whom
from tests.api.outreach_office import LI, fill
from tests.api.push_office import fill_for_push, planned, share_in
from tests.api.signed_in import signed_in

PUBLIC = "https://jobs.example.org"


@pytest.fixture
def office(house: House) -> House:
    return fill(house, 2)


@pytest.fixture
def visitor(office: House) -> TestClient:
    """A browser that comes by the public address."""
    return signed_in(office, base_url=PUBLIC)


def link_of(office: House, id: str = "C1") -> str:
    return ways_to_refuse(office, [id])[id].link


def code_of(office: House, id: str = "C1") -> str:
    return ways_to_refuse(office, [id])[id].code


def agrees(office: House, id: str = "C1") -> bool | None:
    with office.database.read() as session:
        return candidates_by_id(session, [id])[id].push_consent


def test_looking_at_the_page_refuses_nothing(office: House, visitor: TestClient) -> None:
    page = visitor.get(link_of(office))
    assert page.status_code == 200
    assert '<form method="post">' in page.text
    assert "不再接收推送" in page.text
    assert agrees(office) is True


def test_the_page_runs_nothing_fetches_nothing_and_is_in_no_index(office: House, visitor: TestClient) -> None:
    page = visitor.get(link_of(office))
    for word in ("<script", "src=", "href=", "@import", "url("):
        assert word not in page.text
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert "noindex" in page.headers["x-robots-tag"]
    assert 'name="viewport"' in page.text


def test_the_button_refuses_and_again_changes_nothing(office: House, visitor: TestClient) -> None:
    for _ in range(2):
        page = visitor.post(link_of(office), headers={"origin": PUBLIC})
        assert (page.status_code, "已为您关闭推送" in page.text) == (200, True)
        assert agrees(office) is False
    assert agrees(office, "C2") is True


@pytest.mark.parametrize("token", ["xq7", "222222222" * 3, "7" * 300, "%00", "残疾"])
def test_a_forged_link_tells_nothing(office: House, visitor: TestClient, token: str) -> None:
    pages = [visitor.request(method, f"/r/{token}") for method in ("GET", "POST")]
    assert [page.status_code for page in pages] == [404, 404]
    assert all("链接无效" in page.text and token not in page.text for page in pages)


def test_a_link_of_another_house_is_forged_here(
    office: House, visitor: TestClient, tmp_path_factory: pytest.TempPathFactory, new_house: object, tiny: object
) -> None:
    other = fill(new_house(tmp_path_factory.mktemp("other"), tiny), 1)  # type: ignore[operator]
    assert visitor.post(link_of(other)).status_code == 404
    assert agrees(office) is True


def test_a_link_and_a_code_hold_after_the_keys_were_rotated(office: House) -> None:
    link, code = link_of(office), code_of(office, "C2")
    rotate_data(office, actor=LI)
    later = House.open(office.settings)
    assert refuse_by_link(later, link.removeprefix(f"{PUBLIC}/r/"))
    assert refuse_by_code(later, code)
    assert (agrees(later), agrees(later, "C2")) == (False, False)
    later.close()


def test_a_large_body_is_refused(office: House, visitor: TestClient) -> None:
    assert visitor.post(link_of(office), content=b"x" * 2_000).status_code == 413
    assert agrees(office) is True


def test_by_the_public_address_nothing_but_links_is_reached(office: House, visitor: TestClient) -> None:
    link_of(office)
    assert visitor.get("/v1/candidates").status_code == 421
    assert visitor.get("/openapi.json").status_code == 421


def test_a_gateway_passes_a_reply_code_on(office: House) -> None:
    gateway = signed_in(office)
    answer = gateway.post("/v1/pushes/refusals", json={"code": f"t {code_of(office).lower()}"})
    assert (answer.status_code, answer.json()) == (200, {"refused": True})
    assert agrees(office) is False


@pytest.mark.parametrize("code", ["222222222", "T1", "不要了"])
def test_nobodys_code_is_told_so(office: House, code: str) -> None:
    answer = signed_in(office).post("/v1/pushes/refusals", json={"code": code})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_every_later_plan_leaves_out_who_refused(house: House) -> None:
    office = fill_for_push(house, 4)
    assert signed_in(office, base_url=PUBLIC).post(link_of(office)).status_code == 200
    assert share_in(planned(office), "C1").without == "no_push"


def test_each_message_of_outreach_holds_link_and_code_too(office: House) -> None:
    batch = batch_of(office)
    assert whom(office, batch) == ["C1", "C2"]
    for one in opened(office, batch):
        assert link_of(office, one.candidate_id) in one.text
        assert code_of(office, one.candidate_id) in one.text


def test_an_empty_address_counts_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATCHER_PUBLIC_URL", "")

    assert read_settings().public_url is None


def test_without_a_public_address_nothing_goes_out(office: House) -> None:
    alone = replace(office, settings=office.settings.model_copy(update={"public_url": None}))
    with pytest.raises(NotReady, match="MATCHER_PUBLIC_URL"):
        batch_of(alone)
