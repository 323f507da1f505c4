"""Passwords: which ones are taken, how they are kept, and how one is checked in the same time for every name."""

from __future__ import annotations

import unicodedata
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from matcher.errors import BadInput

SHORTEST, LONGEST = 10, 200
AT_A_TIME = 2  # one check takes 64 MiB of memory: many at once must wait, not fill the machine

_hasher = PasswordHasher()  # Argon2id with the library's parameters, which follow RFC 9106
_checking = BoundedSemaphore(AT_A_TIME)


def hash_password(password: str, *, user_id: str) -> str:
    """Give what is kept of a new password: an Argon2id hash with its salt; raises as ``sound_password``."""
    plain = sound_password(password, user_id=user_id)
    with _checking:
        return _hasher.hash(plain)


def sound_password(password: str, *, user_id: str) -> str:
    """
    Give a new password as it is hashed.

    Raises:
        BadInput: it is too short, too long, all one character or holds the user's name; NIST SP 800-63B asks for no
            mixture of kinds of characters, and neither does this.
    """
    plain = _normal(password)
    if not SHORTEST <= len(plain) <= LONGEST:
        raise BadInput(
            "{field}: takes {shortest} to {longest} characters", field="password", shortest=SHORTEST, longest=LONGEST
        )
    if len(set(plain)) < 4 or user_id.casefold() in plain.casefold():
        raise BadInput("{field}: too easy to guess; take a sentence that only you know", field="password")
    return plain


def is_password(password: str, kept: str | None) -> bool:
    """Tell whether *password* is the one of which *kept* is kept; None (nobody's) takes as long and is never so."""
    plain = _normal(password)[: LONGEST + 1]
    with _checking:
        try:
            return _hasher.verify(kept or _nobodys(), plain) and kept is not None
        except (VerifyMismatchError, InvalidHashError):
            return False


def needs_new_hash(kept: str) -> bool:
    """Tell whether a hash was made with weaker parameters than those of now."""
    return _hasher.check_needs_rehash(kept)


@cache
def _nobodys() -> str:
    return _hasher.hash("the password of a name that nobody has")


def _normal(password: str) -> str:
    """Write a password one way, however the keyboard composed its characters (NFC, as RFC 8265 asks)."""
    return unicodedata.normalize("NFC", password)
