"""One OpenVINO network and the single thread that runs it."""

from __future__ import annotations

import functools
import os
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.bundled.runtime import import_openvino

# float32 between the products also where the processor has bfloat16: the same vectors on every machine
_SETTINGS = {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": "f32"}


class Engine:
    """
    Run a network from any thread and after a fork.

    One thread runs all batches, in the order of asking: each batch has all cores, so a second would only wait inside
    OpenVINO, and there a thread that ends or a fork in the middle leaves locks that nobody opens. So forks wait for the
    batch at work, and a forked process compiles the network for itself.
    """

    def __init__(self, model_file: Path) -> None:
        self._model_file = model_file
        self._left_behind: list[Any] = []
        self.begin()
        _watch_forks()
        _ENGINES.add(self)

    def begin(self) -> None:
        """Start without a thread or a compiled network; what a parent process had is kept, as it cannot be freed."""
        self._left_behind.append(getattr(self, "_compiled", None))
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="encoder")
        self._compiled: Any = None

    def dimension(self) -> int:
        """
        Tell the width of the hidden states.

        Raises:
            RuntimeError: OpenVINO cannot read or run the file.
        """
        return int(self._thread.submit(self._width).result())

    def means(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
        """
        Average the hidden states of each text.

        Args:
            ids: (n, width) numbers of pieces, padded.
            mask: (n, width) 1 for a piece, 0 for padding.

        Returns:
            (n, dimension), not normalised.
        """
        return self._thread.submit(self._means, ids, mask).result()

    def _width(self) -> int:
        with _RUNNING:
            return int(self._request().get_compiled_model().output(0).partial_shape[2].get_length())

    def _means(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
        with _RUNNING:
            request = self._request()
            request.infer({"input_ids": ids, "attention_mask": mask})
            weights = mask.astype(np.float32) / mask.sum(axis=1, keepdims=True)
            means: NDArray[np.float32] = np.einsum("nth,nt->nh", request.get_output_tensor(0).data, weights)
            return means.astype(np.float32)

    def _request(self) -> Any:
        if self._compiled is None:
            compiled = import_openvino().Core().compile_model(self._model_file, "CPU", _SETTINGS)
            self._compiled = compiled.create_infer_request()
        return self._compiled


_RUNNING = threading.Lock()  # held while OpenVINO works
_ENGINES: weakref.WeakSet[Engine] = weakref.WeakSet()


@functools.cache
def _watch_forks() -> None:
    os.register_at_fork(before=_RUNNING.acquire, after_in_parent=_RUNNING.release, after_in_child=_begin_again)


def _begin_again() -> None:
    _RUNNING.release()
    for engine in _ENGINES:
        engine.begin()
