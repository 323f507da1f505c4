"""The change sequence: who follows it misses nothing, whoever writes at the same time."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest

from data.store import (
    Database,
    changes_since,
    database_id,
    delete_post,
    get_post,
    iter_posts,
    latest_sequence,
    merge_posts,
    put_posts,
)
from matcher.errors import NotFound
from matcher.records import Post, PostEntry


def entries(ids: str, *, headcount: int = 1) -> list[PostEntry]:
    return [PostEntry(Post(id, "会计", "某公司", headcount=headcount)) for id in ids]


def test_each_change_has_a_number_of_its_own(database: Database, told: dict[str, Any]) -> None:
    with database.begin() as session:
        assert latest_sequence(session) == 0
        put_posts(session, entries("ABC"), **told)
        assert latest_sequence(session) == 3
        assert [(c.sequence, c.noun, c.id, c.op) for c in changes_since(session, 1, limit=9)] == [
            (2, "post", "B", "put"),
            (3, "post", "C", "put"),
        ]


def test_only_the_newest_change_of_a_record_is_kept(database: Database, told: dict[str, Any]) -> None:
    with database.begin() as session:
        put_posts(session, entries("AB"), **told)
        put_posts(session, entries("A", headcount=2), **told)
        assert [(c.sequence, c.id) for c in changes_since(session, 0, limit=9)] == [(2, "B"), (3, "A")]


def test_pages_of_changes_follow_each_other(database: Database, told: dict[str, Any]) -> None:
    with database.begin() as session:
        put_posts(session, entries("ABCDE"), **told)
        first = changes_since(session, 0, limit=3)
        assert [c.id for c in first] == ["A", "B", "C"]
        assert [c.id for c in changes_since(session, first[-1].sequence, limit=3)] == ["D", "E"]


def test_a_change_that_was_undone_leaves_no_trace(database: Database, told: dict[str, Any]) -> None:
    with suppress(KeyboardInterrupt), database.begin() as session:
        put_posts(session, entries("A"), **told)
        raise KeyboardInterrupt
    with database.read() as session:
        assert latest_sequence(session) == 0
        assert changes_since(session, 0, limit=9) == []


def test_a_database_keeps_its_id_and_shares_it_with_none(database: Database, new_database: Callable[[], str]) -> None:
    other = Database(new_database())
    other.migrate()
    with database.read() as one, database.read() as again, other.read() as another:
        assert database_id(one) == database_id(again) != database_id(another)
    other.close()


@pytest.fixture
def new_database(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], str]:
    return lambda: f"sqlite:///{tmp_path_factory.mktemp('other') / 'matcher.db'}"


def write(url: str, ids: str, told: dict[str, Any]) -> None:
    """Change each of a writer's posts many times, one transaction each, and delete some."""
    database = Database(url)
    for turn in range(12):
        with database.begin() as session:
            put_posts(session, entries(ids, headcount=turn + 1), **told)
        with suppress(NotFound), database.begin() as session:  # another writer may have deleted it
            delete_post(session, ids[turn % len(ids)], actor=told["actor"], at=told["at"])
    database.close()


def follow(url: str, is_over: Callable[[], bool]) -> dict[str, int | None]:
    """Keep a copy of all posts by the sequence alone, page by page, until the writers are done."""
    database, copy, seen = Database(url), dict[str, int | None](), 0
    while True:
        last_round = is_over()
        with database.read() as session:
            page = changes_since(session, seen, limit=3)
            for change in page:
                copy[change.id] = None if change.op == "delete" else get_post(session, change.id).headcount
                seen = change.sequence
        if last_round and not page:
            database.close()
            return {id: headcount for id, headcount in copy.items() if headcount is not None}


def test_a_follower_of_several_writers_misses_nothing(url: str, told: dict[str, Any]) -> None:
    with ThreadPoolExecutor() as pool:
        writers = [pool.submit(write, url, ids, told) for ids in ("ABC", "CDE", "EFA")]
        followers = [pool.submit(follow, url, lambda: all(w.done() for w in writers)) for _ in range(2)]
        for writer in writers:
            writer.result()
        copies = [follower.result() for follower in followers]
    database = Database(url)
    with database.read() as session:
        truth = {post.id: post.headcount for post in iter_posts(session)}
        assert len(changes_since(session, 0, limit=99)) == 6
    database.close()
    assert copies == [truth, truth]


def test_two_who_change_one_record_at_once_both_keep_their_change(
    url: str, database: Database, told: dict[str, Any]
) -> None:
    with database.begin() as session:
        put_posts(session, entries("A"), **told)

    def write_place() -> None:
        other = Database(url)
        with other.begin() as second:
            merge_posts(second, [PostEntry(Post("A", "会计", "某公司", place="历下区"))], **told)
        other.close()

    with ThreadPoolExecutor() as pool:
        with database.begin() as first:
            merge_posts(first, [PostEntry(Post("A", "会计", "某公司", skills=("Excel",)))], **told)
            waiting = pool.submit(write_place)
            with suppress(TimeoutError):
                waiting.result(timeout=0.5)  # it must wait; were it not to, it would read what is changed here
        waiting.result()
    with database.read() as session:
        assert get_post(session, "A") == Post("A", "会计", "某公司", headcount=1, place="历下区", skills=("Excel",))
