"""The master key: made and read as a file, or given as a text; it wraps other keys and encrypts nothing else."""

from __future__ import annotations

import os
import re
import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from matcher.errors import BadInput, Conflict, NotReady, why_refused

KEY_BYTES = 32
NONCE_BYTES = 12
CHECK_DIGITS = 32

_KEY = re.compile(rf"[0-9a-fA-F]{{{2 * KEY_BYTES}}}")


@dataclass(frozen=True, slots=True)
class Master:
    """
    The key that opens all others.

    Attributes:
        key: 32 bytes; an older version encrypted values under them, so they may be the first data key too.
        source: the file that it was read from, or the name of the setting that holds it.
    """

    key: bytes = field(repr=False)
    source: Path | str

    @classmethod
    def from_text(cls, text: str, *, source: str) -> Master:
        """
        Take the key from a text, as a setting holds it.

        Raises:
            BadInput: it is none; what it is instead is not repeated.
        """
        if not _KEY.fullmatch(text.strip()):
            raise BadInput("{name}: a key has {n} hexadecimal digits, this has not", name=source, n=2 * KEY_BYTES)
        return cls(bytes.fromhex(text.strip()), source)

    @property
    def check(self) -> str:
        """Tell this key from others without telling anything of it."""
        return derived(self.key, "check").hex()[:CHECK_DIGITS]

    def wrap(self, name: str, key: bytes) -> bytes:
        """Encrypt the key that is called *name*."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher().encrypt(nonce, key, name.encode())

    def unwrap(self, name: str, wrapped: bytes) -> bytes:
        """
        Give the key that was wrapped under *name*.

        Raises:
            NotReady: another master, another name, or changed bytes.
        """
        try:
            return self._cipher().decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], name.encode())
        except (InvalidTag, ValueError):
            raise NotReady(
                "{key}: the keys in the database are damaged; restore it from a backup", key=self.source
            ) from None

    def _cipher(self) -> AESGCM:
        return AESGCM(derived(self.key, "wrap"))


def derived(key: bytes, purpose: str) -> bytes:
    """Derive the key of one purpose."""
    return HKDFExpand(hashes.SHA256(), KEY_BYTES, b"jianxi-matcher " + purpose.encode()).derive(key)


def make_key(path: Path) -> None:
    """
    Write a new random key to *path*, for its owner's eyes only; its folder is made where it is missing.

    Raises:
        Conflict: there is a file already. A lost key makes every stored name and number unreadable.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(KEY_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)  # unlike a rename, refuses to overwrite
    except FileExistsError:
        raise Conflict("{file}: a key file is there already; it is never overwritten", file=path) from None
    finally:
        draft.unlink()


def read_master(path: Path) -> Master:
    """
    Read the key that ``make_key`` wrote.

    Raises:
        NotReady: the file is absent, open to others, or holds no key.
    """
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            content = file.read(4 * KEY_BYTES).strip()
    except OSError as error:
        raise NotReady(
            "{file}: no key file can be read here ({why}); run 'matcher init'", file=path, why=why_refused(error)
        ) from None
    if stat.S_IMODE(mode) & 0o077:
        raise NotReady("{file}: others may read the key file; run 'chmod 600' on it", file=path)
    if not re.fullmatch(rb"[0-9a-f]{%d}" % (2 * KEY_BYTES), content):
        raise NotReady(
            "{file}: this is not a key file of {n} hexadecimal digits; restore it from a backup",
            file=path,
            n=2 * KEY_BYTES,
        )
    return Master(bytes.fromhex(content.decode("ascii")), path)
