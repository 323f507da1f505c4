"""What fits whom in bulk is what each alone would be ranked, within the posts that may be given."""

from __future__ import annotations

from dataclasses import replace

import pytest

from matcher.engine import Matcher
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


def test_what_fits_each_is_the_head_of_their_own_ranking(city: Matcher) -> None:
    everything = [f"P{n:05d}" for n in range(N_POSTS)]
    found = {one.candidate_id: one for one in city.fits((p.id for p in PEOPLE), everything, on=ON, limit=20)}
    for n, person in enumerate(PEOPLE):
        one = found[person.id]
        assert list(zip(one.post_ids, one.chances.tolist(), strict=True)) == ranked(city, n)[:20]


def test_only_the_posts_named_are_given_to_the_people_named(city: Matcher) -> None:
    found = list(city.fits(["C00003", "C00007", "nobody"], SOME, on=ON, limit=20))
    assert [one.candidate_id for one in found] == ["C00003", "C00007"]
    assert all(set(one.post_ids) <= set(SOME) for one in found)
    blocked_or_copies = [id for id, _ in ranked(city, 3) if id in SOME][:5]
    assert list(found[0].post_ids[:5]) == blocked_or_copies


def test_what_somebody_knows_is_passed_over_and_counted(city: Matcher) -> None:
    first = next(city.fits(["C00003"], SOME, on=ON, limit=5))
    then = next(city.fits(["C00003"], SOME, on=ON, limit=5, known={"C00003": {first.post_ids[0]}}))
    assert first.post_ids[0] not in then.post_ids
    assert then.post_ids[0] == first.post_ids[1]
    assert (first.n_known, then.n_known >= 1) == (0, True)


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


def test_a_post_finds_those_named_whom_it_fits_as_it_would_alone(city: Matcher) -> None:
    posts = draw_posts(N_POSTS, seed=51)[:3]
    named = [person.id for person in PEOPLE[:6]]
    for id, scored in city.seekers(posts, named, on=ON, limit=N_PEOPLE):
        post = next(one for one in posts if one.id == id)
        alone = city.rank_candidates(post, None, on=ON, limit=N_PEOPLE)
        assert scored == [one for one in alone if one.candidate_id in named]


def test_an_empty_scope_fits_nobody(city: Matcher) -> None:
    (one,) = city.fits(["C00003"], [], on=ON)
    assert (one.post_ids, one.n_known) == ((), 0)
