"""The bundled encoder in eight bits, run by OpenVINO."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.batching import batches, cut
from models.bundled.quantisation import MODEL_FILE, TOKENIZER_FILE
from models.bundled.runtime import import_openvino

_BATCH = 8  # measured: 16 and 32 are slower, their activations leave the cache
_LENGTH_STEP = 8  # tokens; each new length costs the engine a plan


class Int8Encoder:
    """Encode with the quantised network; see models.Encoder for what it promises."""

    def __init__(self, folder: Path, *, id: str, max_tokens: int, query: str, passage: str) -> None:
        from tokenizers import Tokenizer

        self.id = id
        self.dimension = 0
        self._query, self._passage = query, passage
        self._chars = 8 * max_tokens
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        self._tokenizer.enable_truncation(max_tokens)
        self._pad = self._tokenizer.token_to_id("<pad>")
        self._model = folder / MODEL_FILE
        self._compiling = threading.Lock()
        self._compiled: list[tuple[int, Any]] = []
        self._requests = threading.local()
        self.dimension = int(self._compiled_here().output(0).partial_shape[2].get_length())

    def encode_posts(
        self, texts: Sequence[str], *, on_progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Encode what is searched: (n, dimension), unit length."""
        return self._encode([self._passage + text for text in texts], on_progress)

    def encode_candidates(
        self, texts: Sequence[str], *, on_progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Encode what searches: (n, dimension), unit length."""
        return self._encode([self._query + text for text in texts], on_progress)

    def _encode(self, texts: Sequence[str], on_progress: Callable[[int], None] | None) -> NDArray[np.float32]:
        numbers = [self._tokenizer.encode(cut(text, chars=self._chars)).ids for text in texts]
        vectors = np.empty((len(texts), self.dimension), np.float32)
        done = 0
        for batch in batches([len(n) for n in numbers], size=_BATCH):
            vectors[batch] = self._run([numbers[i] for i in batch])
            done += len(batch)
            if on_progress is not None:
                on_progress(done)
        return vectors

    def _run(self, numbers: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        longest = max(map(len, numbers))
        width = -(-longest // _LENGTH_STEP) * _LENGTH_STEP
        ids = np.full((len(numbers), width), self._pad, np.int64)
        mask = np.zeros_like(ids)
        for row, text in enumerate(numbers):
            ids[row, : len(text)] = text
            mask[row, : len(text)] = 1
        request = self._request()
        request.infer({"input_ids": ids, "attention_mask": mask})
        hidden = request.get_output_tensor(0).data
        sums = np.einsum("nth,nt->nh", hidden, mask.astype(np.float32))
        unit: NDArray[np.float32] = sums / np.linalg.norm(sums, axis=1, keepdims=True)
        return unit

    def _request(self) -> Any:
        """Return this thread's own request: the engine queues them fairly, and their outputs stay apart."""
        if getattr(self._requests, "process", None) != os.getpid():
            self._requests.own = self._compiled_here().create_infer_request()
            self._requests.process = os.getpid()
        return self._requests.own

    def _compiled_here(self) -> Any:
        """Compile once a process: the engine's threads do not survive a fork."""
        with self._compiling:
            for process, compiled in self._compiled:
                if process == os.getpid():
                    return compiled
            settings = {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": "f32"}
            compiled = import_openvino().Core().compile_model(self._model, "CPU", settings)
            self._compiled.append((os.getpid(), compiled))
            return compiled
