"""One OpenVINO network as a function from pieces to vectors."""

from __future__ import annotations

import weakref
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.bundled.runtime import import_openvino
from models.worker import Worker

# float32 between the products also where the processor has bfloat16: the same vectors on every machine
_SETTINGS = {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": "f32"}


class Engine:
    """Run a network from any thread and after a fork; a forked process compiles it for itself."""

    def __init__(self, model_file: Path) -> None:
        self._model_file = model_file
        self._worker = Worker()
        self._requests: dict[int, Any] = {}  # by the worker's generation; dead ones stay, they cannot be freed here
        weakref.finalize(self, _let_go, self._worker, self._requests).atexit = False

    def dimension(self) -> int:
        """
        Tell the width of the hidden states.

        Raises:
            RuntimeError: OpenVINO cannot read or run the file.
        """
        return self._worker.run(
            lambda: int(self._request().get_compiled_model().output(0).partial_shape[2].get_length())
        )

    def means(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
        """
        Average the hidden states of each text.

        Args:
            ids: (n, width) numbers of pieces, padded.
            mask: (n, width) 1 for a piece, 0 for padding.

        Returns:
            (n, dimension), not normalised.
        """
        return self._worker.run(lambda: self._means(ids, mask))

    def _means(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
        request = self._request()
        request.infer({"input_ids": ids, "attention_mask": mask})
        shares = (mask / mask.sum(axis=1, keepdims=True)).astype(np.float32)
        means: NDArray[np.float32] = np.einsum("nth,nt->nh", request.get_output_tensor(0).data, shares)
        return means

    def _request(self) -> Any:
        if self._worker.generation not in self._requests:
            compiled = import_openvino().Core().compile_model(self._model_file, "CPU", _SETTINGS)
            self._requests[self._worker.generation] = compiled.create_infer_request()
        return self._requests[self._worker.generation]


def _let_go(worker: Worker, requests: dict[int, Any]) -> None:
    """Free a network on the thread that made it: once, freed on another, it took the process with it."""
    held = [request for generation, request in requests.items() if generation == worker.generation]
    requests.pop(worker.generation, None)
    worker.later(held.clear)
