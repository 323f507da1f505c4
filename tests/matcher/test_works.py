"""The works that a wish lists, one by one: how they are read, and how posts answer them."""

from __future__ import annotations

import pytest

from data.reference import load_occupations
from matcher.engine import Matcher
from matcher.errors import Conflict
from matcher.lexical import pairs_of
from matcher.ranking import OTHER_WORK, WISHED
from matcher.records import Candidate, Post, Scored, Status
from matcher.text import MOST_WORKS, wished_works
from tests.matcher.city import DIMENSION, ON, draw_candidates, draw_posts, draw_vectors

PERSON = Candidate(id="C", wish="造价员、预算员，希望有师傅带，不做销售", major="工程造价")
TITLES = {"own": "造价员", "words": "市政预算编制", "near": "招标代理员", "other": "美甲师", "unknown": "能人"}
POSTS = [Post(id=name, title=title, employer="单位") for name, title in TITLES.items()]


@pytest.fixture
def matcher() -> Matcher:
    made = Matcher(dimension=DIMENSION, occupations=load_occupations())
    same = draw_vectors(1, seed=1)[0]
    made.update(posts=[(post, same) for post in POSTS], candidates=[(PERSON, same)], sequence=1)
    return made


def finding(scored: Scored, code: str) -> tuple[Status, float]:
    found = next(one for one in scored.findings if one.code == code)
    return found.status, found.contribution


@pytest.mark.parametrize(
    ("wish", "works"),
    [
        pytest.param("想做码农，前端或者软件测试都行，会的不多但肯学", ("码农", "前端", "软件测试"), id="a list"),
        pytest.param("推拿理疗，店里、医院、养老院都可以", ("推拿理疗",), id="venues beside a work"),
        pytest.param("养老院", ("养老院",), id="nothing but a venue"),
        pytest.param("想转行：软件实施、运营什么的，只要能坐办公室", ("软件实施", "运营"), id="conditions and change"),
        pytest.param("体能教练、体育老师都可以", ("体能教练", "体育老师"), id="teaching is work"),
        pytest.param("做账、干洗、进出口贸易", ("做账", "干洗", "进出口贸易"), id="words that begin like a verb"),
        pytest.param("教学督导或者驻场运维", ("教学督导", "驻场运维"), id="works that sound like conditions"),
        pytest.param("机器人研发，不倒班", ("机器人研发",), id="hours are no work"),
        pytest.param("电工，维修，什么都行", ("电工", "维修"), id="anything is no work"),
        pytest.param("服务员、前台；想包吃住", ("服务员", "前台"), id="board and lodging are no work"),
        pytest.param(
            "希望是农业方面的，最好是社会工作", ("农业", "社会工作"), id="a verb, and a profession named work"
        ),
        pytest.param(
            "首选物业管家，其次在线客服；只考虑", ("物业管家", "在线客服"), id="an order, and a condition cut short"
        ),
        pytest.param("服从安排", (), id="whatever is given"),
        pytest.param("不想做销售", (), id="nothing but a refusal"),
        pytest.param(None, (), id="no wish"),
    ],
)
def test_a_wish_is_read_work_by_work(wish: str | None, works: tuple[str, ...]) -> None:
    assert wished_works(Candidate(id="C", wish=wish)) == works


def test_a_wish_for_everything_is_cut() -> None:
    works = wished_works(Candidate(id="C", wish="、".join(f"{sign}匠" for sign in "木瓦石铁铜金银画花")))
    assert len(works) == MOST_WORKS


def test_a_latin_word_is_one_sign_and_stands_for_itself() -> None:
    assert len(pairs_of("java")) == 1
    assert len(pairs_of("做java的")) == 2  # 做java, java的


def test_posts_answer_a_wish_by_family_or_by_words(matcher: Matcher) -> None:
    ranked = {one.post_id: one for one in matcher.rank_posts(PERSON, None, on=ON)}
    assert {id_: finding(one, WISHED) for id_, one in ranked.items()} == {
        "own": (Status.MET, 0.3),  # its very words: 0.3 · 1
        "words": (Status.MET, 0.24),  # the family of the wish: 0.3 · 0.8
        "near": (Status.UNKNOWN, 0.12),  # a near family: 0.3 · 0.8 · 0.5
        "other": (Status.NOT_MET, 0.0),
        "unknown": (Status.NOT_MET, 0.0),
    }


def test_only_a_post_of_another_known_family_is_other_work(matcher: Matcher) -> None:
    ranked = {one.post_id: finding(one, OTHER_WORK) for one in matcher.rank_posts(PERSON, None, on=ON)}
    assert ranked.pop("other") == (Status.NOT_MET, -0.3)
    assert set(ranked.values()) == {(Status.UNKNOWN, 0.0)}


def test_who_names_no_work_is_not_held_to_any(matcher: Matcher) -> None:
    scored = matcher.score_pair(Candidate(id="N"), draw_vectors(1, seed=2)[0], POSTS[0], None, on=ON)
    assert finding(scored, WISHED) == finding(scored, OTHER_WORK) == (Status.UNKNOWN, 0.0)


def test_both_directions_and_single_pairs_score_alike() -> None:
    posts, people = draw_posts(60, seed=3), draw_candidates(20, seed=3)
    matcher = Matcher(dimension=DIMENSION, occupations=load_occupations())
    matcher.update(
        posts=list(zip(posts, draw_vectors(60, seed=4), strict=True)),
        candidates=list(zip(people, draw_vectors(20, seed=5), strict=True)),
        sequence=1,
    )
    forth = {(s.candidate_id, s.post_id): s for who in people for s in matcher.rank_posts(who, None, on=ON, limit=60)}
    back = {(s.candidate_id, s.post_id): s for post in posts for s in matcher.rank_candidates(post, None, on=ON)}
    assert len(forth) > 100
    assert forth == back
    assert {pair: matcher.score_pair(*_records(pair, people, posts), on=ON) for pair in list(forth)[:50]} == {
        pair: forth[pair] for pair in list(forth)[:50]
    }


def _records(pair: tuple[str, str], people: list[Candidate], posts: list[Post]) -> tuple[Candidate, None, Post, None]:
    return next(c for c in people if c.id == pair[0]), None, next(p for p in posts if p.id == pair[1]), None


def test_a_saved_index_of_another_table_is_refused(matcher: Matcher) -> None:
    with pytest.raises(Conflict):
        Matcher.from_state(matcher.state())
    back = Matcher.from_state(matcher.state(), occupations=load_occupations())
    assert back.rank_posts(PERSON, None, on=ON) == matcher.rank_posts(PERSON, None, on=ON)
