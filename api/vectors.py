"""The vectors of texts: each distinct text is encoded once and kept in the database by (encoder id, text hash)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from data.store import Database, add_vectors, read_vectors, text_hash
from models import Encoder

Side = Literal["post", "candidate"]

CHUNK = 256  # texts encoded between two commits: a killed run loses at most these


def key_of(side: Side, text: str) -> bytes:
    """Tell the key of a text: the two sides are encoded differently, so they never share a vector."""
    return text_hash(f"{side}:{text}")


class VectorKeeper:
    """Give vectors for texts, from the database where it has them."""

    def __init__(self, database: Database, encoder: Encoder) -> None:
        self.database = database
        self.encoder = encoder
        self.n_encoded = 0  # texts encoded so far

    def known(self, side: Side, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Read the vectors that are there already; texts without one are left out."""
        keys = {key_of(side, text): text for text in texts}
        with self.database.read() as session:
            found = read_vectors(session, self.encoder.id, list(keys))
        return {keys[key]: vector for key, vector in found.items()}

    def passing(self, side: Side, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Encode texts and keep nothing of them."""
        encode = self.encoder.encode_posts if side == "post" else self.encoder.encode_candidates
        distinct = list(dict.fromkeys(texts))
        # kept vectors are rounded to half precision: the same text must rank the same, kept or not
        self.n_encoded += len(distinct)
        rounded = encode(distinct).astype(np.float16).astype(np.float32)
        return dict(zip(distinct, rounded, strict=True))

    def given(self, side: Side, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Give the vector of each text and write nothing: for readers, who must not wait for a writer."""
        found = self.known(side, texts)
        missing = [text for text in texts if text not in found]
        return found | self.passing(side, missing) if missing else found

    def encode(self, side: Side, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Encode texts without looking, and keep their vectors."""
        found = self.passing(side, texts)
        keys = [key_of(side, text) for text in found]
        with self.database.begin() as session:
            add_vectors(session, self.encoder.id, keys, np.stack(list(found.values())))
        return found

    def vectors(
        self, side: Side, texts: Sequence[str], *, on_progress: Callable[[int], None] | None = None
    ) -> dict[str, NDArray[np.float32]]:
        """
        Give the vector of each text, encoding the missing ones chunk by chunk.

        Args:
            side: which side of the pair the texts belong to.
            texts: any strings; duplicates cost nothing.
            on_progress: told how many more texts are settled; the numbers add up to the length of *texts*.
        """
        found = self.known(side, texts)
        missing = [text for text in dict.fromkeys(texts) if text not in found]
        report = on_progress or (lambda n: None)
        report(len(texts) - len(missing))
        for start in range(0, len(missing), CHUNK):
            chunk = missing[start : start + CHUNK]
            found |= self.encode(side, chunk)
            report(len(chunk))
        return found
