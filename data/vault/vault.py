"""The vault of a process: a master key, and the ring that it opened, with which values are encrypted and hashed."""

from __future__ import annotations

import threading
from pathlib import Path

from cryptography.exceptions import InvalidTag

from data.vault.keys import Master, read_master
from data.vault.ring import DataKey, KeyRing, generation_of
from matcher.errors import NotReady


class Vault:
    """
    Encrypt, decrypt and hash with the ring of the database at hand.

    Before it has seen a database it has the ring of an older version's: keys derived from the master alone. Each
    thread works with the ring that its transaction was given, so that a rotation elsewhere does not change the keys
    under somebody's hands.

    Args:
        key: the master key, or the file that holds it.

    Raises:
        NotReady: the file is absent, open to others, or holds no key.
    """

    def __init__(self, key: Path | Master) -> None:
        self.master = key if isinstance(key, Master) else read_master(key)
        self.of_master = KeyRing.of_master(self.master)
        self._opened = {self.of_master.active.stamp: self.of_master}
        self._newest = self.of_master  # for a thread that was given none: its identity is that of all others
        self._given = threading.local()

    @property
    def source(self) -> Path | str:
        """Tell where the master key comes from."""
        return self.master.source

    @property
    def check(self) -> str:
        """Tell the master key from others."""
        return self.master.check

    @property
    def ring(self) -> KeyRing:
        """Give the ring of this thread."""
        ring: KeyRing = getattr(self._given, "ring", self._newest)
        return ring

    def use(self, ring: KeyRing) -> None:
        """Work with *ring* in this thread."""
        self._opened[ring.active.stamp] = self._newest = self._given.ring = ring

    def opened(self, stamp: str) -> KeyRing | None:
        """Give the ring with this stamp, where it was opened before."""
        return self._opened.get(stamp)

    def read_again(self) -> bool:
        """Read the master from its file once more, and tell whether it is another than before."""
        before = self.master.check
        if isinstance(self.master.source, Path):
            self.master = read_master(self.master.source)
        return self.master.check != before

    def encrypt(self, value: str, *, context: bytes) -> bytes:
        """Encrypt *value* so that it can be decrypted only under the same *context*; each call gives other bytes."""
        return self.ring.active.encrypt(value, context=context)

    def decrypt(self, ciphertext: bytes, *, context: bytes) -> str:
        """
        Decrypt what ``encrypt`` gave under the same *context*, with the key of its generation.

        Raises:
            NotReady: another key, another context, or changed bytes.
        """
        generation = generation_of(ciphertext)
        if generation is None:
            raise NotReady("a stored personal value has an unknown form; restore the database from a backup")
        keys = self._of_generation(generation)
        for key in keys:
            try:
                return key.decrypt(ciphertext, context=context)
            except InvalidTag:
                continue  # of another database with the same number, or of none
        if not keys:
            raise NotReady(
                "a stored personal value needs data key {n}, which is gone; restore the database from a backup",
                n=generation,
            )
        raise NotReady("{file}: a stored personal value cannot be decrypted with this key", file=self.source)

    def _of_generation(self, generation: int) -> list[DataKey]:
        rings = dict.fromkeys([self.ring.active, *(ring.active for ring in list(self._opened.values()))])
        return [key for key in rings if key.generation == generation]

    def keyed_hash(self, field: str, value: str) -> bytes:
        """Hash *value* of a personal *field*, however it is written, to 16 bytes that say nothing without the key."""
        return self.ring.active.keyed_hash(field, value)

    def part_hash(self, field: str, part: str) -> bytes:
        """Hash the part of a personal *field* by which it is found too, as ``keyed_hash`` does; b"" for no part."""
        return self.ring.active.part_hash(field, part)

    def digest(self, content: bytes) -> bytes:
        """Hash content that holds personal values to 16 bytes that say nothing without the key; a rotation ends it."""
        return self.ring.active.digest(content)

    def identify(self, value: str) -> str:
        """Give the stable id of the candidate whom *value* (an ID number, or phone and birth date) identifies."""
        return self.ring.identity.identify(value)

    def seal(self, content: bytes) -> bytes:
        """Hash what this house gives out, so that it knows it again, also after a rotation."""
        return self.ring.identity.seal(content)

    def tombstone(self, kind: str, *parts: str) -> bytes:
        """Hash by what a person who is forgotten is known again, also after a rotation."""
        return self.ring.identity.tombstone("\0".join((kind, *parts)).encode())

    def pseudonym(self, *parts: str) -> str:
        """Name somebody to one reader, who are both told by *parts*; the same after a rotation."""
        return self.ring.identity.pseudonym("\0".join(parts).encode())
