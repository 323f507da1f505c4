"""What becomes of pairs of candidates who may be one person."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

import pytest

from matcher.duplicates import Looks, Proposals, joins_by_itself, propose
from matcher.links import fingerprint
from matcher.records import (
    Band,
    Compared,
    Decided,
    Decision,
    Duplicate,
    DuplicateState,
    Identity,
    LinkHow,
    Pairing,
)

AT = datetime(2023, 8, 1, tzinfo=UTC)
A, B = Identity("A", name="张三", id_number="N"), Identity("B", name="张三", id_number="N")
EXACT = Pairing("A", "B", LinkHow.EXACT, 1.0, Band.LINKED, (Compared("name", "exact", 9.0),))
PROBABLE = replace(EXACT, how=LinkHow.PROBABLE, p=0.999)
SLIP, SAME_PHONE = (Compared("name", "one_character", 2.0),), Compared("phone", "same", 9.0)
APART = Decided(Decision.DIFFERENT, "officer", AT)


def known(state: DuplicateState, decided: Decided | None = None, *, pairing: Pairing = PROBABLE) -> Duplicate:
    return Duplicate("D1", pairing, fingerprint(A, B), state, AT, decided)


def settle(pairing: Pairing | None, *before: Duplicate, second: Identity = B) -> Proposals:
    ids = (f"new-{n}" for n in count())
    looks = Looks([pairing] if pairing else [], {"A": A, "B": second}, {"A", "B"}, AT)
    return propose(looks, before, new_id=lambda: next(ids))


@pytest.mark.parametrize(
    ("pairing", "joins"),
    [
        pytest.param(EXACT, True, id="the same number and name"),
        pytest.param(PROBABLE, False, id="however probable"),
        pytest.param(replace(EXACT, band=Band.REVIEW), False, id="a number in another's row"),
        pytest.param(replace(EXACT, compared=(Compared("name", "differs", -9.0),)), False, id="another name"),
        pytest.param(replace(EXACT, compared=SLIP), False, id="a sibling's name"),
        pytest.param(replace(EXACT, compared=(*SLIP, SAME_PHONE)), True, id="a slip of the name, the same phone"),
        pytest.param(replace(EXACT, compared=(Compared("birth", "differs", -9.0),)), False, id="another birth date"),
    ],
)
def test_only_the_same_number_without_another_name_or_birth_joins_by_itself(pairing: Pairing, joins: bool) -> None:
    assert joins_by_itself(pairing) is joins


def test_a_new_pair_is_joined_or_waits() -> None:
    assert [one.id for one in settle(EXACT).join] == ["new-0"]
    assert [one.state for one in settle(PROBABLE).put] == [DuplicateState.REVIEW]


def test_a_pair_that_was_answered_is_left_alone_while_both_are_who_they_were() -> None:
    apart = known(DuplicateState.APART, APART, pairing=EXACT)
    assert settle(EXACT, apart) == Proposals((), (), ())


def test_a_pair_that_was_answered_waits_again_when_somebody_changed_and_is_never_joined() -> None:
    apart = known(DuplicateState.APART, APART, pairing=EXACT)
    found = settle(EXACT, apart, second=replace(B, phone="13800001234"))
    assert (found.join, [one.id for one in found.put]) == ((), ["D1"])
    assert found.put[0].state is DuplicateState.REVIEW


def test_a_pair_that_waits_and_is_alike_no_more_is_gone() -> None:
    assert settle(None, known(DuplicateState.REVIEW)).gone == ("D1",)
    assert settle(None, known(DuplicateState.APART, APART)).gone == ()


def test_a_pair_that_waits_unchanged_is_not_written_again() -> None:
    assert settle(PROBABLE, known(DuplicateState.REVIEW)) == Proposals((), (), ())
