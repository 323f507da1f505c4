from __future__ import annotations

import json
from pathlib import Path

import pytest

from api.evaluating import evaluate_suite, report_json
from api.learned import learned_json, learned_lines
from api.learning import RankerTraining, train_ranker
from data.reference import load_gazetteer
from matcher.errors import BadInput
from models.ranker import RankerWeights, ranker_adoption
from tests.api.test_evaluating import ADVERTS, Counting, write

SORTS = ("护理员", "销售代表", "会计", "电工", "文员", "厨师", "司机", "教师", "测试工程师", "编辑")
POSTS = ADVERTS + [
    {
        "id": f"W{n}",
        "title": sort,
        "education": "大专",
        "experience_years": 0,
        "description": f"做{sort}，认真",
    }
    for n, sort in enumerate(SORTS)
]
PEOPLE = [
    {"id": f"C{n}", "education": "大专", "major": sort, "intention": f"想做{sort}", "skills": []}
    for n, sort in enumerate(SORTS)
]
GRADES = "".join(f"C{n}\tW{n}\t3\nC{n}\tW{(n + 1) % 10}\t0\nC{n}\tW{(n + 2) % 10}\t1\nC{n}\tP3\t0\n" for n in range(10))


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("suite") / "judged"
    return write(folder, "candidate-to-post", docs=POSTS, queries=PEOPLE, grades=GRADES)


def train(suite: Path, present: RankerWeights | None = None) -> RankerTraining:
    return train_ranker(
        suite,
        load=Counting,
        gazetteer=load_gazetteer(),
        cache=suite.parent / "evaluate.db",
        present=lambda: present or ranker_adoption(suite.parent / "none").in_force(),
    )


@pytest.fixture(scope="module")
def training(suite: Path) -> RankerTraining:
    return train(suite)


def evaluate(suite: Path, ranker_folder: Path) -> dict[str, object]:
    report = evaluate_suite(
        suite,
        load=Counting,
        gazetteer=load_gazetteer(),
        cache=suite.parent / "evaluate.db",
        kinds_folder=suite.parent / "kinds",
        ranker_folder=ranker_folder,
        titles_folder=suite.parent / "titles",
    )
    return report_json(report)


def test_the_same_grades_give_the_same_weights(suite: Path, training: RankerTraining) -> None:
    assert train(suite).weights.fingerprint == training.weights.fingerprint


def test_weights_are_judged_on_candidates_that_they_never_saw(suite: Path, training: RankerTraining) -> None:
    folder = suite.parent / "adopted"
    ranker_adoption(folder).adopt(training.weights)
    found = evaluate(suite, folder)
    assert found["measured"] == "cross-validated"
    assert found["metrics"]["ndcg@10"]["mean"] == pytest.approx(training.held_out["ndcg@10"].mean, abs=1e-4)  # type: ignore[index]


def test_weights_fitted_to_others_are_measured_as_they_are(suite: Path) -> None:
    assert evaluate(suite, suite.parent / "shipped")["measured"] == "weights in force"


def test_weights_that_rank_worse_are_not_better(suite: Path, training: RankerTraining) -> None:
    perfect = RankerWeights(
        by_code=training.weights.by_code,
        calibration=training.weights.calibration,
        encoder_id="characters",
        learnt_from=training.weights.learnt_from,
        held_out={"ndcg@10": 1.01},
    )
    assert not train(suite, perfect).better


def test_a_suite_of_titles_teaches_no_ranking(tmp_path: Path) -> None:
    docs, queries = [{"id": "T1", "title": "会计"}], [{"id": "Q1", "title": "出纳"}]
    folder = write(tmp_path / "titles", "title-to-title", docs=docs, queries=queries, grades="Q1\tT1\t1\n")
    with pytest.raises(BadInput, match="no posts judged for candidates"):
        train(folder)


def test_what_was_learnt_is_told_as_lines_and_as_json(training: RankerTraining) -> None:
    lines = "\n".join(learned_lines(training, adopted=True, out=None, language="zh"))
    assert training.weights.fingerprint in lines
    assert "ndcg@10" in lines
    told = json.loads(json.dumps(learned_json(training, adopted=False)))
    assert told["by_code"] == dict(training.weights.by_code)
    assert told["adopted"] is False
