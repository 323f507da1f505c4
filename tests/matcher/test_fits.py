"""What fits whom in bulk is what each alone would be ranked, within the posts that may be given."""

from __future__ import annotations

from dataclasses import replace

import pytest

from matcher.engine import Matcher, fits
from tests.matcher.city import DIMENSION, ON, draw_candidates, draw_posts, draw_vectors

N_POSTS, N_PEOPLE = 300, 12


@pytest.fixture(scope="module")
def city() -> Matcher:
    posts, people = draw_posts(N_POSTS, seed=51), draw_candidates(N_PEOPLE, seed=52)
    matcher = Matcher(dimension=DIMENSION)
    matcher.update(
        posts=list(zip(posts, draw_vectors(N_POSTS, seed=53), strict=True)),
        candidates=list(zip(people, draw_vectors(N_PEOPLE, seed=54), strict=True)),
        sequence=1,
    )
    return matcher


PEOPLE = draw_candidates(N_PEOPLE, seed=52)
SOME = [f"P{n:05d}" for n in range(0, N_POSTS, 2)]


def ranked(city: Matcher, n: int) -> list[tuple[str, float]]:
    """Give the whole ranking of one person, without copies and doubtful adverts."""
    taken, found = set[str](), []
    for one in city.rank_posts(PEOPLE[n], None, on=ON, limit=N_POSTS):
        if one.post_id in taken or any(f.code == "advert" and f.status == "not_met" for f in one.findings):
            continue
        found.append((one.post_id, one.chance))
        taken |= city.copies_of(one.post_id)
    return found


def test_what_fits_each_is_their_own_ranking(city: Matcher) -> None:
    everything = [f"P{n:05d}" for n in range(N_POSTS)]
    found = {one.candidate_id: one for one in city.fits((p.id for p in PEOPLE), everything, on=ON)}
    for n, person in enumerate(PEOPLE):
        one = found[person.id]
        assert list(zip(one.post_ids, one.chances.tolist(), strict=True)) == ranked(city, n)


@pytest.mark.parametrize("least", [0.01, 0.05, 0.1, 0.3])
def test_only_what_fits_well_enough_is_given(city: Matcher, least: float) -> None:
    (one,) = city.fits(["C00003"], [f"P{n:05d}" for n in range(N_POSTS)], on=ON, least=least)
    assert list(zip(one.post_ids, one.chances.tolist(), strict=True)) == [
        (id, chance) for id, chance in ranked(city, 3) if chance >= least
    ]


def test_only_the_posts_named_are_given_to_the_people_named(city: Matcher) -> None:
    found = list(city.fits(["C00003", "C00007", "nobody"], SOME, on=ON))
    assert [one.candidate_id for one in found] == ["C00003", "C00007"]
    assert list(found[0].post_ids) == [id for id, _ in ranked(city, 3) if id in SOME]


def test_what_somebody_knows_is_passed_over_and_counted(city: Matcher) -> None:
    first = next(city.fits(["C00003"], SOME, on=ON))
    then = next(city.fits(["C00003"], SOME, on=ON, known={"C00003": {first.post_ids[0]}}))
    assert then.post_ids == first.post_ids[1:]
    assert (first.n_known, then.n_known) == (0, 1)


def test_of_copies_the_best_alone_is_given() -> None:
    post, (vectors,) = draw_posts(1, seed=7)[0], draw_vectors(1, seed=8)
    post = replace(post, education=None, closes_on=None, night_shift=None, description="负责会计核算与报表" * 5)
    other = replace(post, id="P2", title="电工员", description="检修配电设备，巡视线路，填写记录。" * 3)
    matcher = Matcher(dimension=DIMENSION)
    person = replace(draw_candidates(1, seed=9)[0], wish="会计")
    posts = [(post, vectors), (replace(post, id="P1"), vectors), (other, vectors)]
    matcher.update(posts=posts, candidates=[(person, vectors)], sequence=1)
    assert matcher.copies_of(post.id) == {"P1"}
    found = next(matcher.fits([person.id], [post.id, "P1", "P2"], on=ON))
    assert len({post.id, "P1"} & set(found.post_ids)) == 1
    assert matcher.copies_of("nowhere") == frozenset()


def test_an_empty_scope_fits_nobody(city: Matcher) -> None:
    (one,) = city.fits(["C00003"], [], on=ON)
    assert (one.post_ids, one.n_known) == ((), 0)


EVERYTHING = [(post, None) for post in draw_posts(40, seed=51)]


def test_whom_posts_fit_are_ranked_with_their_chances_for_each_alone(
    city: Matcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fits, "PEOPLE", 5)
    found: dict[str, dict[str, float]] = {}
    for post_id, people in city.fits_to_posts(EVERYTHING, [*(p.id for p in PEOPLE), "nobody"], on=ON, least=0.05):
        found.setdefault(post_id, {}).update(people)
    alone = {
        post.id: {
            one.candidate_id: one.chance
            for one in city.rank_candidates(post, None, on=ON, limit=N_PEOPLE)
            if one.chance >= 0.05
        }
        for post, _ in EVERYTHING
    }
    assert found == alone
    assert any(alone.values())


def test_posts_fit_none_but_the_people_named(city: Matcher) -> None:
    found = city.fits_to_posts(EVERYTHING, ["C00003"], on=ON)
    assert {id for _, people in found for id in people} == {"C00003"}


def test_posts_fit_nobody_where_nobody_is_named(city: Matcher) -> None:
    assert list(city.fits_to_posts(EVERYTHING, [], on=ON)) == []
