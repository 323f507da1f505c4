"""The key of the house, and what is done with it: personal values encrypted, found by keyed hashes, and masked."""

from __future__ import annotations

import hmac
import os
import re
import secrets
import stat
import unicodedata
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from data.values.initials import initials
from matcher.errors import Conflict, NotReady, why_refused
from matcher.records import Person

KEY_BYTES = 32
HASH_BYTES = 16
ID_DIGITS = 16  # 64 bits: among ten million people two share an id with a chance of about 1 in 400,000
NONCE_BYTES = 12
PART_LENGTH = 4  # of an ID number or a phone: its last characters, which people remember
SEVERAL = "、"  # between two phones of an office
FORMAT = b"\x01"  # first byte of each ciphertext: AES-256-GCM with a random nonce

_MADE_ID = re.compile(rf"C[0-9a-f]{{{ID_DIGITS}}}")
_SEPARATORS = re.compile(r"[\s\-‐-―·•‧・]")
_DOTS = re.compile(r"[.。∙⋅]")  # within a name; full-width ones are folded before
_NO_DIGIT = re.compile(r"\D")
_CHINA = re.compile(r"^(00)?86(?=1\d{10}$)")  # the country's prefix before a mobile number


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


def read_key(path: Path) -> bytes:
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
    return bytes.fromhex(content.decode("ascii"))


class Vault:
    """
    Encrypt, decrypt and hash with the key of one file; each purpose has a key of its own derived from it.

    Raises:
        NotReady: the file is absent, open to others, or holds no key.
    """

    def __init__(self, key_file: Path) -> None:
        self.key_file = key_file
        key = read_key(key_file)
        self._cipher = AESGCM(_derived(key, "encrypt"))
        self._lookup_key = _derived(key, "look up")
        self._identity_key = _derived(key, "identify")
        self._digest_key = _derived(key, "digest")
        self.check = _derived(key, "check").hex()[: 2 * HASH_BYTES]  # tells keys apart without telling anything of them

    def encrypt(self, value: str, *, context: bytes) -> bytes:
        """Encrypt *value* so that it can be decrypted only under the same *context*; each call gives other bytes."""
        nonce = os.urandom(NONCE_BYTES)
        return FORMAT + nonce + self._cipher.encrypt(nonce, value.encode(), context)

    def decrypt(self, ciphertext: bytes, *, context: bytes) -> str:
        """
        Decrypt what ``encrypt`` gave under the same *context*.

        Raises:
            NotReady: another key, another context, or changed bytes.
        """
        nonce, sealed = ciphertext[1 : 1 + NONCE_BYTES], ciphertext[1 + NONCE_BYTES :]
        if ciphertext[:1] != FORMAT or len(nonce) < NONCE_BYTES:
            raise NotReady("a stored personal value has an unknown form; restore the database from a backup")
        try:
            return self._cipher.decrypt(nonce, sealed, context).decode()
        except InvalidTag:
            raise NotReady(
                "{file}: a stored personal value cannot be decrypted with this key", file=self.key_file
            ) from None

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

    def identify(self, value: str) -> str:
        """Give the stable id of the candidate whom *value* (an ID number, or phone and birth date) identifies."""
        return "C" + hmac.digest(self._identity_key, _plain(value).encode(), "sha256").hex()[:ID_DIGITS]


def is_made_id(id: str) -> bool:
    """Tell whether an id has the form of those that ``identify`` makes: no office gave it."""
    return _MADE_ID.fullmatch(id) is not None


def _derived(key: bytes, purpose: str) -> bytes:
    return HKDFExpand(hashes.SHA256(), KEY_BYTES, b"jianxi-matcher " + purpose.encode()).derive(key)


def normalise(field: str, value: str) -> str:
    """Give the one spelling of a personal value under which it is found again."""
    plain = _plain(value)
    if field == "phone":
        digits = plain if plain.isdecimal() else _NO_DIGIT.sub("", plain)
        return _CHINA.sub("", digits) or plain
    return _DOTS.sub("", plain) if field == "name" else plain


def part_of(field: str, value: str) -> str:
    """Give the part of a personal value by which it is found too: a name's initials in pinyin, a number's last four."""
    if field == "name":
        return initials(value)
    if field in ("id_number", "phone"):
        return normalise(field, value)[-PART_LENGTH:]
    return ""


def _plain(value: str) -> str:
    if value.isascii() and value.isalnum():  # nearly every number
        return value.upper()
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", value)).upper()


def mask(field: str, value: str) -> str:
    """Cover all of a personal value but what a caseworker needs to tell it from others."""
    if field == "name":
        return value[:1] + "**"
    if field == "address":
        return value[: min(6, len(value) // 3)] + "****"
    if field == "phone" and SEVERAL in value:
        return SEVERAL.join(mask(field, one) for one in value.split(SEVERAL))
    head, stars, tail = {"id_number": (4, 10, 4), "phone": (3, 4, 4)}.get(field, (0, 12, 4))
    if len(value) < head + stars + tail:
        return "*" * stars
    return value[:head] + "*" * stars + value[len(value) - tail :]


def masked(person: Person) -> Person:
    """Cover every value of a person."""
    return Person(**{f: mask(f, v) for f in Person.__slots__ if (v := getattr(person, f)) is not None})
