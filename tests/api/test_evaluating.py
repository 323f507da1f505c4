from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from api.evaluating import evaluate_suite, report_json, report_lines
from data.reference import load_gazetteer
from matcher.errors import BadInput

ADVERTS = [
    {
        "id": "P1",
        "title": "养老护理员",
        "education": "大专",
        "experience_years": 0,
        "description": "照护老人，记录",
    },
    {
        "id": "P2",
        "title": "养老护理员",
        "education": "硕士",
        "experience_years": 0,
        "description": "照护老人，记录",
    },
    {"id": "P3", "title": "销售代表", "education": "不限", "experience_years": 0, "description": "开发客户，推销产品"},
    {"id": "P4", "title": "护理院助理", "education": "大专", "experience_years": 0, "description": "陪伴老人"},
]
PEOPLE = [
    {"id": "C1", "education": "大专", "major": "护理", "intention": "养老护理员", "skills": ["护理记录"]},
    {"id": "C2", "education": "大专", "major": "市场营销", "intention": "销售代表", "skills": ["开发客户"]},
    {"id": "C3", "education": "大专", "major": "哲学", "intention": "哲学研究", "skills": []},
]
GRADES = "C1\tP1\t3\nC1\tP2\t0\nC1\tP3\t0\nC2\tP3\t2\nC2\tP2\t0\nC3\tP1\t1\n"


class Counting:
    """An encoder that knows its texts by their characters and counts what it is asked for."""

    id = "characters"
    dimension = 64

    def __init__(self) -> None:
        self.n_texts = 0

    def encode_posts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._encode(texts)

    def encode_candidates(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.n_texts += len(texts)
        vectors = np.full((len(texts), self.dimension), 0.01, dtype=np.float32)
        for row, text in enumerate(texts):
            np.add.at(vectors[row], [ord(sign) % self.dimension for sign in text], 1.0)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def write(folder: Path, task: str, *, docs, queries, grades: str, source: str = "made up") -> Path:
    folder.mkdir(exist_ok=True)
    files = {"docs": "d.jsonl", "queries": "q.jsonl", "qrels": "r.tsv"}
    manifest = {"name": "small", "task": task, "source": source, **files}
    (folder / "suite.json").write_text(json.dumps(manifest), encoding="utf-8")
    for name, values in (("d.jsonl", docs), ("q.jsonl", queries)):
        (folder / name).write_text("".join(json.dumps(value) + "\n" for value in values), encoding="utf-8")
    (folder / "r.tsv").write_text(grades, encoding="utf-8")
    return folder


def evaluate(folder: Path, *, encoder=None, on_progress=None):
    return evaluate_suite(
        folder,
        load=lambda: encoder or Counting(),
        gazetteer=load_gazetteer(),
        cache=folder.parent / "evaluate.db",
        kinds_folder=folder.parent / "kinds",
        ranker_folder=folder.parent / "ranker",
        titles_folder=folder.parent / "titles",
        on_progress=on_progress,
    )


@pytest.fixture
def adverts(tmp_path) -> Path:
    return write(tmp_path / "adverts", "candidate-to-post", docs=ADVERTS, queries=PEOPLE, grades=GRADES)


@pytest.fixture
def titles(tmp_path) -> Path:
    docs = [{"id": "P1", "title": "税务会计"}, {"id": "P2", "title": "护士"}, {"id": "P3", "title": "税务师"}]
    queries = [{"id": "C1", "title": "税务"}]
    return write(tmp_path / "titles", "title-to-title", docs=docs, queries=queries, grades="C1\tP1\t1\nC1\tP3\t1\n")


@pytest.fixture
def majors(tmp_path) -> Path:
    docs = [
        {"id": "P1", "title": "科员", "education": "本科以上", "majors": "会计学,审计学"},
        {"id": "P2", "title": "科员", "education": "本科以上", "majors": "土木类"},
        {"id": "P3", "title": "科员", "education": "本科以上", "majors": "电子信息类"},
        {"id": "P4", "title": "科员", "education": "本科以上", "majors": "电子信息工程"},
    ]
    queries = [
        {"id": "C1", "education": "本科", "major": "土木工程"},
        {"id": "C2", "education": "本科", "major": "通信工程"},
    ]
    grades = "C1\tP2\t1\nC2\tP3\t1\nC2\tP4\t1\n"
    return write(tmp_path / "majors", "major-to-post", docs=docs, queries=queries, grades=grades)


@pytest.fixture
def coded(tmp_path) -> Path:
    docs = [
        {"id": "P1", "title": "科员", "education": "本科以上", "majors": "食品科学与工程类"},
        {"id": "P2", "title": "科员", "education": "本科以上", "majors": "建筑类"},
        {"id": "P3", "title": "科员", "education": "本科以上", "majors": "计算机类"},
        {"id": "P4", "title": "科员", "education": "本科以上", "majors": "地质类"},
    ]
    # in Guangdong 082801 is 食品科学与工程, 080901 as the ministry says; 081508 is not there, but its class is
    queries = [
        {"id": "082801", "education": "本科", "major": "建筑学"},
        {"id": "080901", "education": "本科", "major": "计算机科学与技术"},
        {"id": "081508", "education": "本科", "major": "地质工程"},
        {"id": "010101", "education": "本科", "major": "会计学"},
    ]
    grades = "082801\tP1\t1\n080901\tP3\t1\n081508\tP4\t1\n"
    source = "official posts of Guangdong"
    return write(tmp_path / "coded", "major-to-post", docs=docs, queries=queries, grades=grades, source=source)


def test_queries_without_a_relevant_post_are_left_out(adverts):
    report = evaluate(adverts)
    assert (report.n, report.n_left_out) == (2, 1)


def test_the_product_ranks_by_fit_and_leaves_out_what_a_requirement_blocks(adverts):
    report = evaluate(adverts)
    # C1: P1 first, as P2 asks for a master's degree; C2: P3 first
    assert report.metrics["p@1"].mean == 1.0
    assert report.metrics["ndcg@10"].mean == pytest.approx(1.0)


def test_the_share_not_judged_is_over_the_posts_shown(adverts):
    # both are shown P1, P3 and P4, not P2, which asks for a master's degree; of these C1's P4 was not judged,
    # and of C2's only P3 was
    assert evaluate(adverts).unjudged == pytest.approx((1 / 3 + 2 / 3) / 2)


def test_each_method_alone_stands_beside_the_product(adverts):
    report = evaluate(adverts)
    assert set(report.methods) == set(report.differences) == {"listed", "untuned", "fused", "lexical", "dense"}
    assert set(report.methods["dense"]) == set(report.metrics)


def test_what_a_list_keeps_behind_a_copy_counts_as_not_found(tmp_path):
    copies = [*ADVERTS, ADVERTS[0] | {"id": "P5"}]
    grades = GRADES + "C1\tP5\t3\n"
    folder = write(tmp_path / "copies", "candidate-to-post", docs=copies, queries=PEOPLE, grades=grades)
    report = evaluate(folder)
    # of C1's P1 and P5, which are one advert, the list shows P1: 1 and 1/2 in the mean of two queries
    assert report.metrics["map"].mean == 1.0
    assert report.methods["listed"]["map"].mean == pytest.approx((1 / 2 + 1) / 2)
    assert report.differences["listed"].mean > 0


def test_json_has_the_agreed_shape(adverts):
    written = report_json(evaluate(adverts))
    assert list(written) == ["suite", "n", "metrics", "unjudged@10", "methods", "measured", "weights", "encoder"]
    assert list(written["metrics"]) == ["ndcg@10", "p@1", "map", "mrr"]
    assert written["metrics"]["p@1"] == {"mean": 1.0, "low": 1.0, "high": 1.0}
    assert (written["suite"], written["n"], written["encoder"]) == ("small", 2, "characters")
    assert json.loads(json.dumps(written, allow_nan=False)) == written


def test_titles_are_ranked_by_likeness(titles):
    report = evaluate(titles)
    # 税务 stands in P1 and P3, in P2 it does not: both relevant ones come first
    assert report.metrics["map"].mean == 1.0
    assert set(report.methods) == {"meaning", "lexical", "dense"}


def test_where_only_relevant_titles_are_listed_nothing_counts_as_not_judged(titles):
    assert "unjudged@10" not in report_json(evaluate(titles))


def test_occupations_are_compared_by_their_titles_alone(tmp_path):
    docs = [
        {"id": "P1", "title": "商品营业员", "description": "剪辑短视频素材。"},
        {"id": "P2", "title": "短视频剪辑师", "description": "在商店销售商品。"},
    ]
    queries = [{"id": "C1", "title": "短视频剪辑"}]
    folder = write(tmp_path / "o", "title-to-occupation", docs=docs, queries=queries, grades="C1\tP2\t1\n")
    assert evaluate(folder).metrics["p@1"].mean == 1.0


def test_majors_are_measured_as_sets(majors):
    report = evaluate(majors)
    # 土木类 admits 土木工程: F1 1; 电子信息类 admits 通信工程, which is only near 电子信息工程: F1 2 · 1 · .5 / 1.5
    means = {name: of.mean for name, of in report.metrics.items()}
    assert means == {"f1": pytest.approx(5 / 6), "precision": 1.0, "recall": 0.75}
    assert report_json(report)["encoder"] is None


def test_majors_that_are_codes_are_measured_by_code_and_by_name(coded):
    report = evaluate(coded)
    assert report.metrics["f1"].mean == 1.0
    # 建筑学 is admitted by 建筑类 alone, which is not relevant; the other two names mean what their codes mean
    assert {name: of.mean for name, of in report.methods["by_name"].items()} == {
        "f1": pytest.approx(2 / 3),
        "precision": pytest.approx(2 / 3),
        "recall": pytest.approx(2 / 3),
    }


def test_names_that_disagree_with_their_codes_are_counted_and_said(coded):
    report = evaluate(coded)
    written = report_json(report)
    # 建筑学; 地质工程 is of the class of its code; 会计学 has no relevant post and is not measured
    assert (written["numbering"], written["n_name_and_code_disagree"]) == ("guangdong", 1)
    text = "\n".join(report_lines(report, "en"))
    assert "codes of 广东省2026年考试录用公务员专业参考目录" in text
    assert "In 1 of them the name beside the code is that of another major" in text


def test_majors_without_codes_have_one_way_to_be_understood(majors):
    written = report_json(evaluate(majors))
    assert not {"methods", "numbering", "n_name_and_code_disagree"} & set(written)


def test_majors_need_no_encoder(majors):
    encoder = Counting()
    evaluate(majors, encoder=encoder)
    assert encoder.n_texts == 0


def test_a_second_run_encodes_nothing_and_measures_the_same(adverts):
    encoder = Counting()
    first = evaluate(adverts, encoder=encoder)
    n_texts = encoder.n_texts
    assert n_texts > 0
    assert evaluate(adverts, encoder=encoder) == first
    assert encoder.n_texts == n_texts


def test_progress_ends_with_all_texts(adverts):
    told: list[tuple[int, int]] = []
    evaluate(adverts, on_progress=lambda done, total: told.append((done, total)))
    # two texts for each of 4 posts and 3 candidates
    assert told[-1] == (14, 14)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_lines_name_every_measure_and_method(adverts):
    text = "\n".join(report_lines(evaluate(adverts), "en"))
    for word in ("small: 2 queries", "ndcg@10", "lexical", "dense", "matcher less fused", "50.0%", "1 queries"):
        assert word in text


def test_lines_are_there_in_chinese_too(majors):
    assert report_lines(evaluate(majors), "zh")


def test_a_faulty_suite_is_refused_before_anything_is_encoded(adverts):
    (adverts / "r.tsv").write_text("C1\tP1\n", encoding="utf-8")
    encoder = Counting()
    with pytest.raises(BadInput, match=r"r.tsv line 1: 2 column"):
        evaluate(adverts, encoder=encoder)
    assert encoder.n_texts == 0


def test_a_suite_that_cannot_be_measured_costs_no_encoder(tmp_path: Path):
    with pytest.raises(BadInput):
        evaluate_suite(
            tmp_path / "nowhere",
            load=pytest.fail,
            gazetteer=load_gazetteer(),
            cache=tmp_path / "evaluate.db",
            kinds_folder=tmp_path / "kinds",
            ranker_folder=tmp_path / "ranker",
            titles_folder=tmp_path / "titles",
        )
