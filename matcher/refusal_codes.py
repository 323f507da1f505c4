"""Reply codes by which a person without log-in refuses further push: short, read aloud safely, never a word."""

from __future__ import annotations

ALPHABET = "2346789CDFGHJKMNPQRTVWX"
"""23 signs, a prime number; none looks or sounds like another, and without vowels they make no word."""

LENGTH = 8
"""Signs of a code without its check sign: 36 bits."""


def code_of(random: bytes) -> str:
    """Make a code with its check sign of bytes that nobody can guess, six or more."""
    plain = spelt(random, length=LENGTH)
    return plain + _check(plain)


def spelt(content: bytes, *, length: int) -> str:
    """Spell bytes in the signs of a code, *length* of them."""
    number, signs = int.from_bytes(content), list[str]()
    for _ in range(length):
        number, place = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[place])
    return "".join(signs)


def read_code(written: str) -> str | None:
    """Read a code as somebody types it, in any case, with gaps and a T before it; None = it is none, or mistyped."""
    signs = "".join(one for one in written.upper() if one.isalnum())
    if len(signs) == LENGTH + 2 and signs.startswith("T"):
        signs = signs[1:]
    if len(signs) != LENGTH + 1 or set(signs) - set(ALPHABET):
        return None
    return signs if _check(signs[:-1]) == signs[-1] else None


def _check(plain: str) -> str:
    """
    Give the check sign: places weighted 1 to 8 modulo 23, a prime.

    It tells every single sign that is wrong and every two that are exchanged (Verhoeff, Error Detecting Decimal Codes,
    1969, chapter 3, on weighted sums modulo a prime).
    """
    total = sum(weight * ALPHABET.index(sign) for weight, sign in enumerate(plain, 1))
    return ALPHABET[total % len(ALPHABET)]
