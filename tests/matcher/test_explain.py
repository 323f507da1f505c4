from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from matcher.eligibility import RULES
from matcher.engine import Matcher
from matcher.explain import Language, explain, sentence, telling
from matcher.ranking import PARTS
from matcher.records import Candidate, Criterion, Education, Finding, Kind, Match, Post, PostFilter, Status
from tests.matcher.city import DIMENSION, ON, draw_candidates, draw_posts, draw_vectors

CODES = [*(part.code for part in PARTS), *(rule.code for rule in RULES)]


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
        assert match.chance == scored.chance


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
    assert quoted["education"] == (Status.NOT_MET, True, "本科及以上（以描述为准，栏目写的是不限）", "专科")
    assert quoted["experience"] == (Status.NOT_MET, True, "3年", "工作约1年（未必相关）")
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
    assert sentence(criterion, "en") == "Education is too low (asked for: 本科及以上; held: 专科)."


def test_what_is_unknown_is_said_to_be_not_stated() -> None:
    criterion = Criterion("pay", Status.UNKNOWN, False, "生活补贴(元/月)", asked="4000元/月以上")
    assert sentence(criterion, "zh") == "待遇是否合适还不清楚：期望4000元/月以上，岗位未写明。"


def test_sex_birth_and_name_are_in_no_criterion() -> None:
    person = Candidate(id="C", sex="female", birth_on=date(1999, 1, 2), wish="文员")
    post = Post(id="P", title="文员", employer="E")
    assert _match(person, post) == _match(replace(person, sex="male", birth_on=None), post)


@pytest.mark.parametrize("status", list(Status))
def test_where_no_wish_is_stated_the_sentence_says_to_ask(status: Status) -> None:
    criterion = Criterion("work", status, hard=False, field="岗位名称", given="文员")
    assert "没有写明想做什么工作" in sentence(criterion, "zh")
    assert "ask before" in sentence(criterion, "en")


def _statuses(match: Match) -> dict[str, Status]:
    return {criterion.code: criterion.status for criterion in match.criteria}


def _likened(wish: str, title: str, *, work: Status, wish_words: Status) -> Match:
    """Explain a pair whose likeness came out as given."""
    person, post = Candidate(id="C", wish=wish), Post(id="P", title=title, employer="E")
    vectors = draw_vectors(2, seed=1)
    scored = Matcher(dimension=DIMENSION).score_pair(person, vectors[0], post, vectors[1], on=ON)
    findings = (Finding("work", work, False, 1.0), Finding("wish_words", wish_words, False, 0.0))
    return explain(person, post, replace(scored, score=1.0, findings=findings))


@pytest.mark.parametrize(
    ("title", "wish_words", "told"),
    [
        pytest.param("网管员", Status.MET, Status.MET, id="words agree"),
        pytest.param("网管员", Status.UNKNOWN, Status.MET, id="some words agree"),
        pytest.param("动画设计师", Status.NOT_MET, Status.UNKNOWN, id="only the nearest"),
        pytest.param("动画工程师", Status.NOT_MET, Status.UNKNOWN, id="a word of any title"),
        pytest.param("软件测试工程师", Status.NOT_MET, Status.MET, id="the title names the wish"),
    ],
)
def test_likeness_in_meaning_alone_is_not_told_as_close(title: str, wish_words: Status, told: Status) -> None:
    match = _likened("想做软件测试工程师", title, work=Status.MET, wish_words=wish_words)
    assert _statuses(match)["work"] is told
    assert sum(criterion.contribution for criterion in match.criteria) == match.score


def test_training_names_the_major_and_the_skills_that_the_post_speaks_of() -> None:
    person = Candidate(id="C", major="软件技术", skills=("HTML", "Vue", "Java", "Python", "Go"))
    post = Post(id="P", title="前端", employer="E", description="熟悉vue和java，会python、Go更好")
    assert _criterion(_match(person, post), "training").given == "软件技术、Vue、Java、Python"


@pytest.mark.parametrize("status", [Status.MET, Status.NOT_MET])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_training_that_cannot_be_named_is_not_told_as_not_stated(status: Status, language: Language) -> None:
    nameless = _criterion(_match(Candidate(id="C1"), Post(id="P1", title="仓管", employer="某厂")), "training")
    told = sentence(replace(nameless, status=status, asked="点货", given=None), language)
    assert "未写明" not in told
    assert "not stated" not in told


def test_training_names_the_major_alone_where_the_post_speaks_of_no_skill() -> None:
    person = Candidate(id="C", major="软件技术", skills=("HTML", "Vue"))
    assert _criterion(_match(person, Post(id="P", title="护工", employer="E")), "training").given == "软件技术"


@pytest.mark.parametrize(
    ("description", "chinese", "english"),
    [
        pytest.param(
            "需长时间站立；整理凭证",
            "本人需要不用久站，岗位写的是“需长时间站立”。",
            "The person needs no long standing, but the post says “需长时间站立”.",
            id="denied",
        ),
        pytest.param(
            "整理凭证",
            "本人需要不用久站、不用搬重物，岗位没有写明，推荐前请先问单位。",
            "The person needs no long standing, no heavy lifting, of which the post says nothing: "
            "ask the employer before recommending it.",
            id="silent",
        ),
        pytest.param(
            "坐着上班，无大体力劳动",
            "本人需要不用久站、不用搬重物，岗位写明“坐着上班”。",
            "The person needs no long standing, no heavy lifting, and the post says “坐着上班”.",
            id="met",
        ),
    ],
)
def test_needs_are_told_in_every_list(description: str, chinese: str, english: str) -> None:
    person = Candidate(id="C", needs="不能久站、搬重物")
    match = _match(person, Post(id="P", title="文员", employer="E", description=description))
    criterion = next(one for one in telling(match) if one.code == "needs")
    assert sentence(criterion, "zh") == chinese
    assert sentence(criterion, "en") == english


@pytest.mark.parametrize(
    ("district", "chinese"),
    [
        pytest.param("历城区", "本人需要离家近，岗位写明“工作地点：历城区”。", id="in the home district"),
        pytest.param("章丘区", "本人需要离家近，岗位写的是“工作地点：章丘区”。", id="in another one"),
        pytest.param(None, "本人需要离家近，岗位没有写明，推荐前请先问单位。", id="unknown"),
    ],
)
def test_work_near_home_is_told_with_the_place(district: str | None, chinese: str) -> None:
    person = Candidate(id="C", needs="家里老人需要照顾，不能离家太远", home_district="历城区")
    match = _match(person, Post(id="P", title="文员", employer="E", district=district))
    assert sentence(_criterion(match, "needs"), "zh") == chinese


def test_needs_are_not_told_where_none_is_stated() -> None:
    match = _match(Candidate(id="C"), Post(id="P", title="文员", employer="E", description="需长时间站立"))
    assert "needs" not in {criterion.code for criterion in telling(match)}


@pytest.mark.parametrize(
    ("experience", "years", "chinese"),
    [
        pytest.param(
            "做文员一年", 2.0, "经验略少：要求2年，本人工作约1年（未必相关），可与单位商量。", id="a little short"
        ),
        pytest.param("写通讯", 1.0, "经验略少：要求1年，本人没有经验，可与单位商量。", id="none at all"),
        pytest.param(None, 1.0, "要求1年经验，本人没有写经历，请先问本人。", id="nothing told"),
    ],
)
def test_experience_never_suffices_without_any(experience: str | None, years: float, chinese: str) -> None:
    post = Post(id="P", title="文员", employer="E", experience_min_years=years)
    assert sentence(_criterion(_match(Candidate(id="C", experience=experience), post), "experience"), "zh") == chinese


@pytest.mark.parametrize(
    ("wanted", "kind", "chinese", "english"),
    [
        (Kind.RESEARCH, None, "想要科研类，岗位没有写明类别。", "Research is wanted, and the post states no kind."),
        (
            None,
            Kind.RESEARCH,
            "本人没有写意向类别，岗位是科研类。",
            "The person stated no kind that is wanted; this is research.",
        ),
    ],
)
def test_an_unknown_kind_says_which_side_lacks_it(
    wanted: Kind | None, kind: Kind | None, chinese: str, english: str
) -> None:
    match = _match(Candidate(id="C", kind_wanted=wanted), Post(id="P", title="文员", employer="E", kind=kind))
    assert sentence(_criterion(match, "kind"), "zh") == chinese
    assert sentence(_criterion(match, "kind"), "en") == english


def test_a_description_that_differs_from_the_field_says_so() -> None:
    post = Post(id="P", title="文员", employer="E", description="学历不限", education=Education.UPPER_SECONDARY)
    asked = _criterion(_match(Candidate(id="C", education=Education.COLLEGE), post), "education").asked
    assert asked == "不限（以描述为准，栏目写的是高中/中专/技校及以上）"


def test_values_of_the_program_are_told_in_english() -> None:
    person = Candidate(id="C", education=Education.COLLEGE, pay_min_month_yuan=4000)
    post = Post(id="P", title="文员", employer="E", education=Education.BACHELOR, pay_max_month_yuan=3000)
    match = _match(person, post)
    assert sentence(_criterion(match, "education"), "en") == (
        "Education is too low (asked for: bachelor or above; held: junior college)."
    )
    assert sentence(_criterion(match, "pay"), "en") == (
        "The pay is under the wish (wished: 4000 yuan/month or more; offered: 3000 yuan/month)."
    )


def test_nothing_is_close_to_a_wish_that_names_no_work() -> None:
    match = _likened("有五险的就行", "文案策划", work=Status.MET, wish_words=Status.MET)
    assert _statuses(match) == {"work": Status.UNKNOWN, "wish_words": Status.UNKNOWN}
    assert "没有写明想做什么工作" in sentence(_criterion(match, "work"), "zh")


@pytest.mark.parametrize(
    ("asked", "held", "status", "named"),
    [
        (("食品检验员四级",), (), Status.UNKNOWN, "食品检验员四级"),
        (("食品检验员四级",), ("健康证",), Status.UNKNOWN, "食品检验员四级"),
        (("食品检验员四级",), ("食品检验员四级",), Status.MET, "食品检验员四级"),
        (("低压电工证", "健康证"), ("低压电工证",), Status.UNKNOWN, "电工证、健康证"),
        (("低压电工证", "健康证"), ("健康证",), Status.NOT_MET, "电工证、健康证"),
        ((), (), Status.UNKNOWN, None),
    ],
)
def test_a_certificate_in_its_field_is_told_though_no_rule_knows_it(
    asked: tuple[str, ...], held: tuple[str, ...], status: Status, named: str | None
) -> None:
    post = Post(id="P", title="文员", employer="E", certificates=asked)
    match = _match(Candidate(id="C", certificates=held), post)
    told = _criterion(match, "certificate")
    assert (told.status, told.asked) == (status, named)
    assert ("没有要求证书" in sentence(told, "zh")) == (not asked)
    assert named is None or named.replace("、", ", ") in sentence(told, "en")
    assert ("requires no certificate" in sentence(told, "en")) == (not asked)
    assert (told in telling(match)) == bool(asked)


@pytest.mark.parametrize(
    ("duties", "held", "status", "named"),
    [
        pytest.param("任职要求：有健康证，手脚麻利。", (), Status.UNKNOWN, "健康证", id="asked"),
        pytest.param("任职要求：有健康证，手脚麻利。", ("健康证",), Status.MET, "健康证", id="held"),
        pytest.param("有健康证者优先。", (), Status.UNKNOWN, None, id="preferred"),
        *(
            pytest.param(f"{words}。", (), Status.UNKNOWN, None, id=words)
            for words in (
                "无需健康证",
                "无须健康证",
                "无需办理健康证",
                "不需要健康证",
                "不要求健康证",
                "不要求持有健康证",
                "不用健康证",
                "免健康证",
                "无健康证要求",
                "对健康证不作要求",
                "健康证不要求",
                "没有健康证也可",
                "有无健康证均可",
                "身体健康证件齐全",
            )
        ),
        *(
            pytest.param(f"{words}。", (), Status.UNKNOWN, "健康证", id=words)
            for words in (
                "无健康证者不予录用",
                "没有健康证的可入职后办理",
                "没有健康证也可入职后办理",
                "免费办理健康证",
                "无需经验有健康证即可",
            )
        ),
        pytest.param("要求持有电工证、健康证。", (), Status.NOT_MET, "电工证、健康证", id="beside another"),
    ],
)
def test_a_health_certificate_is_told_and_held_against_nobody(
    duties: str, held: tuple[str, ...], status: Status, named: str | None
) -> None:
    post = Post(id="P", title="包装工", employer="E", description=duties)
    told = _criterion(_match(Candidate(id="C", certificates=held), post), "certificate")
    assert (told.status, told.asked) == (status, named)
