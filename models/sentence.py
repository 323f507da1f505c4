"""Any sentence-transformers model as an encoder, in float32 by torch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from matcher.errors import NotReady
from models.batching import batches, cut

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_BATCH = 16


class SentenceEncoder:
    """Encode with a sentence-transformers model; see models.Encoder for what it promises."""

    def __init__(self, model: SentenceTransformer, *, id: str, max_tokens: int) -> None:
        self.id = id
        self.dimension = int(model.get_embedding_dimension() or 0)
        model.max_seq_length = min(model.max_seq_length or max_tokens, max_tokens)
        self._chars = 8 * model.max_seq_length
        self._model = model
        self._query, self._passage = _prompt(model, "query"), _prompt(model, "passage", "document")

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
        kept = [cut(text, chars=self._chars) for text in texts]
        vectors = np.empty((len(texts), self.dimension), np.float32)
        done = 0
        for batch in batches([len(text) for text in kept], size=_BATCH):
            vectors[batch] = self._model.encode(
                [kept[i] for i in batch], prompt="", normalize_embeddings=True, show_progress_bar=False
            )
            done += len(batch)
            if on_progress is not None:
                on_progress(done)
        return vectors


def _prompt(model: SentenceTransformer, *names: str) -> str:
    return next((model.prompts[name] for name in names if model.prompts.get(name)), "")


def load_sentence_encoder(name: str, *, id: str, max_tokens: int) -> SentenceEncoder:
    """
    Load a sentence-transformers model from a folder, or by name from this machine's cache; never from the network.

    Raises:
        NotReady: there is no such model on this machine.
    """
    from sentence_transformers import SentenceTransformer

    try:
        model = SentenceTransformer(name, device="cpu", local_files_only=True)
    except (OSError, ValueError) as missing:
        raise NotReady(f"encoder {name!r} is not on this machine: set MATCHER_ENCODER to a folder") from missing
    return SentenceEncoder(model, id=id, max_tokens=max_tokens)
