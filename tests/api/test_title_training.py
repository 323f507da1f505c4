from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from api.evaluating import evaluate_suite, report_json
from api.title_training import TitleTraining, train_titles, training_json, training_lines
from data.reference import load_gazetteer
from matcher.errors import BadInput
from models.titles import TitleWeights, titles_adoption
from tests.api.test_evaluating import Counting, write

WORKS = ("铁匣工", "蓝匣工", "石匣工", "木匣工", "纸匣工")
ROOTS = ("云朵朵", "雨丝丝", "风阵阵", "雪皑皑", "雾蒙蒙")
NAMES = {work: (root, f"{root}甲", f"大{root}") for work, root in zip(WORKS, ROOTS, strict=True)}
"""Neither shares a sign with the other, and no table of occupations knows them: only examples can tell."""

DOCS = [{"id": f"W{n}", "title": work, "description": "说明"} for n, work in enumerate(WORKS)]
CODED = [(name, n) for n, work in enumerate(WORKS) for name in NAMES[work]]
QUERIES = [{"id": f"Q{row}", "title": name} for row, (name, _) in enumerate(CODED)]
GRADES = "".join(f"Q{row}\tW{n}\t1\n" for row, (_, n) in enumerate(CODED))


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("coded") / "suite"
    return write(folder, "title-to-occupation", docs=DOCS, queries=QUERIES, grades=GRADES)


def train(suite: Path, present: TitleWeights | None = None) -> TitleTraining:
    return train_titles(
        suite,
        load=Counting,
        gazetteer=load_gazetteer(),
        cache=suite.parent / "evaluate.db",
        present=lambda: present or titles_adoption(suite.parent / "none").in_force(),
    )


@pytest.fixture(scope="module")
def training(suite: Path) -> TitleTraining:
    return train(suite)


def evaluate(suite: Path, titles_folder: Path) -> dict[str, object]:
    report = evaluate_suite(
        suite,
        load=Counting,
        gazetteer=load_gazetteer(),
        cache=suite.parent / "evaluate.db",
        kinds_folder=suite.parent / "kinds",
        ranker_folder=suite.parent / "ranker",
        titles_folder=titles_folder,
    )
    return report_json(report)


def test_what_titles_were_coded_to_is_learnt(training: TitleTraining) -> None:
    assert training.held_out["p@1"].mean > 0.9 > training.in_force
    assert training.better


def test_the_same_titles_give_the_same_weights(suite: Path, training: TitleTraining) -> None:
    assert train(suite).weights.fingerprint == training.weights.fingerprint


def test_a_suite_learnt_from_is_judged_by_what_was_learnt_without_each_title(
    suite: Path, training: TitleTraining
) -> None:
    folder = suite.parent / "adopted"
    titles_adoption(folder).adopt(training.weights)
    found = evaluate(suite, folder)
    assert found["measured"] == "cross-validated"
    assert found["metrics"]["p@1"]["mean"] == pytest.approx(training.held_out["p@1"].mean, abs=1e-4)  # type: ignore[index]
    assert set(found["methods"]) == {"meaning", "words", "untaught", "lexical", "dense"}  # type: ignore[call-overload]


def test_other_titles_are_ranked_by_the_weights_in_force(suite: Path, training: TitleTraining) -> None:
    folder = suite.parent / "in_force"
    titles_adoption(folder).adopt(training.weights)
    other = write(
        suite.parent / "other",
        "title-to-occupation",
        docs=DOCS,
        queries=[{"id": "Q", "title": "急招云朵朵"}],
        grades="Q\tW0\t1\n",
    )
    found = evaluate(other, folder)
    assert found["measured"] == "weights in force"
    assert found["metrics"]["p@1"]["mean"] == 1.0  # type: ignore[index]


def test_weights_that_rank_worse_are_not_better(suite: Path, training: TitleTraining) -> None:
    perfect = replace(training.weights, held_out={"p@1": 1.01})
    assert not train(suite, perfect).better


def test_a_suite_of_another_task_teaches_nothing_about_titles(tmp_path: Path) -> None:
    folder = write(tmp_path / "t", "title-to-title", docs=DOCS, queries=QUERIES, grades=GRADES)
    with pytest.raises(BadInput, match="no titles coded to occupations"):
        train(folder)


def test_a_handful_of_titles_is_too_little(tmp_path: Path) -> None:
    folder = write(tmp_path / "t", "title-to-occupation", docs=DOCS, queries=QUERIES[:3], grades="Q0\tW0\t1\n")
    with pytest.raises(BadInput, match="too few coded titles"):
        train(folder)


def test_what_was_learnt_is_told_as_lines_and_as_json(training: TitleTraining) -> None:
    lines = "\n".join(training_lines(training, adopted=True, out=None, language="zh"))
    assert training.weights.fingerprint in lines
    assert "p@1" in lines
    told = json.loads(json.dumps(training_json(training, adopted=False)))
    assert (told["n"], told["n_listed"], told["adopted"]) == (15, 5, False)
