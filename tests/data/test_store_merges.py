"""Two candidates made one and two again, alike on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from data import log
from data.reference import load_precedence
from data.store import (
    Database,
    SealedRecord,
    Session,
    add_feedback,
    candidates_by_id,
    changes_since,
    current_ids,
    delete_candidate,
    delete_sealed,
    field_sources,
    find_candidates,
    get_candidate,
    get_sealed,
    iter_placements,
    join_candidates,
    latest_sequence,
    list_feedback,
    merge_candidates,
    put_candidates,
    put_employers,
    put_placements,
    put_posts,
    put_sealed,
    read_search,
    read_whole,
    undo_merge,
)
from data.tables import CaseloadRow
from data.vault import Vault
from matcher.errors import Conflict, NotFound
from matcher.merging import merge_sides
from matcher.records import (
    Actor,
    Candidate,
    CandidateEntry,
    Employer,
    EmployerEntry,
    Feedback,
    FeedbackEvent,
    Kind,
    Merge,
    Person,
    Placement,
    PlacementEntry,
    Post,
    PostEntry,
)

FIRST = CandidateEntry(
    Candidate("C1", school="山东大学", home_district="历下区", skills=("会计",), push_consent=True),
    Person(name="张三", id_number="11010519491231002X", phone="13800001234"),
    source="实名信息数据库",
)
SECOND = CandidateEntry(
    Candidate("S77", wish="文员", skills=("打字", "会计"), push_consent=False, kind_wanted=Kind.MANAGEMENT),
    Person(name="张珊", id_number="11010519491231002X", phone="13900005678"),
    source="求职登记小程序",
)
DAY = date(2023, 8, 1)


def join(session: Session, told: dict[str, Any], merge_id: str = "M1", ids: tuple[str, str] = ("C1", "S77")) -> Merge:
    vault, whole = told["vault"], read_whole(session, ids, vault=told["vault"])
    first, second = (whole[id] for id in ids)
    merged = merge_sides(first.to_side(), second.to_side(), precedence=load_precedence())
    return join_candidates(
        session, merge_id, first, second, merged, how="exact", actor=told["actor"], at=told["at"], vault=vault
    )


def undo(session: Session, told: dict[str, Any], merge_id: str = "M1") -> Any:
    return undo_merge(session, merge_id, actor=told["actor"], at=told["at"], vault=told["vault"])


def standing(session: Session, vault: Vault) -> dict[str, Any]:
    """All that is stored of people, and all that refers to them."""
    ids = ["C1", "S77"]
    whole = read_whole(session, ids, vault=vault)
    return {
        "records": candidates_by_id(session, ids),
        "people": {id: one.people for id, one in whole.items()},
        "sources": {id: field_sources(session, "candidate", id) for id in whole},
        "placements": list(iter_placements(session)),
        "feedback": [list_feedback(session, id) for id in ids],
        "caseloads": [tuple(row) for row in session.execute(select(CaseloadRow.__table__).order_by("candidate_id"))],
        "sealed": get_sealed(session, "membership", ["G1", "G2"], vault=vault),
    }


def fill(session: Session, told: dict[str, Any], *entries: CandidateEntry) -> None:
    put_candidates(session, entries, **told)
    put_posts(session, [PostEntry(Post(id, title="文员", employer="E")) for id in ("P1", "P2")], **told)
    put_employers(session, [EmployerEntry(Employer("E1", name="单位"))], **told)


def event(candidate_id: str, post_id: str, told: dict[str, Any]) -> Feedback:
    return Feedback(candidate_id, post_id, FeedbackEvent.APPLIED, DAY, told["actor"], told["at"])


def refer(session: Session, told: dict[str, Any]) -> None:
    """Let placements, events, caseloads and memberships refer to both."""
    placements = [Placement(f"T-{id}", id, "E1", DAY, DAY + timedelta(days=90)) for id in ("C1", "S77")]
    put_placements(session, map(PlacementEntry, placements), **told)
    events = [event("C1", "P1", told), event("S77", "P1", told), event("S77", "P2", told)]
    add_feedback(session, events, actor=told["actor"], at=told["at"])
    for id, worker in (("C1", "w1"), ("S77", "w2")):
        session.execute(
            insert(CaseloadRow.__table__).values(  # type: ignore[arg-type]  # typed as FromClause, is a Table
                candidate_id=id, caseworker=worker, note=None, actor_id="a", actor_role="r", at=told["at"]
            )
        )
    memberships = [
        SealedRecord("membership", f"G{n}", "all", {"candidate_id": id, "group": "orphan"}, (id,))
        for n, id in enumerate(("C1", "S77"), 1)
    ]
    put_sealed(session, memberships, vault=told["vault"])


def test_two_become_one_and_the_id_given_up_leads_to_it(database: Database, told: dict[str, Any]) -> None:
    with database.begin() as session:
        fill(session, told, FIRST, SECOND)
        join(session, told)
        one, person = get_candidate(session, "C1"), read_whole(session, ["C1"], vault=told["vault"])["C1"].people
        assert one == replace(
            FIRST.candidate,
            wish="文员",
            skills=("会计", "打字"),
            push_consent=False,
            kind_wanted=Kind.MANAGEMENT,
        )
        assert person["self", "name"] == "张三"  # the real-name database comes first
        assert candidates_by_id(session, ["S77"]) == {}
        assert current_ids(session, ["S77", "C1", "nobody"]) == {"S77": "C1"}
        search = read_search("S77", vault=told["vault"])
        assert find_candidates(session, search, vault=told["vault"], limit=5).ids == ("C1",)


def test_two_are_read_whole_where_nothing_may_be_written(database: Database, told: dict[str, Any]) -> None:
    with database.begin() as session:
        fill(session, told, FIRST, SECOND)
    with database.read() as session:
        assert set(read_whole(session, ["C1", "S77"], vault=told["vault"])) == {"C1", "S77"}


def test_all_that_referred_to_either_refers_to_the_one(database: Database, told: dict[str, Any]) -> None:
    with database.begin() as session:
        fill(session, told, FIRST, SECOND)
        refer(session, told)
        moved = join(session, told).moved
        assert {one.candidate_id for one in iter_placements(session)} == {"C1"}
        assert [one.post_id for _n, one in list_feedback(session, "C1")] == ["P1", "P2"]  # the same event once
        assert list(session.execute(select(CaseloadRow.candidate_id, CaseloadRow.caseworker))) == [("C1", "w1")]
        found = get_sealed(session, "membership", ["G1", "G2"], vault=told["vault"])
        assert {one.content["candidate_id"] for one in found.values()} == {"C1"}
        assert moved == {"caseloads": 1, "feedback": 2, "placements": 1}


def test_the_index_is_told_of_both_and_one_line_of_the_log_tells_of_ids_alone(
    database: Database, told: dict[str, Any]
) -> None:
    with database.begin() as session:
        fill(session, told, FIRST, SECOND)
        refer(session, told)
    with database.begin() as session:
        before = latest_sequence(session)
        join(session, told)
        changes = {(one.noun, one.id): one.op for one in changes_since(session, before, limit=10)}
        last = log.newest(session)
    assert changes == {("candidate", "C1"): "put", ("candidate", "S77"): "delete", ("placement", "T-S77"): "put"}
    assert last is not None
    assert (last.action, last.id, last.details["given_up"]) == ("merge", "C1", "S77")
    assert "membership" not in repr(last.details)
    assert "张" not in repr(last.details)


TEXTS = st.one_of(st.none(), st.sampled_from(["甲", "乙", "丙丁"]))
LISTS = st.lists(st.sampled_from(["甲", "乙", "丙"]), unique=True).map(tuple)
CANDIDATES = st.builds(
    Candidate,
    id=st.just("C1"),
    school=TEXTS,
    major=TEXTS,
    wish=TEXTS,
    needs=TEXTS,
    districts=LISTS,
    skills=LISTS,
    any_district=st.one_of(st.none(), st.booleans()),
    contact_consent=st.one_of(st.none(), st.booleans()),
    birth_on=st.one_of(st.none(), st.just(DAY)),
    pay_min_month_yuan=st.one_of(st.none(), st.just(3000.0)),
    kind_wanted=st.one_of(st.none(), st.sampled_from(Kind)),
)
PEOPLE = st.one_of(st.none(), st.builds(Person, name=TEXTS, phone=TEXTS, address=TEXTS))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CANDIDATES, CANDIDATES, PEOPLE, PEOPLE)
def test_a_merge_that_is_undone_leaves_all_as_it_was(
    database: Database,
    told: dict[str, Any],
    first: Candidate,
    second: Candidate,
    one: Person | None,
    two: Person | None,
) -> None:
    with database.begin() as session:
        fill(session, told, CandidateEntry(first, one), CandidateEntry(replace(second, id="S77"), two))
        refer(session, told)
        before = standing(session, told["vault"])
        join(session, told)
        undone = undo(session, told)
        assert standing(session, told["vault"]) == before
        assert (undone.n_later, undone.later_fields) == (0, ())
        session.rollback()


def test_what_came_after_a_merge_stays_with_the_survivor_and_is_told(database: Database, told: dict[str, Any]) -> None:
    later = CandidateEntry(Candidate("C1", wish="出纳"), Person(name="张三", phone="13700000000"))
    with database.begin() as session:
        fill(session, told, FIRST, SECOND)
        refer(session, told)
        join(session, told)
        merge_candidates(session, [later], **told)
        add_feedback(
            session,
            [event("C1", "P2", told | {"actor": Actor("w9", "caseworker")})],
            actor=told["actor"],
            at=told["at"],
        )
        undone = undo(session, told)
        assert (undone.n_later, undone.later_fields) == (1, ("wish", "self.phone"))
        assert get_candidate(session, "C1") == replace(FIRST.candidate, wish="出纳")
        assert get_candidate(session, "S77") == SECOND.candidate
        assert current_ids(session, ["S77"]) == {}


def test_merges_are_undone_from_the_last_one(database: Database, told: dict[str, Any]) -> None:
    third = CandidateEntry(Candidate("Z9", major="会计"), Person(name="张三"))
    with database.begin() as session:
        fill(session, told, FIRST, SECOND, third)
        join(session, told)
        join(session, told, "M2", ("Z9", "C1"))
        assert current_ids(session, ["S77", "C1"]) == {"S77": "Z9", "C1": "Z9"}
        with pytest.raises(Conflict, match="'M2' first"):
            undo(session, told, "M1")
        undo(session, told, "M2")
        assert current_ids(session, ["S77", "C1"]) == {"S77": "C1"}
        undo(session, told, "M1")
        assert sorted(candidates_by_id(session, ["C1", "S77", "Z9"])) == ["C1", "S77", "Z9"]


def test_a_second_merge_into_the_same_one_is_undone_before_the_first(database: Database, told: dict[str, Any]) -> None:
    with database.begin() as session:
        fill(session, told, FIRST, SECOND, replace(SECOND, candidate=Candidate("Z9")))
        join(session, told)
        join(session, told, "M2", ("C1", "Z9"))
        with pytest.raises(Conflict, match="'M2' first"):
            undo(session, told, "M1")


def test_who_is_deleted_is_forgotten_with_all_that_a_merge_kept(database: Database, told: dict[str, Any]) -> None:
    with database.begin() as session:
        fill(session, told, FIRST, SECOND)
        join(session, told)
        delete_candidate(session, "C1", actor=told["actor"], at=told["at"])
        assert current_ids(session, ["S77"]) == {}
        with pytest.raises(NotFound):
            undo(session, told)


def test_an_id_given_up_that_is_somebody_elses_by_now_is_not_taken_back(
    database: Database, told: dict[str, Any]
) -> None:
    with database.begin() as session:
        fill(session, told, FIRST, SECOND)
        join(session, told)
        put_candidates(session, [CandidateEntry(Candidate("S77"), Person(name="李四"))], **told)
        assert current_ids(session, ["S77"]) == {}  # who is stored under an id has it
        with pytest.raises(Conflict, match="another candidate's"):
            undo(session, told)


def _link(id: str, candidate_id: str, **told: Any) -> SealedRecord:
    content = {"candidate_id": candidate_id, "entry_id": f"E-{id}", "decided": None, "before": None, "before_on": None}
    return SealedRecord("link", id, "review", content | told, (candidate_id, f"E-{id}"))


SAID = {"decided": ["same", "w1", "2023-08-01T08:00:00+00:00", None]}


def test_links_come_back_whole_unless_a_person_decided_since(database: Database, told: dict[str, Any]) -> None:
    vault = told["vault"]
    kept = [_link("L1", "C1", **SAID), _link("L2", "S77", **SAID), _link("L3", "S77"), _link("L4", "S77", **SAID)]
    asked_again = {"decided": None, "before": SAID["decided"], "before_on": "as it was", "at": "later"}
    taken_back = {"decided": None, "before": SAID["decided"]}
    since = [
        _link("L1", "C1", **asked_again),  # by a comparison, which also dropped L2
        _link("L3", "C1", **SAID),
        _link("L4", "C1", **taken_back),
        _link("L5", "C1"),
        _link("L6", "C1", **SAID),
    ]
    with database.begin() as session:
        fill(session, told, FIRST, SECOND)
        put_sealed(session, kept, vault=vault)
        join(session, told)
        delete_sealed(session, "link", ["L2"])
        put_sealed(session, since, vault=vault)
        undo(session, told)
        found = get_sealed(session, "link", [f"L{n}" for n in range(1, 7)], vault=vault)
    assert found == {
        "L1": kept[0],
        "L2": kept[1],
        "L3": _link("L3", "S77", **SAID),
        "L4": _link("L4", "S77", **taken_back),
        "L6": since[4],
    }
