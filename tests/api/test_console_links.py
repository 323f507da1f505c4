"""Pages of registries, doubtful links and pairs: who may, what is covered, decided, taken back, and what is logged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

import pytest
from fastapi.testclient import TestClient

from api.house import House
from api.linking import link_all
from api.merging import join_duplicates
from data import log
from data.store import iter_duplicates
from data.store.extracts import list_extracts
from matcher.records import ExtractState, LinkState, Person, Role
from tests.api.console_office import browser_of, finished, sent
from tests.api.registered import AUGUST, BLURRED, OFFICER, OTHER, SEPTEMBER, WANG, entry, hand_in, links, put

SECRETS = (WANG.name, WANG.id_number, WANG.phone, BLURRED.id_number, "low_income", "最低生活保障", "living allowance")


@pytest.fixture
def officer(house: House) -> Iterator[TestClient]:
    with browser_of(house, Role.PROGRAMME) as browser:
        yield browser


@pytest.fixture
def doubtful(house: House) -> str:
    """The id of a link that waits for a person."""
    put(house, "C1", WANG)
    hand_in(house, [entry("E1", BLURRED)])
    link_all(house, actor=OFFICER, at=house.clock())
    (link,) = links(house)
    return link.id


@pytest.fixture
def pair(house: House) -> str:
    """The id of a pair of candidates who may be one person."""
    put(house, "C1", WANG)
    put(house, "C2", replace(WANG, id_number=None, phone="13800000002"))
    join_duplicates(house, actor=OFFICER, at=house.clock())
    with house.database.read() as session:
        (found,) = iter_duplicates(session, vault=house.vault)
    return found.id


def state_of(house: House) -> LinkState:
    (link,) = links(house)
    return link.state


def waiting(house: House) -> list[tuple[ExtractState, int]]:
    with house.database.read() as session:
        return [(one.state, one.n_entries) for one in list_extracts(session)]


def reveals(house: House) -> list[tuple[str, str | None, str | None]]:
    with house.database.read() as session:
        lines = log.entries(session, limit=1_000)
    return [(one.noun, one.id, one.purpose) for one in lines if one.action == "reveal" and one.noun == "link"]


def test_a_link_is_covered_until_somebody_says_what_for(officer: TestClient, house: House, doubtful: str) -> None:
    for page in (officer.get("/links").text, officer.get(f"/links/{doubtful}").text):
        assert [one for one in SECRETS if str(one) in page] == []
    assert reveals(house) == []
    whole = officer.post(f"/links/{doubtful}/reveal", data={"purpose": "核对身份", "n": "1", "of": "1"}).text
    told = (WANG.name, WANG.id_number, BLURRED.id_number, "living allowance")
    assert [one for one in told if str(one) not in whole] == []
    assert reveals(house) == [("link", doubtful, "核对身份")]
    assert officer.post(f"/links/{doubtful}/reveal", data={"purpose": " "}).status_code == 422


def test_a_page_says_how_alike_each_field_is_and_why_somebody_is_asked(officer: TestClient, doubtful: str) -> None:
    page = officer.get(f"/links/{doubtful}").text
    signs = re.findall(r'class="alike (\w+)"', page)
    assert sorted(signs) == ["differs", "same", "same", "same", "same", "same"]
    assert "two valid ID numbers differ" in page
    assert re.search(r"1 of 1", page)


def test_a_decision_is_kept_and_taken_back(officer: TestClient, house: House, doubtful: str) -> None:
    form = {"decision": "same", "note": "已电话核实", "n": "1", "of": "1"}
    answer = officer.post(f"/links/{doubtful}/decision", data=form)
    assert state_of(house) is LinkState.LINKED
    page = officer.get(answer.headers["location"]).text
    assert "no doubtful link waits" in page
    assert f'name="last" value="{doubtful}"' in page
    back = officer.post("/links/undo", data={"last": doubtful, "n": "1", "of": "1"})
    assert state_of(house) is LinkState.REVIEW
    assert "The decision is taken back" in officer.get(back.headers["location"]).text


def test_the_next_link_follows_and_what_is_left_for_later_comes_last(officer: TestClient, house: House) -> None:
    for n in range(5):
        put(house, f"C{n}", WANG)  # who of them the one entry is, a person decides
    hand_in(house, [entry("E1", WANG)])
    link_all(house, actor=OFFICER, at=house.clock())
    waits = sorted(one.id for one in links(house) if one.state is LinkState.REVIEW)
    assert len(waits) > 1
    of = str(len(waits))
    answer = officer.post(f"/links/{waits[0]}/decision", data={"decision": "later", "n": "1", "of": of})
    assert answer.headers["location"] == f"/links/{waits[1]}?done=later&n=2&of={of}"
    answer = officer.post(f"/links/{waits[-1]}/decision", data={"decision": "later", "n": of, "of": of})
    assert answer.headers["location"].startswith("/links?done=round")


def test_a_decision_of_a_colleague_is_not_overwritten(officer: TestClient, house: House, doubtful: str) -> None:
    officer.post(f"/links/{doubtful}/decision", data={"decision": "same", "n": "1", "of": "1"})
    officer.post(f"/links/{doubtful}/decision", data={"decision": "different", "n": "1", "of": "1"})
    assert state_of(house) is LinkState.LINKED


def test_links_that_stand_are_listed_for_a_purpose(officer: TestClient, house: House, doubtful: str) -> None:
    officer.post(f"/links/{doubtful}/decision", data={"decision": "different", "n": "1", "of": "1"})
    page = officer.post("/links/standing", data={"state": "different", "purpose": "抽查"})
    assert f"/links/{doubtful}" in page.text
    assert reveals(house) == [("link", None, "抽查")]
    assert officer.post("/links/standing", data={"state": "different"}).status_code == 422
    assert officer.post("/links/standing", data={"state": "review", "purpose": "抽查"}).status_code == 422


def test_without_a_doubtful_link_the_page_says_when_was_compared(officer: TestClient, house: House) -> None:
    assert "never compared" in officer.get("/links").text
    put(house, "C1", WANG)
    link_all(house, actor=OFFICER, at=house.clock())
    assert "No doubtful link waits; the last comparison was on" in officer.get("/links").text


def test_an_extract_is_sent_seen_and_taken(officer: TestClient, house: House) -> None:
    put(house, "C1", WANG)
    hand_in(house, [entry("E1", WANG), entry("E2", OTHER)])
    link_all(house, actor=OFFICER, at=house.clock())
    rows = f"姓名,身份证号\n王芳,{WANG.id_number}\n赵四,\n".encode()
    page = finished(officer, sent(officer, "/imports/registry", rows, kind="low_income", as_of=SEPTEMBER.isoformat()))
    assert "The extract waits." in page
    address = re.findall(r'href="(/registries/X\w+)"', page)[0]
    told = officer.get(f"{address}/difference", headers={"hx-request": "true"}).text
    assert "<html" not in told
    assert "keeps the membership for 30 days" in told
    assert str(WANG.name) not in told
    assert "minimum living allowance" in officer.get(address).text.lower()
    compared = officer.post("/links/compare").headers["location"]
    assert "Finished on" in finished(officer, compared)
    assert (ExtractState.IN_FORCE, 2) in waiting(house)


def test_an_extract_that_waits_is_discarded(officer: TestClient, house: House) -> None:
    hand_in(house, [entry("E1", WANG)])
    address = re.findall(r'href="(/registries/X\w+)"', officer.get("/registries").text)[0]
    answer = officer.post(f"{address}/discard")
    assert "import the file again" in officer.get(answer.headers["location"]).text
    assert waiting(house) == [(ExtractState.DISCARDED, 1)]
    assert officer.post(f"{address}/discard").status_code == 409
    assert "no longer kept" in officer.get(address).text


def test_a_smaller_extract_is_not_taken_unless_it_is_asked_for(officer: TestClient, house: House) -> None:
    people = [entry(f"E{n}", Person(f"王芳{n}", None, None)) for n in range(10)]
    hand_in(house, people, as_of=AUGUST)
    link_all(house, actor=OFFICER, at=house.clock())
    rows, said = "姓名\n王芳\n".encode(), {"kind": "low_income", "as_of": SEPTEMBER.isoformat()}
    page = unescape(finished(officer, sent(officer, "/imports/registry", rows, **said)))
    assert "90 % fewer" in page
    assert "Nothing was stored." in page
    page = finished(officer, sent(officer, "/imports/registry", rows, force="true", **said))
    address = re.findall(r'href="(/registries/X\w+)"', page)[0]
    assert "Is it the whole registry?" in officer.get(f"{address}/difference").text


@pytest.mark.parametrize(
    ("form", "fault"),
    [
        ({"kind": "low_income", "as_of": "2999-01-01"}, "it cannot be still to come"),
        ({"kind": "low_income", "as_of": "yesterday"}, "it cannot be still to come"),
        ({"kind": "", "as_of": "2023-08-01"}, "Choose a registry."),
    ],
)
def test_a_slip_in_the_form_of_a_registry_comes_back_with_what_was_typed(
    officer: TestClient, form: dict[str, str], fault: str
) -> None:
    answer = officer.post("/imports/registry", files={"file": ("a.csv", b"x")}, data=form)
    assert answer.status_code == 422
    assert fault in answer.text
    assert f'value="{form["as_of"]}"' in answer.text


def test_a_pair_is_shown_masked_joined_and_made_two_again(officer: TestClient, house: House, pair: str) -> None:
    page = officer.get(f"/duplicates/{pair}").text
    assert [one for one in (WANG.name, WANG.id_number, WANG.phone, "2001-05") if str(one) in page] == []
    assert "only one knows it" in page
    answer = officer.post(f"/duplicates/{pair}/decision", data={"decision": "join", "n": "1", "of": "1"})
    assert officer.get("/candidates/C2").headers["location"] == "/candidates/C1"
    assert f'action="/duplicates/{pair}/undo"' in officer.get(answer.headers["location"]).text
    back = officer.post(f"/duplicates/{pair}/undo")
    assert "two again" in officer.get(back.headers["location"]).text
    assert officer.get("/candidates/C2").status_code == 200


def test_a_pair_is_kept_apart_and_may_be_joined_after_all(officer: TestClient, house: House, pair: str) -> None:
    officer.post(f"/duplicates/{pair}/decision", data={"decision": "keep", "n": "1", "of": "1"})
    listed = officer.get("/duplicates?status=apart").text
    assert pair in listed
    again = {"decision": "join", "n": "1", "of": "1"}
    stale = officer.post(f"/duplicates/{pair}/decision", data=again)
    assert "meanwhile" in stale.headers["location"]
    assert officer.get("/candidates/C2").status_code == 200
    officer.post(f"/duplicates/{pair}/decision", data=again | {"seen": "apart"})
    assert officer.get("/candidates/C2").headers["location"] == "/candidates/C1"


def test_different_names_that_are_masked_alike_are_marked(officer: TestClient, house: House) -> None:
    put(house, "C1", WANG)
    put(house, "C2", replace(WANG, name="王方", id_number=None))
    join_duplicates(house, actor=OFFICER, at=house.clock())
    with house.database.read() as session:
        (found,) = iter_duplicates(session, vault=house.vault)
    page = officer.get(f"/duplicates/{found.id}").text
    row = re.findall(r"<tr( class=\"differs\")?>\s*<th scope=\"row\">name</th>", page)
    assert row == [' class="differs"']


def test_a_pair_in_another_district_is_not_there(house: House, pair: str) -> None:
    here = browser_of(house, Role.CASEWORKER, district="历下区")
    elsewhere = browser_of(house, Role.CASEWORKER, name="elsewhere", district="市中区")
    assert here.get(f"/duplicates/{pair}").status_code == 200
    assert pair in here.get("/duplicates").text
    assert elsewhere.get(f"/duplicates/{pair}").status_code == 404
    page = elsewhere.get("/duplicates").text
    assert pair not in page
    assert "to review (0)" in page
