from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from api.classified import training_json, training_lines
from api.cli.training import settle
from api.evaluating.kinds import KindReport, judge_kinds, kinds_json, kinds_lines
from api.lessons import KindLessons, kind_lessons
from api.training import KindTraining, learn_kinds, train_kinds
from api.vectors import VectorKeeper
from data.reference import load_gazetteer
from data.store import Database
from data.suites import KindSuite, LabelledPost
from matcher.errors import BadInput
from matcher.records import Kind, Post
from models.kinds import KindClassifier, KindWeights, kinds_adoption, load_examples

ENCODER = "letters"


class Letters:
    """An encoder quick enough for tests: the signs of a text, counted in 32 boxes."""

    id = ENCODER
    dimension = 32

    def encode_posts(self, texts, *, on_progress=None) -> NDArray[np.float32]:
        vectors = np.full((len(texts), self.dimension), 0.01, dtype=np.float32)
        for row, text in enumerate(texts):
            np.add.at(vectors[row], [ord(sign) % self.dimension for sign in text], 1.0)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    encode_candidates = encode_posts


def suite_of(examples) -> KindSuite:
    posts = [
        LabelledPost(Post(id=str(n), title=e.title, employer="", description=e.duties), e.kind, f"key {n} {e.title}")
        for n, e in enumerate(examples)
    ]
    return KindSuite("few", tuple(posts))


@pytest.fixture(scope="module")
def suite() -> KindSuite:
    return suite_of(load_examples()[::6])


@pytest.fixture(scope="module")
def all_lessons(suite, tmp_path_factory) -> KindLessons:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('cache') / 'c.db'}")
    database.migrate()
    try:
        return kind_lessons(suite, VectorKeeper(database, Letters()))
    finally:
        database.close()


@pytest.fixture(scope="module")
def lessons(all_lessons) -> KindLessons:
    """The labelled ones and a few of our own, so that fitting is quick."""
    return KindLessons(all_lessons.labelled, all_lessons.own.only(np.arange(0, len(all_lessons.own), 8)))


@pytest.fixture(scope="module")
def shipped(tmp_path_factory) -> KindWeights:
    return kinds_adoption(tmp_path_factory.mktemp("none")).in_force()


@pytest.fixture(scope="module")
def training(suite, lessons, shipped) -> KindTraining:
    return learn_kinds(suite, lessons, encoder_id=ENCODER, present=shipped, n_repeats=1)


@pytest.fixture(scope="module")
def anew(training, suite, lessons) -> KindReport:
    """The suite that the weights were fitted on, judged."""
    return judge_kinds(suite, lessons, KindClassifier(training.weights, ENCODER), n_repeats=1)


def test_lessons_are_the_labels_and_our_own_examples(all_lessons, suite):
    assert all_lessons.labelled.kinds == [one.kind for one in suite.labelled]
    assert set(all_lessons.own.kinds) == set(Kind)
    assert len(all_lessons.own) > len(load_examples()) + 300  # the invented occupations too
    assert all_lessons.own.vectors.shape == (len(all_lessons.own), 2, 32)


def test_a_training_knows_what_it_learnt_from_and_for_which_encoder(training, suite):
    assert training.weights.learnt_from == {one.key for one in suite.labelled}
    assert training.weights.encoder_id == ENCODER
    assert training.full.n == len(suite.labelled)


def test_labels_that_the_weights_learnt_from_are_classified_anew(training, suite, lessons, anew):
    report = anew
    assert report.cross_validated
    assert report.n_learnt_from == len(suite.labelled)
    assert report.full.accuracy == training.full.accuracy  # the same experiment
    fitted = training.weights.full.probabilities(lessons.labelled.texts, lessons.labelled.vectors).argmax(axis=1)
    assert (fitted == lessons.labelled.truth).mean() > report.full.accuracy.mean  # which is what must not be told


def test_other_labels_are_measured_by_the_weights_as_they_are(training, lessons, suite):
    others = KindSuite("other", tuple(replace(one, key=f"new {one.key}") for one in suite.labelled))
    report = judge_kinds(others, lessons, KindClassifier(training.weights, ENCODER))
    fitted = training.weights.full.probabilities(lessons.labelled.texts, lessons.labelled.vectors).argmax(axis=1)
    assert not report.cross_validated
    assert (report.n_learnt_from, report.unseen) == (0, None)
    assert report.full.accuracy.mean == (fitted == lessons.labelled.truth).mean()


def test_a_few_adverts_that_were_learnt_from_are_told_apart(training, lessons, suite):
    some = tuple(replace(one, key=f"new {one.key}") if n % 3 else one for n, one in enumerate(suite.labelled))
    report = judge_kinds(KindSuite("mixed", some), lessons, KindClassifier(training.weights, ENCODER))
    assert not report.cross_validated
    assert report.unseen is not None
    assert report.unseen.n == len(some) - report.n_learnt_from == sum(n % 3 > 0 for n in range(len(some)))
    assert "unseen" in kinds_json(report)


def test_a_report_is_one_json_object_with_intervals(anew, suite):
    written = json.loads(json.dumps(kinds_json(anew)))
    assert (written["suite"], written["n"]) == ("few", len(suite.labelled))
    for name in ("accuracy", "macro_f1"):
        of = written["metrics"][name]
        assert of["low"] <= of["mean"] <= of["high"]
    assert written["measured"] == "cross-validated"
    assert sum(sum(row.values()) for row in written["confusion"].values()) == pytest.approx(written["n"], abs=1)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_report_is_lines_too(training, anew, language):
    assert f"{anew.full.accuracy.mean:.3f}" in "\n".join(kinds_lines(anew, language))
    told = "\n".join(training_lines(training, adopted=True, out=None, language=language))
    assert training.weights.fingerprint in told
    assert "train kinds --back" in told


def test_only_better_weights_are_adopted(training, tmp_path):
    adoption, worse, better = (
        kinds_adoption(tmp_path),
        replace(training, in_force=1.01),
        replace(training, in_force=0.0),
    )
    assert not settle(adoption, training.weights, better=worse.better, out=None)
    assert not list(tmp_path.iterdir())
    assert settle(adoption, training.weights, better=better.better, out=None)
    assert adoption.in_force().fingerprint == training.weights.fingerprint


def test_weights_for_a_file_leave_those_in_force(training, shipped, tmp_path):
    adoption, file = kinds_adoption(tmp_path / "kinds"), tmp_path / "w.npz"
    assert not settle(adoption, training.weights, better=True, out=file)
    assert adoption.read(file).fingerprint == training.weights.fingerprint
    assert adoption.in_force().fingerprint == shipped.fingerprint


def test_weights_in_force_are_compared_on_labels_they_never_saw(training, suite, lessons, shipped):
    assert training.in_force_n == len(suite.labelled)  # the shipped ones saw none of these
    again = learn_kinds(suite, lessons, encoder_id=ENCODER, present=training.weights, n_repeats=1)
    assert (again.in_force_n, again.in_force) == (0, training.full.accuracy.mean)


def test_training_says_what_it_gave_to_programs(training):
    written = json.loads(json.dumps(training_json(training, adopted=False)))
    assert written["weights"] == training.weights.fingerprint
    assert written["metrics"]["accuracy"]["mean"] == round(training.full.accuracy.mean, 4)


def test_a_suite_of_something_else_teaches_no_kinds(tmp_path: Path):
    manifest = {"name": "x", "task": "title-to-title", "docs": "d", "queries": "q", "qrels": "r"}
    (tmp_path / "suite.json").write_text(json.dumps(manifest), encoding="utf-8")
    for name in ("d", "q"):
        (tmp_path / name).write_text('{"id": "1", "title": "会计"}\n', encoding="utf-8")
    (tmp_path / "r").write_text("1\t1\t1\n", encoding="utf-8")
    with pytest.raises(BadInput, match="no kinds of posts to learn from"):
        train_kinds(
            tmp_path,
            load=pytest.fail,
            gazetteer=load_gazetteer(),
            cache=tmp_path / "c.db",
            present=pytest.fail,
        )


def test_going_back_is_one_command(run: Callable[..., Any], training, tmp_path: Path) -> None:
    folder = tmp_path / "var" / "models" / "kinds"
    shipped = kinds_adoption(folder).in_force()
    kinds_adoption(folder).adopt(training.weights)
    answer = run("train", "kinds", "--back")
    assert (answer.status, shipped.fingerprint in answer.out) == (0, True)
    assert kinds_adoption(folder).in_force().fingerprint == shipped.fingerprint


@pytest.mark.parametrize(
    "arguments",
    [[], ["--back", "--suite", "somewhere"], ["--back", "--out", "w.npz"]],
    ids=["neither", "both", "a file for nothing"],
)
def test_learning_and_going_back_are_told_apart(run: Callable[..., Any], arguments: list[str]) -> None:
    assert run("train", "kinds", *arguments).status == 2
