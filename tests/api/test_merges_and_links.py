"""What a merge that is undone leaves of links, of what a person decided on them and of memberships; both databases."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from api.house import House
from api.linked import decide_link
from api.linking import link_all, link_anew
from api.merging import join_duplicates, join_pair, undo_pair
from data.store import iter_duplicates
from matcher.records import Decision, Link, LinkState, Person
from models import Encoder
from tests.api.registered import (
    BLURRED,
    OFFICER,
    OTHER,
    SEPTEMBER,
    WANG,
    entry,
    hand_in,
    links,
    memberships,
    put,
)

UNNUMBERED = Person("王芳", None, "13800000001")  # perhaps WANG: joined with her by a person's word


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path: Path, new_house: Callable[..., House], tiny: Encoder) -> House:
    url = request.getfixturevalue("new_postgresql")() if request.param == "postgresql" else None
    return new_house(tmp_path, tiny, url=url)


@pytest.fixture
def pair(house: House) -> str:
    """Two candidates, one of them linked by itself, and the pair of them, which waits for a person."""
    put(house, "C1", WANG)
    put(house, "S77", UNNUMBERED)
    hand_in(house, [entry("E1", BLURRED)])
    run(house)
    return waiting(house)


def waiting(house: House) -> str:
    """Look for candidates who are one person, and give the one pair that waits."""
    join_duplicates(house, actor=OFFICER, at=house.clock())
    with house.database.read() as session:
        (found,) = iter_duplicates(session, vault=house.vault)
    return found.id


def run(house: House) -> None:
    link_all(house, actor=OFFICER, at=house.clock())


def decide(house: House, link: Link, decision: Decision) -> None:
    with house.database.begin() as session:
        decide_link(house, session, link.id, decision, note=None, actor=OFFICER)


def join(house: House, pair: str) -> None:
    with house.database.begin() as session:
        join_pair(house, session, pair, note=None, actor=OFFICER)


def undo(house: House, pair: str) -> None:
    with house.database.begin() as session:
        undo_pair(house, session, pair, note=None, actor=OFFICER)


def of(house: House, candidate_id: str) -> list[Link]:
    return [one for one in links(house) if one.pairing.candidate_id == candidate_id]


def said(house: House) -> dict[str, list[tuple[str, LinkState, Decision | None]]]:
    """Give of each candidate entries, states and decisions."""
    return {
        id: [(one.pairing.other_id, one.state, one.decided and one.decided.decision) for one in of(house, id)]
        for id in ("C1", "S77")
    }


def held(house: House) -> dict[str, int]:
    return {id: len(memberships(house, id)) for id in ("C1", "S77")}


DECIDED = [
    pytest.param(None, id="nobody decided"),
    pytest.param(Decision.SAME, id="the same"),
    pytest.param(Decision.DIFFERENT, id="different"),
]


@pytest.mark.parametrize("decision", DECIDED)
def test_links_decisions_and_memberships_are_as_before_a_merge_that_is_undone_after_a_comparison(
    house: House, pair: str, decision: Decision | None
) -> None:
    if decision is not None:
        decide(house, *of(house, "S77"), decision)
    link_anew(house, actor=OFFICER, at=house.clock())  # a decision lets others be asked about
    before, held_before = said(house), held(house)
    join(house, pair)
    run(house)
    undo(house, pair)
    assert (said(house), held(house)) == (before, held_before)
    run(house)
    assert (said(house), held(house)) == (before, held_before)


@pytest.mark.parametrize(
    ("decision", "state"),
    [
        pytest.param(Decision.SAME, LinkState.LINKED, id="the same: it is alike enough by itself, nobody is asked"),
        pytest.param(Decision.DIFFERENT, LinkState.REVIEW, id="different: a person is asked, for the data are others"),
    ],
)
def test_what_was_decided_after_a_merge_goes_with_the_link(
    house: House, pair: str, decision: Decision, state: LinkState
) -> None:
    join(house, pair)
    run(house)
    decide(house, *of(house, "C1"), decision)
    undo(house, pair)
    (link,) = of(house, "S77")
    assert (link.state, link.before and link.before.decision) == (state, decision)
    assert held(house) == {"C1": 0, "S77": 1 if state is LinkState.LINKED else 0}


def test_a_link_found_after_a_merge_is_found_again_for_the_one_it_is_of(house: House) -> None:
    put(house, "C1", WANG)
    put(house, "S77", UNNUMBERED)
    hand_in(house, [entry("E9", OTHER, birth="2000-12-12")])
    run(house)
    pair = waiting(house)
    join(house, pair)
    hand_in(house, [entry("E1", BLURRED)], as_of=SEPTEMBER)
    run(house)
    assert [one.pairing.other_id for one in of(house, "C1")] == ["E1"]
    undo(house, pair)
    assert said(house) == {"C1": [], "S77": [("E1", LinkState.LINKED, None)]}
    assert held(house) == {"C1": 0, "S77": 1}
