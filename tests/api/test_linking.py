"""From a waiting extract to memberships: what links by itself, what a person decides, what lapses; both databases."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from api.beginning import begin
from api.comparing import compare_at_once
from api.house import House
from api.linked import decide_link, undo_decision
from api.linking import Linking, link_all, link_anew
from api.settings import Settings
from data import log
from data.store import groups_on
from data.store.extracts import waiting_extracts
from matcher.errors import Conflict, NotFound
from matcher.records import Decision, Link, LinkHow, LinkState, Person
from tests.api.registered import (
    AUGUST,
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

DAY = date(2023, 9, 1)
TWIN = Person("王芬", "370102200105120067", "13800000002")


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory, new_postgresql: Callable[..., str]) -> Mapping[str, Settings]:
    """An empty house over each database, to be copied."""
    found = {}
    for name in ("sqlite", "postgresql"):
        url = new_postgresql() if name == "postgresql" else None
        found[name] = Settings(var=tmp_path_factory.mktemp(name) / "var", database_url=url, today=DAY)
        begin(found[name])
    return found


@pytest.fixture(params=["sqlite", "postgresql"])
def house(
    request: pytest.FixtureRequest,
    begun: Mapping[str, Settings],
    new_postgresql: Callable[..., str],
    tmp_path: Path,
) -> Iterator[House]:
    """A house over either database; the encoder is never needed."""
    like = begun[request.param]
    shutil.copytree(like.var, tmp_path / "var")
    url = like.database_url and new_postgresql(like=like.database_url.split("?")[0].rsplit("/", 1)[-1])
    house = House.open(Settings(var=tmp_path / "var", database_url=url, today=DAY))
    yield house
    house.close()


def run(house: House) -> Linking:
    return link_all(house, actor=OFFICER, at=house.clock())


def decide(house: House, link: Link, decision: Decision) -> Link:
    with house.database.begin() as session:
        return decide_link(house, session, link.id, decision, note=None, actor=OFFICER)


def undo(house: House, link: Link) -> Link:
    with house.database.begin() as session:
        return undo_decision(house, session, link.id, actor=OFFICER)


def doubtful(house: House) -> Link:
    """Link a candidate with an entry that may be the same person."""
    put(house, "C1", WANG)
    hand_in(house, [entry("E1", BLURRED)])
    run(house)
    (link,) = links(house)
    return link


def test_the_same_id_number_links_and_proves_a_membership(house: House) -> None:
    put(house, "C1", WANG)
    hand_in(house, [entry("E1", WANG)])

    done = run(house)

    assert done.links == {"low_income": {LinkState.LINKED: 1, LinkState.REVIEW: 0, LinkState.DIFFERENT: 0}}
    (held,) = memberships(house, "C1")
    assert (held.group, held.how, held.as_of) == ("low_income", LinkHow.EXACT, AUGUST)


def test_linking_takes_a_waiting_extract_into_effect(house: House) -> None:
    hand_in(house, [entry("E1", WANG)])

    done = run(house)

    assert [one.n_added for one in done.applied] == [1]
    with house.database.read() as session:
        assert waiting_extracts(session) == []


def test_an_extract_of_a_later_day_goes_on_waiting(house: House) -> None:
    hand_in(house, [entry("E1", WANG)], as_of=SEPTEMBER)

    done = link_all(house, actor=OFFICER, at=house.clock(), as_of=AUGUST)

    assert done.applied == ()


def test_two_valid_and_different_id_numbers_never_link_by_themselves(house: House) -> None:
    put(house, "C1", WANG)
    hand_in(house, [entry("E1", replace(WANG, id_number=TWIN.id_number))])

    run(house)

    assert LinkState.LINKED not in {one.state for one in links(house)}
    assert memberships(house, "C1") == []


def test_a_second_run_compares_nobody(house: House) -> None:
    put(house, "C1", WANG)
    hand_in(house, [entry("E1", WANG)])
    run(house)

    done = run(house)

    assert (done.n_compared, done.n_changed) == (0, 0)
    assert done.links["low_income"][LinkState.LINKED] == 1


def test_only_who_changed_is_compared_again(house: House) -> None:
    put(house, "C1", WANG)
    put(house, "C2", TWIN)
    hand_in(house, [entry("E1", WANG)])
    run(house)
    put(house, "C2", replace(TWIN, phone="13800000009"))

    assert run(house).n_compared == 1


def test_all_are_compared_anew_where_that_is_asked_for(house: House) -> None:
    put(house, "C1", WANG)
    hand_in(house, [entry("E1", WANG)])
    run(house)
    before = links(house)

    done = link_anew(house, actor=OFFICER, at=house.clock())

    assert (done.n_compared, done.n_changed) == (1, 0)
    assert links(house) == before


def test_a_doubtful_pair_waits_for_a_person_and_proves_nothing(house: House) -> None:
    link = doubtful(house)

    assert link.state is LinkState.REVIEW
    assert memberships(house, "C1") == []


def test_a_decision_makes_the_membership_at_once_and_names_who_decided(house: House) -> None:
    decide(house, doubtful(house), Decision.SAME)

    (held,) = memberships(house, "C1")
    assert (held.how, held.confirmed_by) == (LinkHow.PERSON, OFFICER.id)


def test_undoing_a_decision_takes_the_membership_away_at_once(house: House) -> None:
    link = decide(house, doubtful(house), Decision.SAME)

    assert undo(house, link).state is LinkState.REVIEW
    assert memberships(house, "C1") == []


def test_what_nobody_decided_cannot_be_undone(house: House) -> None:
    with pytest.raises(Conflict, match="nobody has decided"):
        undo(house, doubtful(house))


def test_a_link_that_is_not_there_cannot_be_decided(house: House) -> None:
    with house.database.begin() as session, pytest.raises(NotFound):
        decide_link(house, session, "none", Decision.SAME, note=None, actor=OFFICER)


def test_a_person_may_tell_two_apart_that_linked_by_themselves(house: House) -> None:
    put(house, "C1", WANG)
    hand_in(house, [entry("E1", WANG)])
    run(house)

    decide(house, links(house)[0], Decision.DIFFERENT)
    link_anew(house, actor=OFFICER, at=house.clock())

    assert [one.state for one in links(house)] == [LinkState.DIFFERENT]
    assert memberships(house, "C1") == []


@pytest.mark.parametrize("decision", list(Decision))
def test_a_decision_is_kept_over_a_new_extract_with_the_same_data(house: House, decision: Decision) -> None:
    link = decide(house, doubtful(house), decision)
    hand_in(house, [entry("E1", BLURRED), entry("E2", OTHER)], as_of=SEPTEMBER)

    run(house)

    assert links(house) == [link]


def test_a_changed_name_asks_a_person_again(house: House) -> None:
    decide(house, doubtful(house), Decision.DIFFERENT)
    hand_in(house, [entry("E1", replace(BLURRED, name="王芳芳"))], as_of=SEPTEMBER)
    put(house, "C1", replace(WANG, name="王芳芳"))

    run(house)

    (link,) = links(house)
    assert (link.state, link.decided) == (LinkState.REVIEW, None)
    assert link.before is not None
    assert link.before.decision is Decision.DIFFERENT


def test_who_is_gone_from_the_next_extract_lapses_after_the_notice(house: House) -> None:
    put(house, "C1", WANG)
    hand_in(house, [entry("E1", WANG)])
    run(house)
    hand_in(house, [entry("E2", TWIN)], as_of=SEPTEMBER)

    done = run(house)

    assert [one.n_lapsing for one in done.applied] == [1]
    (held,) = memberships(house, "C1")
    assert held.lapses_on == date(2023, 10, 1)  # 1 September and the 30 days of this registry
    with house.database.read() as session:
        assert groups_on(session, date(2023, 9, 30), vault=house.vault) == {"C1": frozenset({"low_income"})}
        assert groups_on(session, date(2023, 10, 1), vault=house.vault) == {}


def test_who_comes_back_before_the_lapse_keeps_the_membership(house: House) -> None:
    put(house, "C1", WANG)
    hand_in(house, [entry("E1", WANG)])
    run(house)
    (before,) = memberships(house, "C1")
    hand_in(house, [entry("E2", TWIN)], as_of=date(2023, 8, 15))
    run(house)
    hand_in(house, [entry("E1", WANG), entry("E2", TWIN)], as_of=SEPTEMBER)
    run(house)

    assert memberships(house, "C1") == [replace(before, as_of=SEPTEMBER)]


def test_a_candidate_who_comes_is_linked_at_once(house: House) -> None:
    hand_in(house, [entry("E1", WANG), entry("E2", TWIN)])
    run(house)
    put(house, "C1", WANG)

    compare_at_once(house, ["C1"], actor=OFFICER, at=house.clock())

    assert [one.group for one in memberships(house, "C1")] == ["low_income"]


def test_a_comparison_at_once_and_one_of_all_say_the_same(house: House) -> None:
    hand_in(house, [entry("E1", WANG), entry("E2", OTHER), entry("E3", BLURRED)])
    run(house)
    put(house, "C1", WANG)
    compare_at_once(house, ["C1"], actor=OFFICER, at=house.clock())
    at_once = links(house)

    run(house)

    assert links(house) == at_once


def test_what_is_compared_stands_in_one_line_of_the_log_without_names(house: House) -> None:
    put(house, "C1", WANG)
    hand_in(house, [entry("E1", WANG)])

    run(house)

    with house.database.read() as session:
        lines = [one for one in log.entries(session) if one.action in ("reveal", "link")]
    assert [(one.action, one.id, one.details["n"]) for one in lines] == [("reveal", None, 1), ("link", None, 1)]
    assert lines[0].purpose == "comparison with the registries"
    assert lines[0].details["n_entries"] == 1
    assert not {"low_income", "王芳", WANG.id_number} & set(str(lines).replace("'", " ").split())


def test_the_database_holds_no_candidate_of_a_link_in_the_open(house: House, tmp_path: Path) -> None:
    put(house, "C-hers", WANG)
    hand_in(house, [entry("E1", WANG)])
    run(house)
    from sqlalchemy import text

    with house.database.read() as session:
        rows = session.execute(text("SELECT noun, id, shelf FROM sealed_records")).all()
    assert {row.noun for row in rows} == {"link", "membership", "parameters", "registry_entry"}
    assert not [row for row in rows if "C-hers" in row.id + row.shelf or "low_income" in row.id + row.shelf]


def run_and_meanwhile(house: House, happens: Callable[[], object]) -> None:
    """Compare all; something happens when they are compared and nothing is stored yet."""
    waiting = [happens]

    def told(done: int, n: int) -> None:
        if n * 8 // 10 == done and waiting:
            waiting.pop()()

    link_anew(house, actor=OFFICER, at=house.clock(), on_progress=told)
    assert not waiting


def states(house: House) -> dict[str, LinkState]:
    return {one.pairing.candidate_id: one.state for one in links(house)}


def test_beside_whom_a_person_confirms_during_a_run_nobody_is_linked_by_it(house: House) -> None:
    link = doubtful(house)
    put(house, "C2", BLURRED)  # with the number of the entry

    run_and_meanwhile(house, lambda: decide(house, link, Decision.SAME))

    assert states(house) == {"C1": LinkState.LINKED, "C2": LinkState.REVIEW}
    assert memberships(house, "C2") == []


def test_whom_a_person_tells_apart_during_a_run_leaves_the_entry_to_others(house: House) -> None:
    put(house, "C1", WANG)
    put(house, "C2", replace(BLURRED, id_number=None))
    hand_in(house, [entry("E1", BLURRED)])
    run(house)
    (link,) = links(house)
    assert link.pairing.candidate_id == "C2"

    run_and_meanwhile(house, lambda: decide(house, link, Decision.DIFFERENT))

    assert states(house) == {"C1": LinkState.REVIEW, "C2": LinkState.DIFFERENT}


def test_a_decision_taken_back_during_a_run_holds_no_rival_back(house: House) -> None:
    link = decide(house, doubtful(house), Decision.SAME)
    put(house, "C2", BLURRED)

    run_and_meanwhile(house, lambda: undo(house, link))

    assert states(house)["C2"] is LinkState.LINKED


SLIP = "370102200105120041"  # WANG's number with another last digit


@pytest.mark.parametrize(
    ("candidate", "registered"),
    [
        pytest.param(WANG, Person("王方", SLIP, WANG.phone), id="a slip in the registry"),
        pytest.param(Person("王方", SLIP, WANG.phone), WANG, id="a slip of the candidate"),
        pytest.param(WANG, Person("王方", "37010220010512004", WANG.phone), id="a digit lost in the registry"),
        pytest.param(WANG, Person("王方", f"{WANG.id_number}43", WANG.phone), id="a certificate"),
        pytest.param(
            Person("王国强", None, WANG.phone), Person("王國強", None, WANG.phone), id="old forms of the characters"
        ),
    ],
)
def test_a_candidate_who_comes_is_found_at_once_by_one_slip_as_by_a_comparison_of_all(
    house: House, candidate: Person, registered: Person
) -> None:
    hand_in(house, [entry("E1", registered)])
    run(house)
    put(house, "C1", candidate)

    compare_at_once(house, ["C1"], actor=OFFICER, at=house.clock())

    at_once = links(house)
    assert [one.pairing.other_id for one in at_once] == ["E1"]
    run(house)
    assert links(house) == at_once


def test_a_person_confirmed_before_a_run_keeps_rivals_back_though_the_person_changes_during_it(house: House) -> None:
    decide(house, doubtful(house), Decision.SAME)
    put(house, "C2", BLURRED)

    run_and_meanwhile(house, lambda: put(house, "C1", replace(WANG, phone="13899999999")))

    assert states(house)["C2"] is LinkState.REVIEW
