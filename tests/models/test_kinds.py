from __future__ import annotations

import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from matcher.classification import measure_classes
from matcher.errors import BadInput, NotReady
from matcher.records import Kind, Post
from matcher.text import post_texts
from models import Encoder
from models.kinds import (
    KINDS,
    KindClassifier,
    KindWeights,
    Lessons,
    check_labels,
    cross_validate,
    fit_kinds,
    kinds_adoption,
    load_examples,
    load_kinds,
    read_weights,
    write_weights,
)
from models.kinds.fitting import alike, folds_of

CLEAR = [
    pytest.param("保安员", "门岗值守，登记来访车辆，夜间巡逻", Kind.SOCIAL_SERVICE, id="a guard"),
    pytest.param("总账会计", "编制凭证和财务报表，申报纳税，核对往来", Kind.MANAGEMENT, id="an accountant"),
    pytest.param("后端开发工程师", "用Java编写接口，修改缺陷，部署上线", Kind.TECHNICAL, id="a programmer"),
    pytest.param("有机合成研究员", "设计合成路线，做实验，解析谱图，发表论文", Kind.RESEARCH, id="a chemist"),
    pytest.param("小学语文老师", "备课上课，批改作业，与家长沟通", Kind.SOCIAL_SERVICE, id="a teacher"),
    pytest.param("区域销售代表", "开发经销商，谈判签约，完成销售任务，回款", Kind.MANAGEMENT, id="a salesman"),
    pytest.param("机床装调工", "装配机床，调试精度，更换刀具，检修设备", Kind.TECHNICAL, id="a fitter"),
]


def texts_of(title: str, duties: str) -> tuple[str, str]:
    return post_texts(Post(id="1", title=title, employer="", description=f"岗位职责：{duties}"))


def encoded(encoder: Encoder, texts: list[tuple[str, str]]):
    flat = encoder.encode_posts([text for both in texts for text in both])
    return flat.astype(np.float16).astype(np.float32).reshape(len(texts), 2, -1)


@pytest.fixture(scope="module")
def written() -> Lessons:
    """Our own examples as lessons about words, every third one."""
    examples = load_examples()[::3]
    texts = [texts_of(example.title, example.duties) for example in examples]
    return Lessons(texts, [e.kind for e in examples], None, [1.0] * len(texts), [""] * len(texts))


@pytest.fixture(scope="module")
def halves(written) -> tuple[Lessons, Lessons]:
    return written.only(np.arange(0, len(written), 2)), written.only(np.arange(1, len(written), 2))


@pytest.fixture(scope="module")
def small(halves) -> KindWeights:
    """Weights that know no encoder's vectors."""
    model = fit_kinds(*halves)
    return KindWeights("nobody", model, model, frozenset({"k1", "k2"}), {"accuracy": 0.5, "words_accuracy": 0.25})


@pytest.fixture(scope="module")
def shipped(tmp_path_factory) -> KindWeights:
    return kinds_adoption(tmp_path_factory.mktemp("empty")).in_force()


@pytest.mark.parametrize(("title", "duties", "kind"), CLEAR)
def test_the_shipped_weights_know_clear_posts(shipped, int8_encoder, title, duties, kind):
    classifier, texts = KindClassifier(shipped, int8_encoder.id), [texts_of(title, duties)]
    assert classifier.by_meaning
    assert classifier.classify(texts, encoded(int8_encoder, texts))[0].kind is kind


@pytest.mark.parametrize(("title", "duties", "kind"), CLEAR)
def test_they_know_them_by_words_alone_too(shipped, title, duties, kind):
    texts = [texts_of(title, duties)]
    assert KindClassifier(shipped, "another").classify(texts, np.zeros((1, 2, 8), dtype=np.float32))[0].kind is kind


def test_vectors_of_another_encoder_are_not_looked_at(shipped, int8_encoder, tmp_path):
    known = load_kinds(int8_encoder.id, folder=tmp_path)
    other = load_kinds("another", folder=tmp_path)
    texts = [texts_of("保洁员", "打扫楼道")]
    assert not other.by_meaning
    assert known.id != other.id
    np.testing.assert_array_equal(
        other.probabilities(texts, encoded(int8_encoder, texts)), shipped.words.probabilities(texts)
    )


@pytest.mark.parametrize("of_words", [True, False], ids=["words alone", "with meaning"])
def test_probabilities_add_up_and_depend_on_the_post_alone(shipped, int8_encoder, of_words):
    texts = [texts_of(e.title, e.duties) for e in load_examples()[::20]] + [("", ""), ("\u3000", "???")]
    vectors = None if of_words else encoded(int8_encoder, texts)
    model = shipped.words if of_words else shipped.full
    together = model.probabilities(texts, vectors)
    assert together.shape == (len(texts), len(KINDS))
    np.testing.assert_allclose(together.sum(axis=1), 1.0)
    assert (together >= 0).all()
    for row, one in enumerate(texts):
        own = None if vectors is None else vectors[row : row + 1]
        np.testing.assert_allclose(model.probabilities([one], own)[0], together[row], rtol=1e-9)


def test_no_posts_give_no_rows(shipped):
    assert shipped.words.probabilities([]).shape == (0, 4)


def test_the_same_lessons_give_the_same_file(halves, small, tmp_path):
    model = fit_kinds(*halves)
    again = KindWeights("nobody", model, model, small.learnt_from, small.held_out)
    write_weights(tmp_path / "a.npz", small)
    write_weights(tmp_path / "b.npz", again)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    assert small.fingerprint == again.fingerprint


def test_held_out_probabilities_come_true(written):
    labelled, own = written.only(np.arange(0, len(written), 2)), written.only(np.arange(1, len(written), 2))
    found = measure_classes(labelled.truth, cross_validate(labelled, own, n_repeats=2), names=KINDS)
    assert found.accuracy.mean > 0.6  # .25 by chance
    assert found.calibration_error < 0.12  # .07 here; five times as sure of itself it is .16


def test_the_temperature_answers_to_how_sure_the_scores_are(halves):
    labelled, own = halves
    timid = replace(own, counts=[0.01] * len(own)), replace(labelled, counts=[0.01] * len(labelled))
    bold = replace(own, counts=[50.0] * len(own)), replace(labelled, counts=[50.0] * len(labelled))
    assert fit_kinds(timid[1], timid[0]).temperature < 0.5 < fit_kinds(bold[1], bold[0]).temperature


def test_what_is_alike_is_held_out_together():
    body = "负责小区门岗值守和来访登记，夜间巡逻，处理突发情况"
    texts = [("保安", body), ("招聘保安", f"{body}。"), ("会计", "做账报税"), ("会计", "核对往来款项并编制月度报表")]
    lessons = Lessons(texts, [KINDS[3]] * 2 + [KINDS[2]] * 2, None, [1.0] * 4, ["甲", "乙", "丙", "丙"])
    groups = alike(lessons)
    assert groups[0] == groups[1]  # one text under two employers
    assert groups[2] == groups[3]  # one employer
    assert groups[0] != groups[2]


def test_parts_hold_every_post_once_and_share_the_kinds(written):
    tested = np.concatenate([test for _, test in folds_of(written, seed=3)])
    assert sorted(tested.tolist()) == list(range(len(written)))
    counts = [np.bincount(written.truth[test], minlength=4) for _, test in folds_of(written, seed=3)]
    assert np.ptp(np.array(counts), axis=0).max() <= 3


def test_too_few_labels_of_a_kind_are_refused(written):
    with pytest.raises(BadInput, match=r"1 label.*'research'"):
        check_labels(
            written.only(np.flatnonzero(written.truth != 0)) + written.only(np.flatnonzero(written.truth == 0)[:1])
        )


def test_weights_are_read_as_they_were_written(small, tmp_path):
    write_weights(tmp_path / "w.npz", small)
    back = read_weights(tmp_path / "w.npz")
    texts = [texts_of("护士", "输液护理")]
    assert (back.encoder_id, back.learnt_from, back.held_out) == (small.encoder_id, small.learnt_from, small.held_out)
    np.testing.assert_array_equal(back.words.probabilities(texts), small.words.probabilities(texts))
    assert back.fingerprint == small.fingerprint


def test_the_file_holds_plain_numbers_and_no_pickle(small, tmp_path):
    write_weights(tmp_path / "w.npz", small)
    with zipfile.ZipFile(tmp_path / "w.npz") as file:
        assert all(name.endswith(".npy") for name in file.namelist())
    with np.load(tmp_path / "w.npz", allow_pickle=False) as arrays:
        assert all(arrays[name].dtype != object for name in arrays.files)


@pytest.mark.parametrize("content", [b"", b"PK", b"hello" * 100], ids=["empty", "cut", "something else"])
def test_a_file_that_holds_no_weights_is_named(tmp_path, content):
    (tmp_path / "weights.npz").write_bytes(content)
    with pytest.raises(NotReady, match=r"weights\.npz"):
        kinds_adoption(tmp_path).in_force()


def test_adopted_weights_count_until_they_are_taken_back(small, shipped, tmp_path):
    kinds_adoption(tmp_path).adopt(small)
    assert kinds_adoption(tmp_path).in_force().fingerprint == small.fingerprint
    assert kinds_adoption(tmp_path).go_back().fingerprint == shipped.fingerprint
    assert kinds_adoption(tmp_path).go_back().fingerprint == small.fingerprint


def test_without_any_adopted_going_back_changes_nothing(shipped, tmp_path):
    assert kinds_adoption(tmp_path / "new").go_back().fingerprint == shipped.fingerprint


def test_a_folder_that_cannot_be_written_is_named(small, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(NotReady, match="cannot be written"):
        write_weights(tmp_path / "file" / "w.npz", small)


def test_classifying_loads_no_learning_library():
    program = (
        "import sys; from pathlib import Path; from models.kinds import load_kinds;"
        "load_kinds('x', folder=Path('nowhere')).weights.words.probabilities([('保安', '门岗')]);"
        "print([name for name in ('sklearn', 'torch', 'pandas') if name in sys.modules])"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.strip() == "[]"
