"""The keys that a master opens: the data key of each generation, and the one key by which people keep their ids."""

from __future__ import annotations

import base64
import hmac
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from data.vault.keys import CHECK_DIGITS, KEY_BYTES, NONCE_BYTES, Master, derived
from data.vault.spelling import normalise, plain_spelling
from matcher.errors import NotReady

HASH_BYTES = 16
PSEUDONYM_LETTERS = 12
ID_DIGITS = 16  # 64 bits: among ten million people two share an id with a chance of about 1 in 400,000
OF_MASTER = b"\x01"  # first byte of a ciphertext: AES-256-GCM, a random nonce, and generation 0
OF_GENERATION = b"\x02"  # the same, with two bytes for the generation before the nonce
GENERATION_BYTES = 2
KEPT_BYTES = 16  # the first of a ciphertext, which hold its nonce or nearly all of it: no two begin alike
IDENTITY = "identity"  # what the key is called under which ids are made

_MADE_ID = re.compile(rf"C[0-9a-f]{{{ID_DIGITS}}}")


class DataKey:
    """
    The key of one generation: it encrypts values and hashes what they are found by.

    Generation 0 are the master's own bytes, under which an older version wrote without a ring.
    """

    def __init__(self, generation: int, key: bytes) -> None:
        self.generation = generation
        self.key = key
        self._cipher = AESGCM(derived(key, "encrypt"))
        self._lookup_key = derived(key, "look up")
        self._digest_key = derived(key, "digest")
        head = OF_GENERATION + generation.to_bytes(GENERATION_BYTES, "big")
        self._head = head if generation else OF_MASTER
        # tells data keys apart without telling anything of them
        self.stamp = f"{generation} {derived(key, 'data check').hex()[:CHECK_DIGITS]}"

    @classmethod
    def made(cls, generation: int) -> DataKey:
        """Make a random one."""
        return cls(generation, secrets.token_bytes(KEY_BYTES))

    def encrypt(self, value: str, *, context: bytes) -> bytes:
        """Encrypt *value* so that it can be decrypted only under the same *context*; each call gives other bytes."""
        nonce = os.urandom(NONCE_BYTES)
        return self._head + nonce + self._cipher.encrypt(nonce, value.encode(), context)

    def decrypt(self, ciphertext: bytes, *, context: bytes) -> str:
        """Decrypt what ``encrypt`` gave; raises ``cryptography.exceptions.InvalidTag`` where it did not."""
        body = ciphertext[len(self._head) :]
        return self._cipher.decrypt(body[:NONCE_BYTES], body[NONCE_BYTES:], context).decode()

    def keyed_hash(self, field: str, value: str) -> bytes:
        """Hash *value* of a personal *field*, however it is written, to 16 bytes that say nothing without the key."""
        message = f"{field}\0{normalise(field, value)}".encode()
        return hmac.digest(self._lookup_key, message, "sha256")[:HASH_BYTES]

    def part_hash(self, field: str, part: str) -> bytes:
        """Hash the part of a personal *field* by which it is found too, as ``keyed_hash`` does; b"" for no part."""
        message = f"part of {field}\0{part}".encode()
        return hmac.digest(self._lookup_key, message, "sha256")[:HASH_BYTES] if part else b""

    def digest(self, content: bytes) -> bytes:
        """Hash content that holds personal values to 16 bytes that say nothing without the key."""
        return hmac.digest(self._digest_key, content, "sha256")[:HASH_BYTES]


class IdentityKey:
    """The key that outlives rotations: what it hashes stands in ids, which must not change."""

    def __init__(self, key: bytes) -> None:
        self.key = key
        self._seal_key = derived(key, "seal")
        self._tombstone_key = derived(key, "tombstone")
        self._pseudonym_key = derived(key, "pseudonym")

    def identify(self, value: str) -> str:
        """Give the stable id of the candidate whom *value* (an ID number, or phone and birth date) identifies."""
        return "C" + hmac.digest(self.key, plain_spelling(value).encode(), "sha256").hex()[:ID_DIGITS]

    def seal(self, content: bytes) -> bytes:
        """Hash what this house gives out, so that it knows it again: 16 bytes that nobody else can make."""
        return hmac.digest(self._seal_key, content, "sha256")[:HASH_BYTES]

    def tombstone(self, content: bytes) -> bytes:
        """Hash by what a person who is forgotten is known again: 16 bytes that no rotation changes."""
        return hmac.digest(self._tombstone_key, content, "sha256")[:HASH_BYTES]

    def pseudonym(self, content: bytes) -> str:
        """Name somebody to one reader: twelve letters and digits, of 60 bits, that nobody else can make or read."""
        digest = hmac.digest(self._pseudonym_key, content, "sha256")
        return base64.b32encode(digest).decode().lower()[:PSEUDONYM_LETTERS]


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The keys in use; *active* encrypts what is written."""

    active: DataKey
    identity: IdentityKey

    @classmethod
    def made(cls) -> KeyRing:
        """Make the ring of a new database: random keys."""
        return cls(DataKey.made(1), IdentityKey(secrets.token_bytes(KEY_BYTES)))

    @classmethod
    def of_master(cls, master: Master) -> KeyRing:
        """Give the ring of a database that an older version wrote: keys derived from the master alone."""
        return cls(DataKey(0, master.key), IdentityKey(derived(master.key, "identify")))

    def to_wraps(self, master: Master) -> dict[str, bytes]:
        """Wrap the keys under *master*, by name."""
        keys = {IDENTITY: self.identity.key, data_name(self.active.generation): self.active.key}
        return {name: master.wrap(name, key) for name, key in keys.items()}


def read_ring(stamp: str, wraps: Mapping[str, bytes], *, master: Master) -> KeyRing:
    """
    Open the ring whose active data key has *stamp*.

    Raises:
        NotReady: a key is missing, or is another than the one that was stamped.
    """
    generation = int(stamp.partition(" ")[0])
    opened = {name: master.unwrap(name, wraps[name]) for name in (IDENTITY, data_name(generation)) if name in wraps}
    if len(opened) == 2:
        ring = KeyRing(DataKey(generation, opened[data_name(generation)]), IdentityKey(opened[IDENTITY]))
        if ring.active.stamp == stamp:
            return ring
    raise NotReady("{key}: the keys in the database are damaged; restore it from a backup", key=master.source)


def data_name(generation: int) -> str:
    """Name the data key of a generation, as its wrap is called."""
    return f"data {generation}"


def generation_of(ciphertext: bytes) -> int | None:
    """Tell the generation of the key under which something was encrypted; None = this is no ciphertext."""
    head = 1 if ciphertext[:1] == OF_MASTER else 1 + GENERATION_BYTES
    if ciphertext[:1] not in (OF_MASTER, OF_GENERATION) or len(ciphertext) < head + NONCE_BYTES:
        return None
    return int.from_bytes(ciphertext[1:head], "big")


def is_made_id(id: str) -> bool:
    """Tell whether an id has the form of those that ``identify`` makes: no office gave it."""
    return _MADE_ID.fullmatch(id) is not None
