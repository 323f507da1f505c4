"""Demonstration units: who is ranked at all, and the formula worked by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from data.rulebook import read_rulebook
from matcher.employers import Asked, City, DemonstrationScore, Dossier, demonstration_scores, facts_of
from matcher.records import (
    Actor,
    Education,
    Employer,
    EmployerFault,
    Inspection,
    InspectionOutcome,
    Placement,
    Post,
    TrapVerdict,
)

JINAN = read_rulebook("jinan-2023").editions[0]
DAY = date(2023, 9, 1)
ACTOR = Actor("officer", "admin")
AT = datetime(2023, 9, 1, 9, tzinfo=UTC)


def offered(id: str, headcount: int, **told: object) -> Post:
    """A post with nothing missing; 2,100 yuan is the minimum wage until 2023-09-30."""
    post = Post(id, "测试员", "某公司", headcount=headcount, description="测试软件", education=Education.COLLEGE)
    full = {"pay_min_month_yuan": 2100.0, "term_min_months": 3, "district": "历下区", "published_on": date(2023, 3, 1)}
    return replace(post, **(full | told))  # type: ignore[arg-type]  # fields by name


def kept(employer: str, n_ended: int, n_retained: int) -> tuple[Placement, ...]:
    """Traineeships from February to July, of which some ended in a contract on the day after."""
    return tuple(
        Placement(
            f"{employer}-{n}",
            f"C-{employer}-{n}",
            employer,
            date(2023, 2, 1),
            date(2023, 7, 31),
            agreed_on=date(2023, 1, 20),
            insured_on=date(2023, 2, 1),
            contract_on=date(2023, 8, 1) if n < n_retained else None,
        )
        for n in range(n_ended)
    )


def unit(id: str, *posts: Post, n_ended: int = 5, n_retained: int = 3, **told: object) -> Dossier:
    employer = Employer(id, f"{id} 公司", recognised_on=date(2022, 5, 20))
    return Dossier(employer, kept(id, n_ended, n_retained), posts=posts, **told)  # type: ignore[arg-type]


def ranked(*units: Dossier, **told: frozenset[str]) -> list[DemonstrationScore]:
    mentored = frozenset(one.id for dossier in units for one in dossier.placements)
    facts = {one.employer.id: facts_of(one, City(JINAN, DAY, mentored)) for one in units}
    posts = frozenset(post.id for dossier in units for post in dossier.posts)
    return demonstration_scores(units, facts, Asked(JINAN, DAY, **({"mentored": posts} | told)))


def test_the_formula_by_hand() -> None:
    # E1: 6 openings in 2 posts, E2: 10 in one; 90 % of two employers is the second by size: full from 10 on
    # E1: 6/10 = 0.6; 8 checks, the second post under the minimum wage: 7/8 = 0.875
    # city: 3 + 1 of 5 + 5 retained = 0.4; E1: (3 + 5×0.4)/(5 + 5) = 0.5; mean (0.6 + 0.875 + 0.5)/3 = 0.65833
    first = unit("E1", offered("P1", 4), offered("P2", 2, pay_min_month_yuan=2099.0))
    second = unit("E2", offered("P3", 10), n_retained=1)
    found = {one.employer_id: one for one in ranked(first, second)}
    assert found["E1"].score == pytest.approx(0.658333, abs=1e-6)
    assert found["E1"].formula == "(min(6/10, 1) + 7/8 + (3 + 5×0.4000)/(5 + 5))/3 = 0.658"
    # E2: (1 + 1 + (1 + 2)/10)/3 = 0.76667
    assert found["E2"].score == pytest.approx(0.766667, abs=1e-6)


def test_the_best_stands_first_and_equals_by_id() -> None:
    units = [unit(id, offered(f"P-{id}", 4), n_retained=n) for id, n in (("E3", 2), ("E1", 5), ("E2", 2))]
    assert [one.employer_id for one in ranked(*units)] == ["E1", "E2", "E3"]


def test_one_trainee_kept_of_one_does_not_outrank_nine_of_ten() -> None:
    # with a third employer that kept none of ten the city's rate is 10/21 = 0.476
    # one of one: (1 + 2.381)/6 = 0.563; nine of ten: (9 + 2.381)/15 = 0.759
    one = unit("E1", offered("P1", 4), n_ended=1, n_retained=1)
    nine = unit("E2", offered("P2", 4), n_ended=10, n_retained=9)
    none = unit("E3", offered("P3", 4), n_ended=10, n_retained=0)
    assert [found.employer_id for found in ranked(one, nine, none)] == ["E2", "E1"]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"n_findings_open": 1}, id="an open finding"),
        pytest.param({"confirmed_on": (date(2023, 8, 1),)}, id="a fraud confirmed"),
        pytest.param(
            {
                "inspections": (
                    Inspection(
                        "E1",
                        date(2023, 8, 1),
                        InspectionOutcome.TO_MEND,
                        JINAN.id,
                        ACTOR,
                        AT,
                        (EmployerFault.MANAGEMENT,),
                    ),
                )
            },
            id="something to mend",
        ),
        pytest.param({"placements": (replace(kept("E1", 1, 0)[0], agreed_on=None),)}, id="no agreement"),
        pytest.param({"posts": ()}, id="no posts"),
        pytest.param({"placements": ()}, id="nothing has ended"),
        pytest.param({"placements": kept("E1", 5, 0)}, id="nobody retained"),
        pytest.param({"employer": Employer("E1", "E1 公司", status="已清退")}, id="removed"),
    ],
)
def test_an_employer_with_a_fault_or_nothing_to_show_is_not_ranked(changes: dict[str, object]) -> None:
    first = replace(unit("E1", offered("P1", 4)), **changes)  # type: ignore[arg-type]  # fields by name
    assert [one.employer_id for one in ranked(first, unit("E2", offered("P2", 4)))] == ["E2"]


@pytest.mark.parametrize(
    ("changes", "met"),
    [
        pytest.param({}, 4, id="nothing missing"),
        pytest.param({"description": None}, 3, id="an incomplete text"),
        pytest.param({"pay_min_month_yuan": None}, 2, id="no allowance: neither complete nor enough"),
        pytest.param({"trap_verdict": TrapVerdict.CONFIRMED}, 3, id="a trap"),
    ],
)
def test_each_check_of_a_post_counts(changes: dict[str, object], met: int) -> None:
    (found,) = ranked(unit("E1", offered("P1", 4, **changes)))
    assert (found.n_checks, found.n_checks_met) == (4, met)


def test_a_sign_of_a_trap_counts_until_a_person_cleared_it() -> None:
    cleared = offered("P2", 1, trap_verdict=TrapVerdict.CLEARED)
    (found,) = ranked(unit("E1", offered("P1", 1), cleared), flagged=frozenset({"P1", "P2"}))
    assert found.n_checks_met == 7


def test_a_post_that_names_no_mentor_meets_one_check_less() -> None:
    (found,) = ranked(unit("E1", offered("P1", 4)), mentored=frozenset())
    assert found.n_checks_met == 3


def test_only_posts_of_the_year_to_the_day_count() -> None:
    old, new = offered("P1", 3, published_on=date(2022, 9, 1)), offered("P2", 4, published_on=date(2022, 9, 2))
    (found,) = ranked(unit("E1", old, new, offered("P3", 5, published_on=date(2023, 9, 2))))
    assert (found.n_adverts, found.n_openings) == (1, 4)
