from __future__ import annotations

import json
from pathlib import Path

import pytest

from data.reference import load_gazetteer
from data.suites import KindSuite, Suite, read_any_suite
from matcher.errors import BadInput
from matcher.records import Kind

DOCS = [
    {"id": "P1", "title": "会计", "employer": "甲公司", "description": "做账"},
    {"id": "P2", "title": "保安", "employer": "乙公司", "description": "门岗"},
    {"id": "P3", "title": "焊工", "employer": "丙公司", "description": "焊接"},
]
LABELS = "P2\tsocial_service\thigh\nP1\tmanagement\tlow\n"


def write(folder: Path, *, labels: str = LABELS, docs=DOCS) -> Path:
    manifest = {"name": "few", "task": "post-kind", "docs": "d.jsonl", "labels": "labels.tsv"}
    (folder / "suite.json").write_text(json.dumps(manifest), encoding="utf-8")
    (folder / "d.jsonl").write_text("".join(json.dumps(doc) + "\n" for doc in docs), encoding="utf-8")
    (folder / "labels.tsv").write_text(labels, encoding="utf-8")
    return folder


def read(folder: Path) -> Suite | KindSuite:
    return read_any_suite(folder, gazetteer=load_gazetteer())


def test_labelled_adverts_are_read_in_the_order_of_their_labels(tmp_path):
    suite = read(write(tmp_path))
    assert isinstance(suite, KindSuite)
    assert suite.name == "few"
    assert [(one.post.title, one.kind) for one in suite.labelled] == [
        ("保安", Kind.SOCIAL_SERVICE),
        ("会计", Kind.MANAGEMENT),
    ]


def test_a_kind_may_be_written_in_chinese_and_without_confidence(tmp_path):
    suite = read(write(tmp_path, labels="P3\t技术技能类\n"))
    assert [one.kind for one in suite.labelled] == [Kind.TECHNICAL]  # type: ignore[union-attr]


def test_the_key_of_an_advert_follows_its_words_not_its_id_or_spaces(tmp_path):
    keys = {one.post.title: one.key for one in read(write(tmp_path)).labelled}  # type: ignore[union-attr]
    other = [{**DOCS[0], "id": "X", "description": " 做 账\n"}, {**DOCS[1], "id": "Y", "description": "巡逻"}]
    again = read(write(tmp_path, docs=other, labels="X\tmanagement\nY\tsocial_service\n"))
    found = {one.post.title: one.key for one in again.labelled}  # type: ignore[union-attr]
    assert found["会计"] == keys["会计"]
    assert found["保安"] != keys["保安"]


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        pytest.param("P1\tcooking\thigh\n", "labels.tsv line 1: 'cooking' is no kind", id="another kind"),
        pytest.param("P1\t其他\n", "labels.tsv line 1: '其他' is no kind", id="no kind"),
        pytest.param("\nP1 management\n", "labels.tsv line 2: an id and a kind belong here", id="no tab"),
        pytest.param("P9\tmanagement\n", "labels.tsv: advert 'P9' is not in the suite", id="no such advert"),
        pytest.param("P1\tmanagement\nP1\tresearch\n", "advert 'P1' has two kinds", id="two kinds"),
        pytest.param("\n", "labels.tsv is empty", id="nothing"),
    ],
)
def test_faulty_labels_are_named(tmp_path, labels, said):
    with pytest.raises(BadInput, match=said):
        read(write(tmp_path, labels=labels))
