"""Any sentence-transformers model of this machine as an encoder, in float32 by torch."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from matcher.errors import NotReady
from models.batching import batches, cut, gather
from models.worker import Worker

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_MAX_TEXTS = 16
_MAX_CHARS = 8192  # of a batch, padding counted: bounds the memory of activations
_MAX_TOKENS = 512


class SentenceEncoder:
    """Encode with a sentence-transformers model and its own prompts; models.Encoder says what that promises."""

    def __init__(self, model: SentenceTransformer, *, id: str, max_tokens: int = _MAX_TOKENS) -> None:
        self.id = id
        self.dimension = int(model.get_embedding_dimension() or 0)
        model.max_seq_length = min(model.max_seq_length or max_tokens, max_tokens)
        self._max_tokens = int(model.max_seq_length)
        self._model = model.float().eval()
        self._worker = Worker()

    def encode_posts(
        self, texts: Sequence[str], *, on_progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Encode what is searched: (n, dimension), unit length."""
        return self._encode("document", ("document", "passage"), texts, on_progress)

    def encode_candidates(
        self, texts: Sequence[str], *, on_progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Encode what searches: (n, dimension), unit length."""
        return self._encode("query", ("query",), texts, on_progress)

    def _encode(
        self,
        task: str,
        prompt_names: Sequence[str],
        texts: Sequence[str],
        on_progress: Callable[[int], None] | None,
    ) -> NDArray[np.float32]:
        prompt = next((p for p in map(self._model.prompts.get, prompt_names) if p), "")
        kept = [cut(text, max_tokens=self._max_tokens) for text in texts]
        return gather(
            batches([len(text) for text in kept], max_texts=_MAX_TEXTS, max_units=_MAX_CHARS),
            lambda batch: self._worker.run(lambda: self._run([kept[i] for i in batch], prompt=prompt, task=task)),
            into=np.empty((len(texts), self.dimension), np.float32),
            on_progress=on_progress,
        )

    def _run(self, texts: list[str], *, prompt: str, task: str) -> NDArray[np.float32]:
        import torch

        features = self._model.preprocess(texts, prompt=prompt, task=task)
        with torch.inference_mode():
            vectors = self._model(features, task=task)["sentence_embedding"]
            unit: NDArray[np.float32] = torch.nn.functional.normalize(vectors, dim=1).numpy()
        return unit


def load_sentence_encoder(name: str) -> SentenceEncoder:
    """
    Load the model in the folder *name*, or the one of that name in this machine's cache; never from the network.

    Raises:
        NotReady: there is no such model on this machine.
    """
    folder = _find(name)
    model = load_model(folder)  # before its files are hashed: a folder that holds no model may hold anything
    return SentenceEncoder(model, id=f"{Path(name).name}.{_content_hash(folder)}.torch-fp32")


def load_model(folder: Path) -> SentenceTransformer:
    """
    Load the sentence-transformers model in *folder*.

    Raises:
        NotReady: the folder holds no such model, or part of one.
    """
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")  # its threads would not survive a fork, and it says so
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()
    try:
        return SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    except (OSError, ValueError, KeyError, RuntimeError) as broken:
        raise NotReady(
            "{folder} holds no complete sentence-transformers model: save or copy it again", folder=folder
        ) from broken


def _find(name: str) -> Path:
    if os.path.isdir(name):
        return Path(name)
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    for full_name in (name, f"sentence-transformers/{name}"):
        try:
            return Path(snapshot_download(full_name, local_files_only=True))
        except (LocalEntryNotFoundError, HFValidationError):
            continue
    raise NotReady("encoder {name!r} is not on this machine: set MATCHER_ENCODER to a folder that holds it", name=name)


def _content_hash(folder: Path) -> str:
    """Hash the model's files, so that training on in the same folder gives another id."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".md":
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            total.update(f"{path.relative_to(folder).as_posix()} {digest}\n".encode())
    return total.hexdigest()[:10]
