"""Suites of links: read as offices write them, each fault named by where it stands."""

import json

import pytest

from data.reference import load_gazetteer
from data.suites import LinkSuite, read_any_suite
from matcher.errors import BadInput

MANIFEST = {
    "name": "small",
    "task": "registry-to-candidate",
    "candidates": "candidates.csv",
    "registries": {"low_income": "low.csv"},
    "truth": "truth.tsv",
}
CANDIDATES = """编号,姓名,身份证号,手机号,性别,出生日期,居住区县
H1,王晓东,110105 19491231 002X,13900000001,男,1949-12-31,历下区
H2,李静,110105194912310021,13900000002,女,1949-12-31,历城区
"""
LOW = """济南市低保人员名单,,,,,
序号,户主/成员姓名,公民身份号码,性别,出生日期,联系电话,所属区县
1,王晓东,11010519491231002x,男,1949.12,,历下区
2,赵敏,,女,1950-01-01,,商河县
"""


def write(folder, *, manifest=MANIFEST, truth="registry\trow\tcandidate\nlow_income\t1\tH1\n"):
    (folder / "suite.json").write_text(json.dumps(manifest), encoding="utf-8")
    (folder / "candidates.csv").write_text(CANDIDATES, encoding="utf-8-sig")
    (folder / "low.csv").write_text(LOW, encoding="gb18030")
    (folder / "truth.tsv").write_text(truth, encoding="utf-8")
    return folder


def read(folder) -> LinkSuite:
    suite = read_any_suite(folder, gazetteer=load_gazetteer())
    assert isinstance(suite, LinkSuite)
    return suite


def test_candidates_and_registries_are_read_as_offices_write_them(tmp_path):
    suite = read(write(tmp_path))
    assert suite.truth == {("low_income:1", "H1")}
    assert [one.id for one in suite.registries["low_income"]] == ["low_income:1", "low_income:2"]
    assert suite.registries["low_income"][0].birth == "1949-12"
    assert suite.n_rows == 2


def test_a_candidate_with_a_damaged_number_is_compared_too(tmp_path):
    assert [one.id_number for one in read(write(tmp_path)).candidates][1] == "110105194912310021"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param({"truth": "low_income\t9\tH1\n"}, "line 1: 'low_income:9' is not in the suite", id="row"),
        pytest.param({"truth": "low_income\t1\tH9\n"}, "line 1: 'H9' is not in the suite", id="candidate"),
        pytest.param({"truth": "low_income 1 H1\n"}, "line 1: registry, row and candidate belong here", id="columns"),
        pytest.param({"truth": "\n"}, "truth.tsv is empty", id="empty"),
        pytest.param({"manifest": MANIFEST | {"registries": []}}, "'registries' should name a file", id="registries"),
    ],
)
def test_a_fault_is_named_by_where_it_stands(tmp_path, changes, said):
    with pytest.raises(BadInput, match=said):
        read(write(tmp_path, **changes))
