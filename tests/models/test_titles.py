from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from matcher.errors import BadInput, NotReady
from matcher.titles import Titles, TitleSense, liken
from models.titles import (
    Lessons,
    TitleWeights,
    cross_validate,
    fit_titles,
    pack,
    read_titles,
    titles_adoption,
    write_titles,
)

WORKS = ("剪辑师", "护士", "焊工", "会计")
TITLES = ("剪片子", "短视频后期", "病房护理", "门诊护理", "电焊", "氩弧焊", "做账", "记账报税", "后期剪片子", "护理")
CODED = (0, 0, 1, 1, 2, 2, 3, 3, 0, 1)


def vectors(n: int, *, seed: int, dimension: int = 8) -> np.ndarray:
    drawn = np.random.default_rng(seed).normal(size=(n, dimension)).astype(np.float32)
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


def lessons() -> Lessons:
    sought, listed = Titles(TITLES, vectors(len(TITLES), seed=1)), Titles(WORKS, vectors(len(WORKS), seed=2))
    return Lessons(sought, listed, np.array(list(enumerate(CODED))))


def unknown(of: Lessons) -> np.ndarray:
    return np.full((len(of.sought.texts), len(of.listed.texts)), np.nan)


def weights(sense: TitleSense | None = None, *, encoder_id: str = "tiny.ab.torch-fp32") -> TitleWeights:
    return TitleWeights(encoder_id, sense or fit_titles(lessons()), frozenset({"ab", "cd"}), {"p@1": 0.5})


def test_examples_are_counted_for_each_work() -> None:
    assert fit_titles(lessons()).examples.counts_of([*WORKS, "厨师"]).tolist() == [3, 3, 2, 2, 0]


def test_a_title_shares_signs_with_the_work_of_titles_like_it() -> None:
    of = lessons()
    found = liken(fit_titles(of), Titles(["短视频剪片子"], vectors(1, seed=3)), of.listed, relations=unknown(of)[:1])
    assert found.words[0].argmax() == 0


def test_directions_in_which_titles_of_one_work_differ_are_shortened() -> None:
    # titles differ from their work in the first direction alone; works differ in the second
    listed = Titles(["甲", "乙"], np.array([[0.0, 1.0], [0.0, -1.0]], dtype=np.float32))
    sought = Titles(["a", "b", "c", "d"], np.array([[1, 1], [-1, 1], [1, -1], [-1, -1]], dtype=np.float32) / 2**0.5)
    spread = fit_titles(Lessons(sought, listed, np.array([[0, 0], [1, 0], [2, 1], [3, 1]]))).meaning.spread
    assert 0 < spread[0, 0] < spread[1, 1]
    assert spread[0, 1] == pytest.approx(0, abs=1e-3)


def test_a_title_held_out_is_compared_without_what_it_was_coded_to() -> None:
    of = lessons()
    spoilt = replace(of, pairs=np.array([*list(enumerate(CODED))[:-1], (len(TITLES) - 1, 3)]))
    before, after = (cross_validate(one, relations=unknown(of))["taught"].fused for one in (of, spoilt))
    assert (before[-1] == after[-1]).all()
    assert (before[:-1] != after[:-1]).any()


def test_titles_held_out_stand_in_their_own_rows() -> None:
    of = lessons()
    found = cross_validate(of, relations=unknown(of))["taught"].words
    assert found[8].argmax() == 0  # 后期剪片子, by 剪片子 and 短视频后期
    assert found[4].argmax() == 2  # 电焊, by 焊工


def test_the_same_lessons_give_the_same_weights() -> None:
    assert weights().fingerprint == weights().fingerprint


def test_nothing_is_learnt_from_nothing() -> None:
    with pytest.raises(BadInput, match="too few coded titles"):
        fit_titles(replace(lessons(), pairs=np.zeros((0, 2), dtype=np.intp)))


def test_what_is_read_compares_as_what_was_written(tmp_path: Path) -> None:
    of, fitted = lessons(), weights()
    write_titles(tmp_path / "w.npz", fitted)
    read = read_titles(tmp_path / "w.npz")
    assert pack(read) == pack(fitted)
    before, after = (liken(one.sense, of.sought, of.listed, relations=unknown(of)) for one in (fitted, read))
    assert (before.fused == after.fused).all()


def test_weights_hold_no_title() -> None:
    packed = pack(weights())
    assert not any(title.encode() in packed for title in (*WORKS, *TITLES))


@pytest.mark.parametrize(
    "content", [pytest.param(b"", id="empty"), pytest.param(b"\x89PNG", id="a picture"), pytest.param(b"[]", id="text")]
)
def test_a_faulty_file_of_weights_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "w.npz").write_bytes(content)
    with pytest.raises(NotReady, match="no weights for titles"):
        read_titles(tmp_path / "w.npz")


@pytest.mark.parametrize(
    ("encoder_id", "same"),
    [
        pytest.param("tiny.ab.torch-fp32", True, id="the same"),
        pytest.param("tiny.cd.openvino-int8", True, id="the same network in eight bits"),
        pytest.param("large.ab.torch-fp32", False, id="another network"),
    ],
)
def test_what_was_learnt_of_meaning_holds_for_one_network(encoder_id: str, same: bool) -> None:
    found = weights().sense_for(encoder_id, listed=vectors(3, seed=4))
    assert (len(found.examples.keys) > 0) is same


def test_adopted_weights_are_in_force_and_one_step_leads_back(tmp_path: Path) -> None:
    adoption = titles_adoption(tmp_path / "titles")
    shipped, own = adoption.in_force(), weights()
    adoption.adopt(own)
    assert adoption.in_force().fingerprint == own.fingerprint
    assert adoption.go_back().fingerprint == shipped.fingerprint


def test_the_shipped_weights_were_judged_on_titles_held_out(tmp_path: Path) -> None:
    shipped = titles_adoption(tmp_path / "none").in_force()
    assert 0 < shipped.held_out["p@1"] < 1
    assert len(shipped.learnt_from) > len(shipped.sense.examples.keys) > 0
