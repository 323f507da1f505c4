"""How far an advert is doubted: by signs and copies, unless an officer judged it; and where that puts a post."""

from __future__ import annotations

from dataclasses import replace

import pytest

from matcher.engine import Matcher
from matcher.explain import explain, sentence
from matcher.records import Candidate, Post, PostFilter, TrapVerdict
from matcher.traps import DOUBTFUL, TRAP, TRUSTED, doubt_of, flag_sentences, text_bands, trap_signs
from tests.matcher.city import DIMENSION, ON, draw_vectors

FEE = Post(id="FEE", title="会计", employer="春晓百货", description="记账，入职先交押金500元")
FAIR = Post(id="FAIR", title="会计", employer="春晓百货", description="记账，提供午餐")
LONG = "负责商场入口的秩序维护和来访人员登记，按时巡逻并检查消防器材，发现异常及时上报值班队长，做好交接班记录"


@pytest.mark.parametrize(
    ("post", "doubt"),
    [
        pytest.param(FAIR, TRUSTED, id="nothing against it"),
        pytest.param(FEE, DOUBTFUL, id="signs"),
        pytest.param(replace(FEE, trap_verdict=TrapVerdict.CLEARED), TRUSTED, id="signs, cleared"),
        pytest.param(replace(FEE, trap_verdict=TrapVerdict.CONFIRMED), TRAP, id="signs, confirmed"),
        pytest.param(replace(FAIR, trap_verdict=TrapVerdict.CONFIRMED), TRAP, id="no sign, confirmed all the same"),
        pytest.param(replace(FAIR, n_employers_of_text=7), TRUSTED, id="seven employers: a weak sign"),
        pytest.param(replace(FAIR, n_employers_of_text=8), DOUBTFUL, id="eight employers"),
    ],
)
def test_an_officer_has_the_last_word_on_an_advert(post: Post, doubt: int) -> None:
    assert doubt_of(post) == doubt
    assert bool(flag_sentences(post, "zh")) == (doubt != TRUSTED and bool(trap_signs(post)))


def test_a_count_of_employers_is_a_sign_that_says_it() -> None:
    (sign,) = trap_signs(replace(FAIR, n_employers_of_text=9))
    assert (sign.code, sign.sentence("en")) == ("copied_widely", "One text stands under the names of 9 employers.")


def _shown(*posts: Post, blocked: bool = False) -> list[str]:
    matcher = Matcher(dimension=DIMENSION)
    vectors = draw_vectors(1, seed=1)[0]
    matcher.update(posts=[(post, vectors) for post in posts], sequence=1)
    where = PostFilter(blocked=blocked)
    found = matcher.list_posts(Candidate(id="C", wish="会计"), vectors, on=ON, limit=9, where=where)
    return [one.scored.post_id for one in found]


def test_what_looks_like_a_trap_stands_after_what_fits_worse() -> None:
    far = replace(FAIR, id="FAR", title="焊工", description="焊接，夜班，驻外")
    assert _shown(FEE, far) == ["FAR", "FEE"]
    assert _shown(replace(FEE, trap_verdict=TrapVerdict.CLEARED), far) == ["FEE", "FAR"]


def test_a_confirmed_trap_is_listed_only_with_what_is_blocked_and_last() -> None:
    trap = replace(FAIR, id="TRAP", trap_verdict=TrapVerdict.CONFIRMED)
    assert _shown(trap, FEE, FAIR) == ["FAIR", "FEE"]
    assert _shown(trap, FEE, FAIR, blocked=True) == ["FAIR", "FEE", "TRAP"]


@pytest.mark.parametrize(
    ("verdict", "zh", "en"),
    [
        (None, "招聘信息有可疑之处，推荐前请先核实：要求求职者先交钱", "The advert looks doubtful"),
        (
            TrapVerdict.CLEARED,
            "工作人员核实过这条招聘信息，没有问题。",
            "An officer checked the advert and cleared it.",
        ),
        (TrapVerdict.CONFIRMED, "工作人员已认定这条招聘信息有问题", "An officer found the advert to be a trap"),
    ],
)
def test_the_reason_says_who_judged(verdict: TrapVerdict | None, zh: str, en: str) -> None:
    post, person, vectors = (
        replace(FEE, trap_verdict=verdict),
        Candidate(id="C", wish="会计"),
        draw_vectors(1, seed=1)[0],
    )
    matcher = Matcher(dimension=DIMENSION)
    matcher.update(posts=[(post, vectors)], sequence=1)
    match = explain(person, post, matcher.score_pair(person, vectors, post, vectors, on=ON))
    (told,) = [one for one in match.criteria if one.code == "advert"]
    assert sentence(told, "zh").startswith(zh)
    assert sentence(told, "en").startswith(en)


def test_like_texts_share_a_number_and_others_do_not() -> None:
    here, there = (replace(FAIR, description=text) for text in (LONG, f"急聘。{LONG}。包吃住，月薪5000元"))
    assert set(text_bands(here)) & set(text_bands(there))
    assert not set(text_bands(here)) & set(text_bands(replace(FAIR, description=LONG[::-1])))
    assert text_bands(FAIR) == ()  # too short to tell


def test_numbers_of_a_text_are_the_same_for_all_times() -> None:
    # what a database keeps of older versions must be found again
    assert text_bands(replace(FAIR, description=LONG))[0] == BAND
    assert all(-(2**63) <= band < 2**63 for band in text_bands(replace(FAIR, description=LONG)))


BAND = -8176996657864387461
