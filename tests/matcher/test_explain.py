from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from matcher.eligibility import RULES
from matcher.engine import Matcher
from matcher.explain import explain, sentence
from matcher.ranking import WEIGHTS
from matcher.records import Candidate, Criterion, Education, Match, Post, PostFilter, Status
from tests.matcher.city import DIMENSION, ON, draw_candidates, draw_posts, draw_vectors

CODES = [*(part.code for part in WEIGHTS.parts), *(rule.code for rule in RULES)]


def _match(candidate: Candidate, post: Post) -> Match:
    matcher = Matcher(dimension=DIMENSION)
    vectors = draw_vectors(2, seed=1)
    return explain(candidate, post, matcher.score_pair(candidate, vectors[0], post, vectors[1], on=ON))


def _criterion(match: Match, code: str) -> Criterion:
    return next(criterion for criterion in match.criteria if criterion.code == code)


def test_contributions_of_criteria_sum_to_the_score() -> None:
    posts, vectors = draw_posts(40, seed=1), draw_vectors(40, seed=1)
    matcher = Matcher(dimension=DIMENSION)
    matcher.update(posts=list(zip(posts, vectors, strict=True)), sequence=1)
    by_id = {post.id: post for post in posts}
    person = draw_candidates(1, seed=2)[0]
    for scored in matcher.rank_posts(person, vectors[0], on=ON, limit=40, where=PostFilter(blocked=True)):
        match = explain(person, by_id[scored.post_id], scored)
        assert sum(c.contribution for c in match.criteria) == pytest.approx(match.score, abs=1e-6)
        assert match.blocked == scored.blocked


def test_every_criterion_is_there_once() -> None:
    match = _match(Candidate(id="C"), Post(id="P", title="文员", employer="E"))
    assert [criterion.code for criterion in match.criteria] == CODES


def test_a_criterion_quotes_what_is_asked_and_given() -> None:
    person = Candidate(
        id="C",
        education=Education.COLLEGE,
        education_written="专科",
        wish="文员，五千以下就不考虑",
        experience="做文员一年",
        districts=("历下区", "市中区"),
        pay_min_month_yuan=5000,
        needs="不接受夜班",
    )
    post = Post(
        id="P",
        title="急聘文员",
        employer="E",
        description="本科及以上学历，3年以上工作经验",
        education=Education.ANY,
        district="历城区",
        zone="济南高新区",
        pay_min_month_yuan=3000,
        pay_max_month_yuan=4500,
        night_shift=True,
        closes_on=date(2024, 9, 1),
    )
    match = _match(person, post)
    quoted = {c.code: (c.status, c.hard, c.asked, c.given) for c in match.criteria}
    assert quoted["education"] == (Status.NOT_MET, True, "本科及以上", "专科")
    assert quoted["experience"] == (Status.NOT_MET, True, "3年", "约1年")
    assert quoted["place"] == (Status.NOT_MET, False, "历下区、市中区", "济南高新区、历城区")
    assert quoted["pay"] == (Status.NOT_MET, True, "5000元/月以上", "3000-4500元/月")
    assert quoted["night_shift"] == (Status.NOT_MET, True, "不上夜班", "有夜班")
    assert quoted["dates"] == (Status.MET, True, "2024-09-01截止", None)
    assert match.blocked


def test_a_criterion_names_the_field_it_was_read_from() -> None:
    match = _match(Candidate(id="C"), Post(id="P", title="文员", employer="E"))
    assert _criterion(match, "education").field == "学历要求"
    assert _criterion(match, "place").field == "工作地点"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("code", CODES)
def test_every_criterion_has_a_sentence_for_every_outcome(code: str, status: Status, language: str) -> None:
    criterion = Criterion(code=code, status=status, hard=False, field="", asked="甲", given=None)
    said = sentence(criterion, "zh" if language == "zh" else "en")
    assert said.endswith("。" if language == "zh" else ".")
    assert "{" not in said
    assert "None" not in said


def test_a_sentence_says_what_is_asked_and_given() -> None:
    criterion = Criterion("education", Status.NOT_MET, True, "学历要求", asked="本科及以上", given="专科")
    assert sentence(criterion, "zh") == "学历不够：要求本科及以上，本人专科。"
    assert sentence(criterion, "en") == "Education is too low: 本科及以上 asked, 专科 held."


def test_what_is_unknown_is_said_to_be_not_stated() -> None:
    criterion = Criterion("pay", Status.UNKNOWN, False, "生活补贴(元/月)", asked="4000元/月以上")
    assert sentence(criterion, "zh") == "待遇没有写明：期望4000元/月以上，岗位未写明。"


def test_sex_birth_and_name_are_in_no_criterion() -> None:
    person = Candidate(id="C", sex="female", birth_on=date(1999, 1, 2), wish="文员")
    post = Post(id="P", title="文员", employer="E")
    assert _match(person, post) == _match(replace(person, sex="male", birth_on=None), post)


@pytest.mark.parametrize("status", list(Status))
def test_where_no_wish_is_stated_the_sentence_says_to_ask(status: Status) -> None:
    criterion = Criterion("work", status, hard=False, field="岗位名称", given="文员")
    assert "没有写求职意向" in sentence(criterion, "zh")
    assert "ask before" in sentence(criterion, "en")
