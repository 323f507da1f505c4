"""What is kept beside posts of adverts that look like traps: copies, flags and verdicts, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from data import log
from data.store import (
    Database,
    changes_since,
    delete_post,
    flags_seen,
    get_post,
    judge_advert,
    latest_sequence,
    like_posts,
    list_flags,
    lock_sequence,
    note_flags_seen,
    put_bands,
    put_copies,
    put_flags,
    put_posts,
    read_copies,
    withdraw_judgement,
)
from data.vault import Vault
from matcher.errors import Conflict
from matcher.records import Actor, Post, PostEntry, TrapVerdict

ACTOR = Actor("officer-1", "programme", "历下区")
AT = datetime(2023, 9, 1, 8, 30, tzinfo=UTC)
FEE = "入职先交押金500元"


def put(database: Database, vault: Vault, *posts: Post) -> None:
    with database.begin() as session:
        put_posts(session, map(PostEntry, posts), actor=ACTOR, source="test", at=AT, vault=vault)


def post(id: str, description: str = FEE) -> Post:
    return Post(id=id, title="店员", employer="春晓百货", description=description)


def judge(database: Database, id: str, verdict: TrapVerdict, *, at: datetime = AT, note: str | None = None) -> None:
    with database.begin() as session:
        lock_sequence(session)
        judge_advert(session, get_post(session, id), verdict, note=note, actor=ACTOR, at=at)


def verdict_of(database: Database, id: str) -> TrapVerdict | None:
    with database.read() as session:
        return get_post(session, id).trap_verdict


def test_a_count_of_employers_comes_back_with_the_post(database: Database, vault: Vault) -> None:
    put(database, vault, post("A"), post("B"))
    with database.begin() as session:
        put_copies(session, {"A": 4, "B": None})
    with database.begin() as session:
        assert [get_post(session, id).n_employers_of_text for id in "AB"] == [4, None]
        put_copies(session, {"A": None, "B": 3})
    with database.read() as session:
        assert read_copies(session, "AB") == {"B": 3}


def test_texts_are_found_by_a_number_they_share_now_or_shared_before(database: Database) -> None:
    with database.begin() as session:
        put_bands(session, {"A": (1, -(2**63)), "B": (-(2**63), 3), "C": (4,), "D": (9,)})
    with database.begin() as session:
        assert like_posts(session, ["A"], [4]) == {"A", "B", "C"}
        put_bands(session, {"A": ()})
        assert like_posts(session, ["A"], []) == set()


def test_a_verdict_holds_until_title_description_or_employer_change(database: Database, vault: Vault) -> None:
    put(database, vault, post("A"))
    judge(database, "A", TrapVerdict.CLEARED)
    put(database, vault, Post(**{**as_values(post("A")), "headcount": 3}))
    assert verdict_of(database, "A") is TrapVerdict.CLEARED
    put(database, vault, post("A", "入职先交押金800元"))
    assert verdict_of(database, "A") is None
    put(database, vault, post("A"))  # the very text that was judged
    assert verdict_of(database, "A") is TrapVerdict.CLEARED


def as_values(one: Post) -> dict[str, str | None]:
    return {"id": one.id, "title": one.title, "employer": one.employer, "description": one.description}


def test_a_verdict_is_a_change_of_the_post_and_a_line_without_its_note(database: Database, vault: Vault) -> None:
    put(database, vault, post("A"))
    with database.read() as session:
        before = latest_sequence(session)
    judge(database, "A", TrapVerdict.CONFIRMED, note="问过单位")
    with database.read() as session:
        assert [(one.id, one.op) for one in changes_since(session, before, limit=9)] == [("A", "put")]
        line = log.newest(session)
    assert line is not None
    assert (line.action, line.noun, line.id, line.actor, line.details["verdict"]) == (
        "judge",
        "advert",
        "A",
        ACTOR,
        "confirmed",
    )
    assert "问过单位" not in str(line.details)


def test_a_verdict_can_be_withdrawn_once(database: Database, vault: Vault) -> None:
    put(database, vault, post("A"))
    judge(database, "A", TrapVerdict.CONFIRMED)
    with database.begin() as session:
        withdraw_judgement(session, get_post(session, "A"), actor=ACTOR, at=AT)
    assert verdict_of(database, "A") is None
    with pytest.raises(Conflict, match="A: nobody has judged"), database.begin() as session:
        withdraw_judgement(session, get_post(session, "A"), actor=ACTOR, at=AT)


def test_flags_are_listed_from_the_oldest_page_by_page(database: Database, vault: Vault) -> None:
    put(database, vault, *map(post, "ABCDE"))
    with database.begin() as session:
        for minutes, id in enumerate("CABED"):
            put_flags(session, [id], [], at=AT + timedelta(minutes=minutes))
        put_flags(session, ["C"], [], at=AT + timedelta(days=1))  # flagged already
        put_flags(session, [], ["E"], at=AT)
    judge(database, "A", TrapVerdict.CLEARED, note="已核实")
    judge(database, "D", TrapVerdict.CONFIRMED)
    with database.read() as session:
        first = list_flags(session, "open", limit=1)
        second = list_flags(session, "open", after=first[0].place, limit=9)
        assert [flag.post.id for flag in (*first, *second)] == ["C", "B"]
        (cleared,) = list_flags(session, "cleared", limit=9)
        assert cleared.judgement is not None
        assert (cleared.post.id, cleared.judgement.note) == ("A", "已核实")
        assert [flag.post.id for flag in list_flags(session, "confirmed", limit=9)] == ["D"]


def test_a_lapsed_verdict_is_listed_as_open(database: Database, vault: Vault) -> None:
    put(database, vault, post("A"))
    with database.begin() as session:
        put_flags(session, ["A"], [], at=AT)
    judge(database, "A", TrapVerdict.CLEARED)
    put(database, vault, post("A", "入职先交押金800元"))
    with database.read() as session:
        assert [flag.post.id for flag in list_flags(session, "open", limit=9)] == ["A"]
        assert list_flags(session, "cleared", limit=9) == []


def test_a_deleted_post_leaves_neither_count_nor_verdict_behind(database: Database, vault: Vault) -> None:
    put(database, vault, post("A"))
    with database.begin() as session:
        put_copies(session, {"A": 3})
        put_flags(session, ["A"], [], at=AT)
    judge(database, "A", TrapVerdict.CONFIRMED)
    with database.begin() as session:
        delete_post(session, "A", actor=ACTOR, at=AT)
    with database.read() as session:
        assert list_flags(session, "open", limit=9) == []
    put(database, vault, post("A"))
    with database.read() as session:
        again = get_post(session, "A")
        assert (again.n_employers_of_text, again.trap_verdict) == (None, None)


def test_what_other_rules_looked_at_was_not_looked_at(database: Database) -> None:
    with database.begin() as session:
        assert flags_seen(session, rules="a") == 0
        note_flags_seen(session, 7, rules="a")
    with database.read() as session:
        assert (flags_seen(session, rules="a"), flags_seen(session, rules="b")) == (7, 0)
