"""Posts, candidates and employers in the store: the same promises on SQLite and on PostgreSQL."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data import log
from data.store import (
    Database,
    Tally,
    candidates_by_id,
    changes_since,
    count_candidates,
    count_employers,
    count_posts,
    delete_candidate,
    delete_employer,
    delete_post,
    employers_by_id,
    find_person,
    get_candidate,
    get_employer,
    get_post,
    iter_candidates,
    iter_employers,
    iter_posts,
    latest_sequence,
    list_candidates,
    list_employers,
    list_posts,
    masked_person,
    merge_candidates,
    merge_employers,
    merge_posts,
    posts_by_id,
    put_candidates,
    put_employers,
    put_posts,
)
from data.tables import CandidateRow, EmployerRow, PostRow
from data.vault import Vault, masked
from matcher.errors import BadInput, NotFound
from matcher.records import (
    Actor,
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
    """Records with any values in any fields."""
    words = {f.name: str(f.type).split(" ") for f in fields(record)}
    known = {
        name: VALUES[first] | st.none() if "None" in more else VALUES[first] for name, (first, *more) in words.items()
    }
    return st.builds(record, **known)


@pytest.fixture
def told(actor: Actor, at: datetime, vault: Vault) -> dict[str, Any]:
    """What every change says beside its records."""
    return {"actor": actor, "source": "七月.csv", "at": at, "vault": vault}


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
    assert {f.name for f in fields(record)} == set(row.__table__.c.keys()) - {
        "sources",
        "added_at",
        "changed_at",
        "digest",
    }


def test_a_put_forgets_what_the_new_record_does_not_know(database: Database, told: dict[str, Any]) -> None:
    with database.begin() as session:
        put_posts(session, [PostEntry(POST, contact=Person(name="张三"))], **told)
        put_posts(session, [PostEntry(Post("P1", "会计", "某公司"))], **told)
        assert get_post(session, "P1") == Post("P1", "会计", "某公司")
        assert masked_person(session, "post", "P1", "contact", vault=told["vault"]) is None


def test_a_merge_keeps_what_the_new_record_does_not_know(database: Database, told: dict[str, Any]) -> None:
    new = Post("P1", "会计", "某公司", headcount=5, board=True)
    with database.begin() as session:
        put_posts(session, [PostEntry(POST, contact=Person(name="张三"), mentor=Person(name="李四"))], **told)
        merge_posts(session, [PostEntry(new, contact=Person(phone="13800001234"))], **told)
        assert get_post(session, "P1") == replace(POST, title="会计", employer="某公司", headcount=5, board=True)
        contact = masked_person(session, "post", "P1", "contact", vault=told["vault"])
        assert contact == Person(name="张**", phone="138****1234")
        assert masked_person(session, "post", "P1", "mentor", vault=told["vault"]) == Person(name="李**")


def test_a_merged_false_or_zero_is_knowledge(database: Database, told: dict[str, Any]) -> None:
    with database.begin() as session:
        put_posts(session, [PostEntry(replace(POST, lodging=True, experience_min_years=2.0))], **told)
        merge_posts(session, [PostEntry(replace(POST, lodging=False, experience_min_years=0.0))], **told)
        assert get_post(session, "P1") == replace(POST, lodging=False, experience_min_years=0.0)


def test_employers_and_candidates_merge_as_posts_do(database: Database, told: dict[str, Any]) -> None:
    with database.begin() as session:
        put_employers(session, [EmployerEntry(EMPLOYER, contact=Person(name="王五"))], **told)
        merge_employers(session, [EmployerEntry(Employer("E1", "新名", status="在册"))], **told)
        assert get_employer(session, "E1") == replace(EMPLOYER, name="新名", status="在册")
        put_candidates(session, [CandidateEntry(CANDIDATE, Person(name="赵六"))], **told)
        merge_candidates(session, [CandidateEntry(Candidate("C1", needs="轮椅"))], **told)
        assert get_candidate(session, "C1") == replace(CANDIDATE, needs="轮椅")


def test_a_tally_tells_added_changed_and_unchanged(database: Database, told: dict[str, Any]) -> None:
    stored = [PostEntry(replace(POST, id=id)) for id in ("P1", "P2", "P3")]
    with database.begin() as session:
        assert put_posts(session, stored[:2], **told) == Tally(added=2)
        changed = PostEntry(replace(POST, id="P2", headcount=9))
        assert put_posts(session, [stored[0], changed, stored[2]], **told) == Tally(1, 1, 1)


def test_storing_the_same_again_changes_nothing(database: Database, told: dict[str, Any]) -> None:
    person = Person("张三", "11010519491231002X", "13800001234", "历下区某路1号", "6222020000000000")
    entries = [CandidateEntry(replace(CANDIDATE, id=f"C{n}"), person) for n in range(50)]
    with database.begin() as session:
        put_candidates(session, entries, **told)
        before = latest_sequence(session)
    later = told | {"source": "八月.csv", "at": told["at"] + timedelta(days=30)}
    with database.begin() as session:
        assert put_candidates(session, entries, **later) == Tally(unchanged=50)
        assert merge_candidates(session, entries, **later) == Tally(unchanged=50)
        assert latest_sequence(session) == before


def test_a_new_phone_alone_is_a_change(database: Database, told: dict[str, Any]) -> None:
    with database.begin() as session:
        put_posts(session, [PostEntry(POST, contact=Person(phone="13800001234"))], **told)
        assert put_posts(session, [PostEntry(POST, contact=Person(phone="13800001235"))], **told) == Tally(changed=1)
        found = find_person(session, vault=told["vault"], field="phone", value="13800001235")
        assert found == [("post", "P1")]
        assert find_person(session, vault=told["vault"], field="phone", value="13800001234") == []


def test_another_spelling_of_a_personal_value_is_stored(
    database: Database, told: dict[str, Any], actor: Actor, at: datetime
) -> None:
    from data.store import read_person

    with database.begin() as session:
        put_posts(session, [PostEntry(POST, contact=Person(name="张 三"))], **told)
        assert put_posts(session, [PostEntry(POST, contact=Person(name="张三"))], **told) == Tally(changed=1)
        read = read_person(session, "post", "P1", "contact", vault=told["vault"], actor=actor, purpose="联系", at=at)
        assert read == Person(name="张三")


def test_the_last_of_repeated_entries_counts_in_a_put(database: Database, told: dict[str, Any]) -> None:
    twice = [PostEntry(replace(POST, headcount=1)), PostEntry(replace(POST, headcount=2))]
    with database.begin() as session:
        assert put_posts(session, twice, **told) == Tally(added=1, changed=1)
        assert get_post(session, "P1").headcount == 2
        assert put_posts(session, twice, **told) == Tally(unchanged=2)


def test_repeated_entries_are_put_together_in_a_merge(database: Database, told: dict[str, Any]) -> None:
    thrice = [
        CandidateEntry(Candidate("C1", major="会计学", school="甲校"), Person(name="张三")),
        CandidateEntry(Candidate("C2", major="护理学")),
        CandidateEntry(Candidate("C1", school="乙校"), Person(phone="13800001234")),
    ]
    with database.begin() as session:
        assert merge_candidates(session, thrice, **told) == Tally(added=2, changed=1)
        assert get_candidate(session, "C1") == Candidate("C1", major="会计学", school="乙校")
        person = masked_person(session, "candidate", "C1", "self", vault=told["vault"])
        assert person == Person(name="张**", phone="138****1234")
        assert merge_candidates(session, thrice, **told) == Tally(unchanged=3)


FEW = st.sampled_from
OPERATIONS = st.lists(
    st.tuples(
        FEW(["put", "merge"]),
        st.builds(
            Post,
            st.just("P1"),
            FEW(["会计", "护士"]),
            st.just("某公司"),
            headcount=FEW([None, 1, 2]),
            skills=FEW([(), ("Excel",)]),
        ),
        FEW([None, Person(name="张三"), Person(name="李四"), Person(phone="13800001234")]),
    ),
    max_size=8,
)


def after(post: Post, new: Post, action: str) -> Post:
    """What a put or a merge of *new* makes of *post*, field by field."""
    if action == "put":
        return new
    known = {f.name: v for f in fields(Post) if (v := getattr(new, f.name)) not in (None, ())}
    return replace(post, **known)


def person_after(person: Person, new: Person, action: str) -> Person:
    if action == "put":
        return new
    return Person(**{f.name: getattr(new, f.name) or getattr(person, f.name) for f in fields(Person)})


@given(operations=OPERATIONS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_puts_and_merges_in_any_order_do_what_each_says(
    database: Database, told: dict[str, Any], operations: list[tuple[str, Post, Person | None]]
) -> None:
    act = {"put": put_posts, "merge": merge_posts}
    post, contact = Post("P1", "", ""), Person()
    with database.begin() as session:
        put_posts(session, [PostEntry(post)], **told)
        for action, new, person in operations:
            before = (post, contact)
            post, contact = after(post, new, action), person_after(contact, person or Person(), action)
            tally = act[action](session, [PostEntry(new, contact=person)], **told)
            assert tally == (Tally(unchanged=1) if (post, contact) == before else Tally(changed=1))
            assert get_post(session, "P1") == post
            masks = masked_person(session, "post", "P1", "contact", vault=told["vault"])
            assert (masks or Person()) == masked(contact)


def test_a_change_of_one_record_is_logged_with_its_id(database: Database, told: dict[str, Any], actor: Actor) -> None:
    with database.begin() as session:
        put_posts(session, [PostEntry(POST)], **told)
        put_posts(session, [PostEntry(POST), PostEntry(replace(POST, id="P2"))], **told)
        one, many = log.entries(session)
    assert (one.actor, one.action, one.noun, one.id, one.at) == (actor, "put", "post", "P1", told["at"])
    assert many.id is None
    assert many.details == {"source": "七月.csv", "added": 1, "changed": 0, "unchanged": 1}


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
        assert find_person(session, vault=told["vault"], field="phone", value="13800001234") == []
        assert [(c.noun, c.op) for c in changes_since(session, 3, limit=9)] == [
            ("post", "delete"),
            ("employer", "delete"),
            ("candidate", "delete"),
        ]
        assert [entry.action for entry in log.entries(session)][-3:] == ["delete"] * 3
