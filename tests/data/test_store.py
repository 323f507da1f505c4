"""Posts, candidates and employers in the store: kept whole, listed, refused and deleted alike on both databases."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from data import log
from data.store import (
    BESIDE,
    Database,
    candidates_by_id,
    changes_since,
    count_candidates,
    count_employers,
    count_posts,
    delete_candidate,
    delete_employer,
    delete_post,
    employers_by_id,
    get_candidate,
    get_employer,
    get_post,
    iter_candidates,
    iter_employers,
    iter_posts,
    list_candidates,
    list_employers,
    list_posts,
    posts_by_id,
    put_candidates,
    put_employers,
    put_posts,
)
from data.tables import CandidateRow, EmployerRow, PersonalFieldRow, PostRow
from matcher.errors import BadInput, NotFound
from matcher.records import (
    Candidate,
    CandidateEntry,
    Education,
    Employer,
    EmployerEntry,
    EmploymentStatus,
    Kind,
    Person,
    Post,
    PostEntry,
)

POST = Post(
    "P1",
    "Java开发工程师",
    "济南某软件有限公司",
    employer_uscc="91350100M000100Y43",
    kind=Kind.TECHNICAL,
    kind_p=0.875,
    headcount=3,
    education=Education.BACHELOR,
    majors=("计算机类", "软件工程"),
    experience_min_years=0.0,
    pay_min_month_yuan=2200.5,
    district="历城区",
    zone="济南高新区",
    night_shift=False,
    lodging=True,
    published_on=date(2023, 7, 1),
    closes_on=date(2023, 9, 30),
)

NUMBERS = count()


CANDIDATE = Candidate(
    "C1", education=Education.COLLEGE, districts=("历下区", "市中区"), any_district=False, wish="会计"
)


EMPLOYER = Employer("E1", "济南某软件有限公司", uscc="91350100M000100Y43", recognised_on=date(2022, 1, 1))


TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)


VALUES: dict[str, st.SearchStrategy[Any]] = {  # by the first word of a field's type
    "str": TEXT.filter(bool),
    "int": st.integers(-(2**31) + 1, 2**31 - 1),
    "float": st.floats(allow_nan=False, allow_infinity=False),
    "bool": st.booleans(),
    "date": st.dates(),
    "tuple[str,": st.lists(TEXT, max_size=4).map(tuple),
    "Kind": st.sampled_from(Kind),
    "Education": st.sampled_from(Education),
    "EmploymentStatus": st.sampled_from(EmploymentStatus),
}


def records(record: type[Any]) -> st.SearchStrategy[Any]:
    """Records with any values in any fields but those kept beside them."""
    words = {f.name: str(f.type).split(" ") for f in fields(record) if f.name not in BESIDE}
    known = {
        name: VALUES[first] | st.none() if "None" in more else VALUES[first] for name, (first, *more) in words.items()
    }
    return st.builds(record, **known)


@given(post=records(Post))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_post_comes_back_as_it_went_in(database: Database, told: dict[str, Any], post: Post) -> None:
    with database.begin() as session:
        put_posts(session, [PostEntry(post)], **told)
    with database.read() as session:
        assert get_post(session, post.id) == post


@given(candidate=records(Candidate))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_candidate_comes_back_as_it_went_in(database: Database, told: dict[str, Any], candidate: Candidate) -> None:
    candidate = replace(candidate, id=f"C{next(NUMBERS)}")  # of somebody stored before, a refusal would stay
    with database.begin() as session:
        put_candidates(session, [CandidateEntry(candidate)], **told)
    with database.read() as session:
        assert get_candidate(session, candidate.id) == candidate


@given(employer=records(Employer))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_employer_comes_back_as_it_went_in(database: Database, told: dict[str, Any], employer: Employer) -> None:
    with database.begin() as session:
        put_employers(session, [EmployerEntry(employer)], **told)
    with database.read() as session:
        assert get_employer(session, employer.id) == employer


@pytest.mark.parametrize(("record", "row"), [(Post, PostRow), (Candidate, CandidateRow), (Employer, EmployerRow)])
def test_every_field_of_a_record_has_a_column(record: type[Any], row: type[Any]) -> None:
    assert {f.name for f in fields(record)} - set(BESIDE) == set(row.__table__.c.keys()) - {
        "sources",
        "added_at",
        "changed_at",
        "digest",
    }


def test_lists_are_sorted_by_code_point(database: Database, told: dict[str, Any]) -> None:
    ids = ["B", "a", "_", "É", "é", "中", "文", "1", "10", "9", "😀", "a b", "a-b", "ab", "\uffff"]
    with database.begin() as session:
        put_posts(session, [PostEntry(replace(POST, id=id)) for id in ids], **told)
        assert [post.id for post in iter_posts(session)] == sorted(ids)


@given(ids=st.sets(TEXT.filter(bool), max_size=12), limit=st.integers(1, 5))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pages_one_after_the_other_give_everything_once(
    database: Database, told: dict[str, Any], ids: set[str], limit: int
) -> None:
    with database.begin() as session:
        put_candidates(session, [CandidateEntry(replace(CANDIDATE, id=id)) for id in ids], **told)
    with database.read() as session:
        everything = [candidate.id for candidate in iter_candidates(session, batch=limit)]
        paged: list[str] = []
        while page := list_candidates(session, after=paged[-1] if paged else None, limit=limit):
            paged += [candidate.id for candidate in page]
        assert paged == everything == sorted(everything)
        assert ids <= set(paged)
        assert count_candidates(session) == len(paged)


POSTS = (
    Post("A", "t", "e", kind=Kind.RESEARCH, district="历下区", closes_on=date(2023, 8, 31)),
    Post("B", "t", "e", kind=Kind.TECHNICAL, district="历城区", zone="济南高新区", published_on=date(2023, 9, 2)),
    Post("C", "t", "e"),
)


@pytest.mark.parametrize(
    ("where", "ids"),
    [
        pytest.param({}, "ABC", id="no filter"),
        pytest.param({"kind": Kind.RESEARCH}, "A", id="kind"),
        pytest.param({"district": "历城区"}, "B", id="district"),
        pytest.param({"district": "济南高新区"}, "B", id="zone"),
        pytest.param({"open_on": date(2023, 8, 31)}, "AC", id="last day of one, before another"),
        pytest.param({"open_on": date(2023, 9, 1)}, "C", id="between"),
        pytest.param({"open_on": date(2023, 9, 2)}, "BC", id="first day"),
        pytest.param({"kind": Kind.TECHNICAL, "district": "历下区"}, "", id="both must hold"),
        pytest.param({"closed_on": date(2023, 9, 1)}, "AB", id="closed, or not open yet"),
        pytest.param({"words": "T e"}, "ABC", id="each word in some field, small or not"),
        pytest.param({"words": "t c"}, "C", id="a word of the id"),
        pytest.param({"words": "%"}, "", id="a sign that stands for itself"),
    ],
)
def test_a_list_of_posts_can_be_narrowed(
    database: Database, told: dict[str, Any], where: dict[str, Any], ids: str
) -> None:
    with database.begin() as session:
        put_posts(session, map(PostEntry, POSTS), **told)
        assert "".join(post.id for post in list_posts(session, **where)) == ids


def test_lists_of_people_and_employers_can_be_narrowed_to_a_district(database: Database, told: dict[str, Any]) -> None:
    at_home = Candidate("C2", home_district="历下区")
    there = Employer("E2", "某局", district="历下区")
    with database.begin() as session:
        put_candidates(session, [CandidateEntry(CANDIDATE), CandidateEntry(at_home)], **told)
        put_employers(session, [EmployerEntry(EMPLOYER), EmployerEntry(there)], **told)
        assert list_candidates(session, district="历下区") == [at_home]
        assert list_employers(session, district="历下区") == [there]
        assert list(iter_employers(session)) == [EMPLOYER, there]


def test_records_are_given_in_the_order_asked_for(database: Database, told: dict[str, Any]) -> None:
    with database.begin() as session:
        put_posts(session, map(PostEntry, POSTS), **told)
        assert list(posts_by_id(session, ["C", "nobody", "A", "C", "\0"])) == ["C", "A"]
        assert candidates_by_id(session, []) == {}
        assert employers_by_id(session, ["E1"]) == {}


@pytest.mark.parametrize(
    "id", ["nobody", "", "\0", "\ud800", "x" * 100_000], ids=["unknown", "", "NUL", "half", "long"]
)
def test_what_is_not_stored_is_not_found(database: Database, told: dict[str, Any], id: str) -> None:
    who = {"actor": told["actor"], "at": told["at"]}
    with database.begin() as session:
        for get in (get_post, get_candidate, get_employer):
            with pytest.raises(NotFound):
                get(session, id)
        for delete in (delete_post, delete_candidate, delete_employer):
            with pytest.raises(NotFound):
                delete(session, id, **who)


@pytest.mark.parametrize(
    ("post", "field"),
    [
        pytest.param(replace(POST, title="a\0b"), "title", id="NUL"),
        pytest.param(replace(POST, description="a\ud800b"), "description", id="half a character"),
        pytest.param(replace(POST, majors=("会计学", "\0")), "majors", id="within a list"),
        pytest.param(replace(POST, headcount=2**31), "headcount", id="too large"),
        pytest.param(replace(POST, pay_min_month_yuan=float("nan")), "pay_min_month_yuan", id="no number"),
        pytest.param(replace(POST, id=""), "id", id="empty id"),
        pytest.param(replace(POST, id="x" * 201), "id", id="long id"),
        pytest.param(replace(POST, id="\0"), "id", id="NUL in the id"),
    ],
)
def test_what_a_database_cannot_keep_is_refused_by_field(
    database: Database, told: dict[str, Any], post: Post, field: str
) -> None:
    with pytest.raises(BadInput) as refused, database.begin() as session:
        put_posts(session, [PostEntry(replace(POST, id="P0")), PostEntry(post)], **told)
    assert refused.value.field == field
    with database.read() as session:
        assert count_posts(session) == 0


@pytest.mark.parametrize("value", ["张\0三", "张\ud800三"], ids=["NUL", "half a character"])
def test_a_refusal_names_a_personal_field_without_its_value(
    database: Database, told: dict[str, Any], value: str
) -> None:
    with pytest.raises(BadInput) as refused, database.begin() as session:
        put_posts(session, [PostEntry(POST, contact=Person(name=value))], **told)
    assert refused.value.field == "contact.name"
    assert "张" not in str(refused.value)


@pytest.mark.parametrize("wrong", [{"limit": 0}, {"limit": 10_001}, {"after": "\0"}, {"district": "\ud800"}])
def test_a_page_that_cannot_be_is_refused(database: Database, wrong: dict[str, Any]) -> None:
    with database.read() as session, pytest.raises(BadInput):
        list_posts(session, **wrong)


def test_a_deleted_record_is_gone_with_its_people(database: Database, told: dict[str, Any]) -> None:
    who = {"actor": told["actor"], "at": told["at"]}
    with database.begin() as session:
        put_posts(session, [PostEntry(POST, contact=Person(phone="13800001234"))], **told)
        put_employers(session, [EmployerEntry(EMPLOYER)], **told)
        put_candidates(session, [CandidateEntry(CANDIDATE)], **told)
        delete_post(session, "P1", **who)
        delete_employer(session, "E1", **who)
        delete_candidate(session, "C1", **who)
    with database.read() as session:
        assert (count_posts(session), count_employers(session), count_candidates(session)) == (0, 0, 0)
        assert session.scalar(select(func.count()).select_from(PersonalFieldRow)) == 0
        assert [(c.noun, c.op) for c in changes_since(session, 3, limit=9)] == [
            ("post", "delete"),
            ("employer", "delete"),
            ("candidate", "delete"),
        ]
        assert [entry.action for entry in log.entries(session)][-3:] == ["delete"] * 3
