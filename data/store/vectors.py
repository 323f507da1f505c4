"""The vectors of texts: kept in half precision by (encoder id, hash of the text), each text once."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from data.store.changes import insert_missing, table_of
from data.tables import EncoderRow, VectorRow

CHUNK = 2_000  # vectors asked for in one query; SQLite takes up to 32,766 values
HASH_BYTES = 16
AT_REST = np.dtype("<f2")


def text_hash(text: str) -> bytes:
    """Hash a text, whatever characters it holds, to 16 bytes."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=HASH_BYTES).digest()


def read_vectors(session: Session, encoder_id: str, hashes: Sequence[bytes]) -> dict[bytes, NDArray[np.float32]]:
    """Give the vectors of those texts that have one: (dimension,) each, rounded to half precision."""
    encoder = _encoder(session, encoder_id)
    found: dict[bytes, NDArray[np.float32]] = {}
    if encoder is None:
        return found
    table = table_of(VectorRow)
    wanted = list(dict.fromkeys(hashes))
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        statement = select(table.c.text_hash, table.c.vector).where(
            table.c.encoder == encoder, table.c.text_hash.in_(chunk)
        )
        rows = session.connection().execute(statement).all()
        if rows:
            stacked = np.frombuffer(b"".join(row[1] for row in rows), AT_REST).reshape(len(rows), -1)
            found.update(zip((row[0] for row in rows), stacked.astype(np.float32), strict=True))
    return found


def add_vectors(session: Session, encoder_id: str, hashes: Sequence[bytes], vectors: NDArray[np.float32]) -> None:
    """
    Keep vectors, rounded to half precision; a text that has one keeps it.

    Args:
        session: of ``Database.begin``.
        encoder_id: which encoder made them.
        hashes: of the texts, n.
        vectors: (n, dimension).

    Raises:
        ValueError: *hashes* and *vectors* are not equally many, or the dimension is not this encoder's.
    """
    if not len(hashes):
        return
    insert_missing(session, EncoderRow, [{"name": encoder_id}], unique=["name"])
    encoder = _encoder(session, encoder_id)
    _refuse_other_dimension(session, encoder, vectors.shape[1])
    rows = [
        {"encoder": encoder, "text_hash": one, "vector": vector.tobytes()}
        for one, vector in zip(hashes, vectors.astype(AT_REST), strict=True)
    ]
    insert_missing(session, VectorRow, rows, unique=["encoder", "text_hash"])


def forget_other_encoders(session: Session, encoder_id: str) -> int:
    """Delete the vectors that any other encoder made, and count them."""
    table = table_of(VectorRow)
    used = select(EncoderRow.id).where(EncoderRow.name == encoder_id)
    return session.connection().execute(delete(table).where(table.c.encoder.not_in(used))).rowcount


def delete_vectors(session: Session, hashes: Sequence[bytes]) -> int:
    """Delete the vectors of some texts, whichever encoder made them, and count them; who needs one encodes again."""
    table, n, gone = table_of(VectorRow), 0, list(dict.fromkeys(hashes))
    for start in range(0, len(gone), CHUNK):
        chunk = table.c.text_hash.in_(gone[start : start + CHUNK])
        n += session.connection().execute(delete(table).where(chunk)).rowcount
    return n


def delete_unused_vectors(session: Session, used: Collection[bytes]) -> int:
    """Delete the vectors of all texts but those *used*, and count them."""
    stored = session.execute(select(table_of(VectorRow).c.text_hash).distinct()).scalars()
    return delete_vectors(session, [hash for hash in stored if hash not in used])


def _encoder(session: Session, encoder_id: str) -> int | None:
    return session.execute(select(EncoderRow.id).where(EncoderRow.name == encoder_id)).scalar()


def _refuse_other_dimension(session: Session, encoder: int | None, dimension: int) -> None:
    one = session.execute(select(VectorRow.vector).where(VectorRow.encoder == encoder).limit(1)).scalar()
    if one is not None and len(one) != dimension * AT_REST.itemsize:
        raise ValueError(f"vectors of {dimension} numbers, where this encoder's have {len(one) // AT_REST.itemsize}")
