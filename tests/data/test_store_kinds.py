from __future__ import annotations

from datetime import UTC, datetime

from data.store import (
    Database,
    delete_post,
    doubtful_kinds,
    get_post,
    list_posts,
    posts_by_id,
    put_inferred_kinds,
    put_posts,
    read_inferred_kinds,
)
from data.vault import Vault
from matcher.records import Actor, Kind, Post, PostEntry

ACTOR = Actor("test", "admin")
AT = datetime(2023, 9, 1, tzinfo=UTC)


def fill(database: Database, vault: Vault) -> None:
    posts = [
        Post(id="A", title="保安", employer="甲"),
        Post(id="B", title="会计", employer="甲", kind=Kind.MANAGEMENT),
        Post(id="C", title="焊工", employer="甲"),
    ]
    with database.begin() as session:
        put_posts(session, map(PostEntry, posts), actor=ACTOR, source="test", at=AT, vault=vault)
        put_inferred_kinds(
            session, {"A": (Kind.SOCIAL_SERVICE, 0.75), "B": (Kind.RESEARCH, 0.5), "gone": (Kind.RESEARCH, 1)}
        )


def test_an_inferred_kind_is_told_with_its_probability_where_none_is_stated(database: Database, vault: Vault) -> None:
    fill(database, vault)
    with database.read() as session:
        found = posts_by_id(session, ["A", "B", "C"])
        assert [(one.kind, one.kind_p) for one in found.values()] == [
            (Kind.SOCIAL_SERVICE, 0.75),
            (Kind.MANAGEMENT, None),
            (None, None),
        ]
        assert [post.id for post in list_posts(session, kind=Kind.SOCIAL_SERVICE)] == ["A"]
        assert list_posts(session, kind=Kind.RESEARCH) == []  # B states another


def test_the_newest_inference_counts_and_goes_with_its_post(database: Database, vault: Vault) -> None:
    fill(database, vault)
    with database.begin() as session:
        put_inferred_kinds(session, {"A": (Kind.TECHNICAL, 0.625)})
    with database.begin() as session:
        assert get_post(session, "A").kind is Kind.TECHNICAL
        delete_post(session, "A", actor=ACTOR, at=AT)
    with database.read() as session:
        assert set(read_inferred_kinds(session, ["A", "B", "gone"])) == {"B"}


def test_posts_without_a_stated_kind_come_the_most_doubtful_first(database: Database, vault: Vault) -> None:
    fill(database, vault)
    with database.begin() as session:
        put_inferred_kinds(session, {"C": (Kind.TECHNICAL, 0.5)})
    with database.read() as session:
        assert doubtful_kinds(session, limit=9) == [("C", 0.5), ("A", 0.75)]  # B states its own
        assert doubtful_kinds(session, limit=1) == [("C", 0.5)]
        assert doubtful_kinds(session, after=(0.5, "C"), limit=9) == [("A", 0.75)]
