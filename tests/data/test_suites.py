from __future__ import annotations

import json
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.reference import load_gazetteer
from data.suites import read_suite
from data.suites.entries import profile_of
from data.suites.files import Line, read_grades
from matcher.errors import BadInput
from matcher.records import Education, EmploymentStatus, Kind

ADVERT = {
    "id": "P1",
    "title": "  养老护理员 ",
    "employer": "泉城养老服务中心",
    "place": "济南·历城区·汉峪金谷",
    "district": "历城区",
    "education": "大专",
    "experience_years": 1.0,
    "pay_min": 4000,
    "pay_max": 5000,
    "skills": "老年照护,活动策划",
    "description": "照护老人，电话13800138000。",
}
PROFILE = {
    "id": "C1",
    "education": "技工院校高级工班",
    "school_kind": "技工院校",
    "major": "护理",
    "graduation": "2024-06",
    "birth": "2003-05-06",
    "employment_status": "离校未就业",
    "home_district": "市中区",
    "acceptable_districts": ["市中区", "历下区"],
    "skills": ["护理记录"],
    "certificates": [],
    "experience": "在养老院实习了半年。",
    "intention": "养老护理员",
    "preferred_kind": "社会服务类",
    "min_monthly_pay": 3000,
    "needs": None,
}
MANIFEST = {
    "name": "small",
    "task": "candidate-to-post",
    "docs": "docs.jsonl",
    "queries": "queries.jsonl",
    "qrels": "qrels.tsv",
}


def write_suite(folder: Path, *, manifest=MANIFEST, docs=(ADVERT,), queries=(PROFILE,), grades="C1\tP1\t3\n") -> Path:
    (folder / "suite.json").write_text(json.dumps(manifest), encoding="utf-8")
    (folder / "docs.jsonl").write_text(lines(docs), encoding="utf-8")
    (folder / "queries.jsonl").write_text(lines(queries), encoding="utf-8")
    (folder / "qrels.tsv").write_text(grades, encoding="utf-8")
    return folder


def lines(objects) -> str:
    return "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in objects)


def read(folder: Path):
    return read_suite(folder, gazetteer=load_gazetteer())


def test_an_advert_becomes_the_post_that_an_import_would_make(tmp_path):
    post = read(write_suite(tmp_path)).posts[0]
    assert (post.id, post.title, post.employer) == ("P1", "养老护理员", "泉城养老服务中心")
    assert (post.district, post.zone) == ("历城区", "济南高新区")
    assert (post.education, post.experience_min_years) == (Education.COLLEGE, 1.0)
    assert (post.pay_min_month_yuan, post.pay_max_month_yuan) == (4000.0, 5000.0)
    assert post.skills == ("老年照护", "活动策划")


def test_a_phone_number_in_an_advert_is_taken_out(tmp_path):
    assert "13800138000" not in read(write_suite(tmp_path)).posts[0].description


def test_a_profile_becomes_the_candidate_that_an_import_would_make(tmp_path):
    person = read(write_suite(tmp_path)).candidates[0]
    assert (person.education, person.education_written) == (Education.COLLEGE, "技工院校高级工班")
    assert (person.graduated_on, person.birth_on) == (date(2024, 6, 30), date(2003, 5, 6))
    assert person.employment_status is EmploymentStatus.UNEMPLOYED
    assert (person.districts, person.any_district) == (("市中区", "历下区"), None)
    assert (person.wish, person.kind_wanted) == ("养老护理员", Kind.SOCIAL_SERVICE)
    assert (person.pay_min_month_yuan, person.needs) == (3000.0, None)


def test_no_district_named_means_the_whole_city(tmp_path):
    person = read(write_suite(tmp_path, queries=[PROFILE | {"acceptable_districts": []}])).candidates[0]
    assert (person.districts, person.any_district) == ((), True)


def test_what_is_not_said_is_unknown(tmp_path):
    bare = {"id": "P1", "title": "护理员", "education": None, "experience_years": None, "pay_min": None}
    post = read(write_suite(tmp_path, docs=[bare])).posts[0]
    assert (post.education, post.experience_min_years, post.pay_min_month_yuan) == (None, None, None)
    assert (post.district, post.description, post.skills) == (None, None, ())


def test_an_amount_that_no_month_is_worth_is_unknown(tmp_path):
    post = read(write_suite(tmp_path, docs=[ADVERT | {"pay_min": 20, "pay_max": 25}])).posts[0]
    assert (post.pay_min_month_yuan, post.pay_max_month_yuan) == (None, None)


def test_titles_become_wishes_and_posts(tmp_path):
    suite = read(
        write_suite(
            tmp_path,
            manifest=MANIFEST | {"task": "title-to-title"},
            docs=[{"id": "P1", "title": "老人护理员"}],
            queries=[{"id": "C1", "title": "护理员"}],
            grades="C1\tP1\t1\n",
        )
    )
    assert (suite.posts[0].title, suite.candidates[0].wish) == ("老人护理员", "护理员")
    assert suite.judged == {"C1": {"P1": 1}}
    assert suite.least_relevant == 1


def test_majors_stay_as_written(tmp_path):
    suite = read(
        write_suite(
            tmp_path,
            manifest=MANIFEST | {"task": "major-to-post"},
            docs=[{"id": "P1", "title": "科员", "education": "本科以上", "majors": "法学类,公安学类"}],
            queries=[{"id": "C1", "education": "本科", "major": "监狱学"}],
            grades="C1\tP1\t1\n",
        )
    )
    assert suite.posts[0].majors == ("法学类,公安学类",)
    assert (suite.candidates[0].education, suite.candidates[0].major) == (Education.BACHELOR, "监狱学")


CODED = MANIFEST | {"task": "major-to-post", "source": "posts of an examination notice of Guangdong"}
CODED_FILES = {
    "docs": [{"id": "P1", "title": "科员", "majors": "食品科学与工程类"}],
    "queries": [{"id": "082801", "education": "本科", "major": "建筑学"}],
    "grades": "082801\tP1\t1\n",
}


@pytest.mark.parametrize(
    ("manifest", "numbering"),
    [
        pytest.param(CODED, "guangdong", id="its source names the place"),
        pytest.param(CODED | {"source": "广东省2025年公告"}, "guangdong", id="in Chinese"),
        pytest.param(CODED | {"source": "x", "numbering": "guangdong"}, "guangdong", id="named"),
        pytest.param(CODED | {"source": "posts of Shandong"}, None, id="another place"),
        pytest.param({k: v for k, v in CODED.items() if k != "source"}, None, id="no source"),
    ],
)
def test_queries_may_be_codes_of_a_numbering(tmp_path, manifest, numbering):
    suite = read(write_suite(tmp_path, manifest=manifest, **CODED_FILES))
    assert (suite.numbering and suite.numbering.name) == numbering
    assert suite.candidates[0].major == "建筑学"


def test_ids_that_are_no_codes_belong_to_no_numbering(tmp_path):
    queries = [*CODED_FILES["queries"], {"id": "C2", "major": "会计学"}]
    assert read(write_suite(tmp_path, manifest=CODED, **CODED_FILES | {"queries": queries})).numbering is None


def test_only_suites_of_majors_have_a_numbering(tmp_path):
    profile = PROFILE | {"id": "082801"}
    manifest = CODED | {"task": "candidate-to-post"}
    assert read(write_suite(tmp_path, manifest=manifest, queries=[profile], grades="082801\tP1\t3\n")).numbering is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param({"manifest": CODED | {"numbering": "moon"}}, "unknown numbering 'moon'; known are", id="unknown"),
        pytest.param(
            {
                "manifest": CODED | {"numbering": "guangdong"},
                "queries": [{"id": "C1", "major": "建筑学"}],
                "grades": "C1\tP1\t1\n",
            },
            "query 'C1' is no code of six digits, as 'numbering' says",
            id="no code",
        ),
    ],
)
def test_a_numbering_that_cannot_be_is_refused(tmp_path, changes, said):
    with pytest.raises(BadInput) as refused:
        read(write_suite(tmp_path, **CODED_FILES | changes))
    assert said in str(refused.value)


def test_the_name_of_a_suite_can_always_be_printed(tmp_path):
    assert read(write_suite(tmp_path, manifest=MANIFEST | {"name": "a\ud800\nb"})).name == "a b"


def test_paths_are_relative_to_the_folder(tmp_path):
    (tmp_path / "other").mkdir()
    inner = write_suite(tmp_path / "other")
    (tmp_path / "half").mkdir()
    manifest = MANIFEST | {name: f"../other/{MANIFEST[name]}" for name in ("docs", "queries", "qrels")}
    (tmp_path / "half" / "suite.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert read(tmp_path / "half").posts == read(inner).posts


def test_a_byte_order_mark_windows_line_ends_and_blank_lines_change_nothing(tmp_path):
    plain = read(write_suite(tmp_path))
    for name in ("docs.jsonl", "qrels.tsv"):
        path = tmp_path / name
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n") + b"\r\n")
    assert read(tmp_path) == plain


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param({"manifest": MANIFEST | {"task": "cooking"}}, "suite.json: unknown task 'cooking'", id="task"),
        pytest.param({"manifest": {"name": "x"}}, "suite.json: 'task' is missing", id="no task"),
        pytest.param(
            {"manifest": {k: v for k, v in MANIFEST.items() if k != "docs"}}, "json: 'docs' is missing", id="no docs"
        ),
        pytest.param(
            {"manifest": MANIFEST | {"docs": "gone.jsonl"}}, "gone.jsonl: there is no such file", id="no such file"
        ),
        pytest.param({"manifest": MANIFEST | {"docs": "."}}, "cannot be read", id="a folder where a file belongs"),
        pytest.param({"docs": []}, "docs.jsonl is empty", id="no documents"),
        pytest.param({"queries": []}, "queries.jsonl is empty", id="no queries"),
        pytest.param({"docs": [ADVERT, ADVERT]}, "docs.jsonl line 2: id 'P1' stands on a line above", id="id twice"),
        pytest.param({"docs": [{"title": "x"}]}, "docs.jsonl line 1: 'id' is missing", id="no id"),
        pytest.param({"docs": [ADVERT | {"title": " "}]}, "line 1: 'title' is missing", id="blank title"),
        pytest.param({"docs": [ADVERT | {"title": 3}]}, "'title' should be a text, not 3", id="title a number"),
        pytest.param(
            {"docs": [ADVERT | {"pay_min": "4000"}]},
            "'pay_min' should be a number from 0 on, not 4000",
            id="pay a text",
        ),
        pytest.param({"docs": [ADVERT | {"pay_min": -1}]}, "'pay_min' should be a number from 0 on", id="pay negative"),
        pytest.param(
            {"docs": [ADVERT | {"pay_min": float("nan")}]}, "'pay_min' should be a number", id="pay no number"
        ),
        pytest.param({"docs": [ADVERT | {"pay_min": True}]}, "'pay_min' should be a number", id="pay a yes"),
        pytest.param({"docs": [ADVERT | {"education": "五年级"}]}, "line 1: 'education' is '五年级'", id="education"),
        pytest.param({"queries": [PROFILE | {"graduation": "昨天"}]}, "line 1: 'graduation' is '昨天'", id="date"),
        pytest.param({"queries": [PROFILE | {"skills": "a,b"}]}, "'skills' should be a list of texts", id="skills"),
        pytest.param({"grades": ""}, "qrels.tsv is empty", id="no grades"),
        pytest.param({"grades": "C1\tP1\t1\n"}, "no document is graded 2 or better", id="nothing relevant"),
        pytest.param({"grades": "C1\tP1\t3\n\nC1 P1 3\n"}, "qrels.tsv line 3: 1 column", id="spaces for tabs"),
        pytest.param({"grades": "C1\tP1\tgood\n"}, "line 1: grade 'good' is not a number", id="grade in words"),
        pytest.param({"grades": "C1\tP1\t-1\n"}, "line 1: grade '-1' is not a number", id="grade negative"),
        pytest.param({"grades": "C9\tP1\t3\n"}, "line 1: query 'C9' is not in the suite", id="unknown query"),
        pytest.param({"grades": "C1\tP9\t3\n"}, "line 1: document 'P9' is not in the suite", id="unknown document"),
        pytest.param({"grades": "C1\tP1\t3\nC1\tP1\t2\n"}, "line 2: 'C1' and 'P1' have another", id="two grades"),
    ],
)
def test_a_faulty_suite_is_refused_by_file_and_line(tmp_path, changes, said):
    with pytest.raises(BadInput) as refused:
        read(write_suite(tmp_path, **changes))
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_grade_given_twice_alike_counts_once(tmp_path):
    assert read(write_suite(tmp_path, grades="C1\tP1\t3\n" * 2)).judged == {"C1": {"P1": 3}}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        pytest.param(b'{"id": "P1"}\n{"id": \n', "docs.jsonl line 2: not JSON", id="cut off"),
        pytest.param(b"[]\n", "docs.jsonl line 1: not a JSON object", id="a list"),
        pytest.param(b'{"id": "P1"}\n\n{"id": "\xff"}\n', "docs.jsonl line 3: not UTF-8", id="another encoding"),
        pytest.param(b"[" * 100_000, "docs.jsonl line 1: not JSON", id="nested without end"),
    ],
)
def test_a_broken_line_is_named(tmp_path, written, said):
    write_suite(tmp_path)
    docs = ADVERT | {"id": "P1"}
    whole = json.dumps(docs, ensure_ascii=False).encode()
    (tmp_path / "docs.jsonl").write_bytes(written.replace(b'{"id": "P1"}', whole))
    with pytest.raises(BadInput) as refused:
        read(tmp_path)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("manifest", "said"),
    [
        pytest.param("{", "suite.json: not JSON", id="no JSON"),
        pytest.param("[]", "suite.json: not a JSON object", id="no object"),
    ],
)
def test_a_broken_manifest_is_named(tmp_path, manifest, said):
    (tmp_path / "suite.json").write_text(manifest, encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        read(tmp_path)
    assert said in str(refused.value)


def test_a_folder_without_a_suite_is_refused(tmp_path):
    with pytest.raises(BadInput, match=r"suite.json: there is no such file"):
        read(tmp_path)


def test_what_is_not_a_folder_is_refused(tmp_path):
    with pytest.raises(BadInput, match="is not a folder"):
        read(tmp_path / "gone")


@given(st.dictionaries(st.sampled_from(sorted(PROFILE)), st.none() | st.text() | st.integers() | st.lists(st.text())))
def test_a_profile_of_any_values_is_read_or_refused(values):
    with suppress(BadInput):
        assert profile_of(Line("queries.jsonl line 1", values)).id


@given(st.dictionaries(st.tuples(st.sampled_from("ABC"), st.sampled_from("xyz")), st.integers(0, 9), min_size=1))
def test_grades_come_back_as_written(tmp_path_factory, grades):
    path = tmp_path_factory.mktemp("grades") / "qrels.tsv"
    path.write_text("".join(f"{q}\t{d}\t{grade}\n" for (q, d), grade in grades.items()), encoding="utf-8")
    read_back = read_grades(path, queries="ABC", docs="xyz")
    assert {(q, d): grade for q, of in read_back.items() for d, grade in of.items()} == grades
