from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

import pytest

from matcher.links import Comparison, decide, fingerprint, settle, undo
from matcher.records import Band, Decided, Decision, Identity, Link, LinkHow, LinkState, Pairing

AT = datetime(2023, 9, 1, tzinfo=UTC)
LATER = datetime(2023, 10, 1, tzinfo=UTC)
WANG = Identity("C1", name="王芳", id_number="370102200105120040", phone="13800000001", birth="2001-05-12")
ENTRY = Identity("E1", name="王方", id_number="3701022001051200", birth="2001-05")
DOUBTFUL = Pairing("C1", "E1", LinkHow.PROBABLE, 0.6, Band.REVIEW)
SURE = Pairing("C1", "E1", LinkHow.PROBABLE, 0.999, Band.LINKED)
SAME = Decided(Decision.SAME, "officer-1", AT)
DIFFERENT = Decided(Decision.DIFFERENT, "officer-1", AT)


@pytest.fixture
def new_id() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"L{next(numbers)}"


def compared(
    *pairings: Pairing,
    candidate: Identity = WANG,
    entry: Identity | None = ENTRY,
    lapsing: frozenset[str] = frozenset(),
) -> Comparison:
    entries = {} if entry is None else {entry.id: entry}
    return Comparison(
        pairings, {candidate.id: candidate}, entries, dict.fromkeys(entries, "disabled"), lapsing, "v1", LATER
    )


def linked(pairing: Pairing = DOUBTFUL, **beside: Decided) -> Link:
    return Link("L0", "disabled", pairing, "v1", fingerprint(WANG, ENTRY), AT, **beside)


def test_a_pair_found_for_the_first_time_becomes_a_link(new_id: Callable[[], str]) -> None:
    settled = settle(compared(DOUBTFUL), [], new_id=new_id)

    assert [(one.id, one.state, one.kind) for one in settled.put] == [("L1", LinkState.REVIEW, "disabled")]


def test_a_pair_found_again_with_the_same_weights_is_not_written_again(new_id: Callable[[], str]) -> None:
    settled = settle(compared(DOUBTFUL), [linked()], new_id=new_id)

    assert (settled.put, settled.gone) == ((), ())


@pytest.mark.parametrize("decided", [SAME, DIFFERENT], ids=["same", "different"])
@pytest.mark.parametrize("pairings", [(), (DOUBTFUL,), (SURE,)], ids=["apart", "to review", "linked"])
def test_a_decision_stands_while_neither_side_changed(
    decided: Decided, pairings: tuple[Pairing, ...], new_id: Callable[[], str]
) -> None:
    settled = settle(compared(*pairings), [linked(decided=decided)], new_id=new_id)

    assert (settled.put, settled.gone) == ((), ())


@pytest.mark.parametrize(
    ("decided", "pairings"),
    [(SAME, ()), (SAME, (DOUBTFUL,)), (DIFFERENT, (DOUBTFUL,)), (DIFFERENT, (SURE,))],
    ids=["same, now apart", "same, still doubtful", "different, still doubtful", "different, now links by itself"],
)
def test_a_changed_name_asks_a_person_again(
    decided: Decided, pairings: tuple[Pairing, ...], new_id: Callable[[], str]
) -> None:
    renamed = replace(WANG, name="王芳芳")

    (link,) = settle(compared(*pairings, candidate=renamed), [linked(decided=decided)], new_id=new_id).put

    assert (link.id, link.state, link.decided, link.before) == ("L0", LinkState.REVIEW, None, decided)


def test_a_change_after_which_the_pair_links_by_itself_as_was_decided_asks_nobody(new_id: Callable[[], str]) -> None:
    renamed = replace(WANG, name="王方")

    (link,) = settle(compared(SURE, candidate=renamed), [linked(decided=SAME)], new_id=new_id).put

    assert link.state is LinkState.LINKED


def test_a_pair_decided_to_be_different_stays_so_while_it_is_alike_no_more(new_id: Callable[[], str]) -> None:
    renamed, link = replace(WANG, name="赵敏"), linked(decided=DIFFERENT)

    assert settle(compared(candidate=renamed), [link], new_id=new_id) == settle(compared(), [link], new_id=new_id)
    assert settle(compared(SURE), [link], new_id=new_id).put == ()


@pytest.mark.parametrize("decided", [SAME, DIFFERENT], ids=["same", "different"])
def test_a_question_asked_again_stays_until_it_is_answered(decided: Decided, new_id: Callable[[], str]) -> None:
    renamed, renamed_again = replace(WANG, name="王芳芳"), replace(WANG, name="王方")
    (asked,) = settle(compared(DOUBTFUL, candidate=renamed), [linked(decided=decided)], new_id=new_id).put

    for pairings in ((DOUBTFUL,), (SURE,), ()):
        link = asked
        for candidate in (renamed, renamed, renamed_again):
            settled = settle(compared(*pairings, candidate=candidate), [link], new_id=new_id)
            link = settled.put[0] if settled.put else link
            assert (settled.gone, link.state, link.before) == ((), LinkState.REVIEW, decided)


@pytest.mark.parametrize("decided", [SAME, DIFFERENT], ids=["same", "different"])
def test_a_decision_stands_again_when_the_data_return(decided: Decided, new_id: Callable[[], str]) -> None:
    renamed = replace(WANG, name="王芳芳")
    (asked,) = settle(compared(DOUBTFUL, candidate=renamed), [linked(decided=decided)], new_id=new_id).put

    (again,) = settle(compared(SURE), [asked], new_id=new_id).put
    assert (again.decided, again.before_on) == (decided, None)
    assert settle(compared(SURE), [again], new_id=new_id).put == ()


def test_a_question_asked_again_stays_while_its_entry_is_in_no_extract(new_id: Callable[[], str]) -> None:
    renamed = replace(WANG, name="王芳芳")
    (asked,) = settle(compared(SURE, candidate=renamed), [linked(decided=DIFFERENT)], new_id=new_id).put

    assert settle(compared(entry=None), [asked], new_id=new_id).gone == ()


def test_a_link_of_nobody_deciding_goes_when_the_pair_is_alike_no_more(new_id: Callable[[], str]) -> None:
    assert settle(compared(), [linked(SURE)], new_id=new_id).gone == ("L0",)


def test_a_decision_is_kept_while_its_entry_is_in_no_extract(new_id: Callable[[], str]) -> None:
    assert settle(compared(entry=None), [linked(decided=SAME)], new_id=new_id).gone == ()


def test_a_link_stays_while_the_membership_of_its_entry_lapses(new_id: Callable[[], str]) -> None:
    without = compared(entry=None, lapsing=frozenset({"E1"}))

    assert settle(without, [linked(SURE)], new_id=new_id).gone == ()


def test_what_waited_for_a_person_goes_with_its_entry(new_id: Callable[[], str]) -> None:
    without = compared(entry=None, lapsing=frozenset({"E1"}))

    assert settle(without, [linked()], new_id=new_id).gone == ("L0",)


def test_the_links_of_a_deleted_candidate_go_even_if_decided(new_id: Callable[[], str]) -> None:
    others = compared(candidate=replace(WANG, id="C2"))

    assert settle(others, [linked(decided=SAME)], new_id=new_id).gone == ("L0",)


def test_a_candidate_left_out_of_a_comparison_is_in_none_of_it() -> None:
    without = compared(DOUBTFUL).without({"C1"})

    assert (without.pairings, without.candidates) == ([], {})


CHANGES = {
    "name": "李娜",
    "id_number": "370102200012120033",
    "phone": "13900000009",
    "sex": "male",
    "birth": "1999-01-02",
    "district": "市中区",
}


@pytest.mark.parametrize("field", CHANGES)
@pytest.mark.parametrize("side", [0, 1], ids=["candidate", "entry"])
def test_the_fingerprint_tells_every_field_of_both_sides(side: int, field: str) -> None:
    sides = [WANG, ENTRY]
    sides[side] = replace(sides[side], **{field: CHANGES[field]})

    assert fingerprint(*sides) != fingerprint(WANG, ENTRY)


@pytest.mark.parametrize(
    "written",
    [
        {"phone": "138-0000-0001"},
        {"phone": "+86 138 0000 0001"},
        {"id_number": "370102 20010512 0040"},
        {"id_number": "37010220010512004043B1"},
        {"name": " 王 芳"},
    ],
    ids=["phone with hyphens", "phone with +86", "number with spaces", "certificate of a reissue", "name with spaces"],
)
def test_the_fingerprint_does_not_tell_how_a_value_is_written(written: dict[str, str]) -> None:
    assert fingerprint(replace(WANG, **written), ENTRY) == fingerprint(WANG, ENTRY)


def test_undoing_a_decision_gives_back_what_the_comparison_said() -> None:
    link = undo(decide(linked(SURE), DIFFERENT))

    assert (link.state, link.decided, link.before) == (LinkState.LINKED, None, DIFFERENT)


def test_a_second_decision_keeps_the_first_beside_it() -> None:
    link = decide(decide(linked(), DIFFERENT), SAME)

    assert (link.state, link.before) == (LinkState.LINKED, DIFFERENT)
