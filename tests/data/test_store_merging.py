"""What a put and a merge make of a stored record, and what counts as a change."""

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
    field_sources,
    get_candidate,
    get_employer,
    get_post,
    latest_sequence,
    masked_person,
    merge_candidates,
    merge_employers,
    merge_posts,
    put_candidates,
    put_employers,
    put_posts,
    read_person,
)
from data.vault import masked
from matcher.records import (
    Actor,
    Candidate,
    CandidateEntry,
    Education,
    Employer,
    EmployerEntry,
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
        contact = masked_person(session, "post", "P1", "contact", vault=told["vault"])
        assert contact == Person(phone="138****1235")


def test_another_spelling_of_a_personal_value_is_stored(
    database: Database, told: dict[str, Any], actor: Actor, at: datetime
) -> None:
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


def test_a_contact_of_another_name_has_nothing_of_the_former(database: Database, told: dict[str, Any]) -> None:
    with database.begin() as session:
        merge_posts(session, [PostEntry(POST, contact=Person(name="王甲", phone="13800001234"))], **told)
        merge_posts(session, [PostEntry(POST, contact=Person(name="王 甲"))], **told)  # another spelling
        person = masked_person(session, "post", POST.id, "contact", vault=told["vault"])
        assert person == Person(name="王**", phone="138****1234")
        merge_posts(session, [PostEntry(POST, contact=Person(name="赵乙"))], **told)
        assert masked_person(session, "post", POST.id, "contact", vault=told["vault"]) == Person(name="赵**")
        assert "contact.phone" not in field_sources(session, "post", POST.id)


def test_a_candidate_of_another_name_is_the_same_person_corrected(database: Database, told: dict[str, Any]) -> None:
    with database.begin() as session:
        for person in (Person(name="张三", phone="13800001234"), Person(name="张山")):
            merge_candidates(session, [CandidateEntry(Candidate("C1"), person)], **told)
        person_now = masked_person(session, "candidate", "C1", "self", vault=told["vault"])
    assert person_now == Person(name="张**", phone="138****1234")


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
    if new.name and person.name and new.name != person.name:  # another contact: nothing of the former is theirs
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


@pytest.mark.parametrize("consent", ["push_consent", "contact_consent"])
def test_a_file_never_turns_a_refusal_into_a_yes(database: Database, told: dict[str, Any], consent: str) -> None:
    refused, agreed, silent = (CandidateEntry(Candidate("C1", **{consent: one})) for one in (False, True, None))
    with database.begin() as session:
        merge_candidates(session, [refused], **told)
        merge_candidates(session, [agreed, silent], **told)
        assert getattr(get_candidate(session, "C1"), consent) is False


def test_within_one_file_a_refusal_stays_too(database: Database, told: dict[str, Any]) -> None:
    rows = [CandidateEntry(Candidate("C1", contact_consent=one)) for one in (True, False, True)]
    with database.begin() as session:
        merge_candidates(session, rows, **told)
        assert get_candidate(session, "C1").contact_consent is False


@pytest.mark.parametrize(("sent", "stored"), [(None, False), (True, True), (False, False)])
def test_one_record_put_ends_a_refusal_only_expressly(
    database: Database, told: dict[str, Any], sent: bool | None, stored: bool
) -> None:
    with database.begin() as session:
        put_candidates(session, [CandidateEntry(Candidate("C1", contact_consent=False))], **told)
        put_candidates(session, [CandidateEntry(Candidate("C1", contact_consent=sent))], **told)
        assert get_candidate(session, "C1").contact_consent is stored
