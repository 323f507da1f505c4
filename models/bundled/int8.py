"""The bundled encoder in eight bits, run by OpenVINO."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matcher.errors import NotReady
from models.batching import cut, equal_batches, gather
from models.bundled.conversion import PROMPTS
from models.bundled.engine import Engine
from models.bundled.quantisation import MODEL_FILE, TOKENIZER_FILE

_MAX_TEXTS = 16  # of a batch; measured: fewer and more are no faster


def padded_width(n_tokens: int) -> int:
    """Round up to one of few widths, each of which costs the engine a plan; the longer, the coarser."""
    step = 8 if n_tokens <= 64 else 16 if n_tokens <= 128 else 32
    return -(-n_tokens // step) * step


class Int8Encoder:
    """Encode with the quantised network; models.Encoder says what that promises."""

    def __init__(self, folder: Path, *, id: str, max_tokens: int) -> None:
        from tokenizers import Tokenizer

        self.id = id
        self._max_tokens = max_tokens
        self._engine = Engine(folder / MODEL_FILE)
        try:
            self.dimension = self._engine.dimension()
            self._tokenizer = Tokenizer.from_str((folder / TOKENIZER_FILE).read_text(encoding="utf-8"))
        except (OSError, RuntimeError) as damaged:
            raise NotReady(
                "the encoder in {folder} cannot be loaded: delete that folder and start again", folder=folder
            ) from damaged
        self._tokenizer.enable_truncation(max_tokens)
        self._pad = self._tokenizer.token_to_id("<pad>")

    def encode_posts(
        self, texts: Sequence[str], *, on_progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Encode what is searched: (n, dimension), unit length."""
        return self._encode(PROMPTS["document"], texts, on_progress)

    def encode_candidates(
        self, texts: Sequence[str], *, on_progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Encode what searches: (n, dimension), unit length."""
        return self._encode(PROMPTS["query"], texts, on_progress)

    def _encode(
        self, prompt: str, texts: Sequence[str], on_progress: Callable[[int], None] | None
    ) -> NDArray[np.float32]:
        # one by one: the library's own batches start threads, which a fork would not survive, to save 1 % of the time
        numbers = [self._tokenizer.encode(prompt + cut(text, max_tokens=self._max_tokens)).ids for text in texts]
        # only texts of one width share a batch: so no text's vector depends, to the last bit, on its neighbours
        return gather(
            equal_batches([padded_width(len(n)) for n in numbers], max_texts=_MAX_TEXTS),
            lambda batch: self._run([numbers[i] for i in batch]),
            into=np.empty((len(texts), self.dimension), np.float32),
            on_progress=on_progress,
        )

    def _run(self, numbers: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        ids = np.full((len(numbers), padded_width(len(numbers[0]))), self._pad, np.int64)
        mask = np.zeros_like(ids)
        for row, text in enumerate(numbers):
            ids[row, : len(text)] = text
            mask[row, : len(text)] = 1
        means = self._engine.means(ids, mask)
        unit: NDArray[np.float32] = means / np.linalg.norm(means, axis=1, keepdims=True)
        return unit
