"""Lists are paged by cursors that only this service can make."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.house import House
from api.paging import read_cursor, write_cursor
from data.store import put_posts
from matcher.errors import BadInput
from matcher.records import Actor, Kind, Post, PostEntry

ACTOR = Actor("tester", "admin")


def put(house: House, *ids: str, kind: Kind = Kind.TECHNICAL) -> None:
    entries = [PostEntry(Post(id, title="软件测试", employer="某公司", kind=kind)) for id in ids]
    with house.database.begin() as session:
        put_posts(session, entries, actor=ACTOR, source="test", at=house.clock(), vault=house.vault)


def pages(client: TestClient, query: str) -> Iterator[list[str]]:
    cursor = ""
    while True:
        page = client.get(f"/v1/posts?{query}{cursor}").json()
        yield [post["id"] for post in page["items"]]
        if page["next_cursor"] is None:
            return
        cursor = f"&cursor={page['next_cursor']}"


def test_pages_cover_everything_exactly_once_while_rows_come_and_go(client: TestClient, house: House) -> None:
    before = [f"P{n:03}" for n in range(0, 100, 2)]
    put(house, *before)
    seen: list[str] = []
    for number, page in enumerate(pages(client, "limit=7")):
        seen += page
        put(house, f"P{number * 10 + 1:03}", f"A{number}")
    assert len(seen) == len(set(seen))
    assert set(before) <= set(seen)
    assert seen == sorted(seen)


def test_the_last_page_has_no_cursor(client: TestClient, house: House) -> None:
    put(house, "A", "B")
    assert client.get("/v1/posts?limit=2").json()["next_cursor"] is None


def test_a_filter_holds_on_every_page(client: TestClient, house: House) -> None:
    put(house, *(f"T{n}" for n in range(5)))
    put(house, *(f"R{n}" for n in range(5)), kind=Kind.RESEARCH)
    assert [*pages(client, "limit=2&kind=research")] == [["R0", "R1"], ["R2", "R3"], ["R4"]]


def test_a_cursor_of_another_filter_is_refused(client: TestClient, house: House) -> None:
    put(house, "A", "B", "C")
    cursor = client.get("/v1/posts?limit=1").json()["next_cursor"]
    answer = client.get(f"/v1/posts?limit=1&kind=technical&cursor={cursor}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "cursor"


@pytest.mark.parametrize("noun", ["candidates", "employers"])
def test_a_cursor_of_another_list_is_refused(client: TestClient, house: House, noun: str) -> None:
    put(house, "A", "B", "C")
    cursor = client.get("/v1/posts?limit=1").json()["next_cursor"]
    assert client.get(f"/v1/{noun}?cursor={cursor}").status_code == 422


@given(
    after=st.text(st.characters(exclude_categories=["Cs"]), min_size=1), lister=st.text(st.characters(codec="utf-8"))
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_cursor_is_read_as_it_was_written(shared_house: House, after: str, lister: str) -> None:
    cursor = write_cursor(shared_house.vault, lister=lister, after=after)
    assert read_cursor(shared_house.vault, cursor, lister=lister) == after


@given(place=st.integers(0, 1_000), letter=st.sampled_from("ABCabc019-_"))
@settings(deadline=None)
def test_a_cursor_with_one_letter_changed_is_refused(shared_house: House, place: int, letter: str) -> None:
    cursor = write_cursor(shared_house.vault, lister="posts", after="P00012")
    place %= len(cursor) - 1  # the last letter carries spare bits
    forged = cursor[:place] + letter + cursor[place + 1 :]
    if forged != cursor:
        with pytest.raises(BadInput):
            read_cursor(shared_house.vault, forged, lister="posts")
