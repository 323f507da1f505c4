"""Signatures of adverts: what is kept of a text, a title and an employer's name so that copies can be told at once."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from matcher.records import Candidate, Post
from matcher.text import title_text, wished_works
from matcher.text.cleaning import clean

LEAST_LETTERS = 40
"""A shorter text is nobody's own: it tells a copy only within one employer."""

N_MINIMA = 30
TITLE_SIGNS = 24
MAX_WISHES = 4
WISH_SIGNS = 8
NO_SIGN = 0
UNNAMED_EMPLOYER = 0

_SHINGLE = 6
_SEED = 20230901
_POWERS = np.uint64(1_000_003) ** np.arange(_SHINGLE, dtype=np.uint64)
_KEPT_BITS = np.uint64(32)  # the lowest byte above these; the least of many numbers has no high ones
_NUMBERS = re.compile(r"[0-9一二两三四五六七八九十百千万零〇]+")
_DISTRICTS = re.compile(r"[\u4e00-\u9fff]{2}(?:区|县|市|镇|街道)")
_NOT_LETTERS = re.compile(r"[^a-z\u4e00-\u9fff]+")
_LEGAL_FORM = re.compile(
    r"有限责任公司|股份有限公司|有限公司|集团|公司|科技|分公司|\(.*?\)|[\u4e00-\u9fff]{2,3}(?:省|市|区|县)"
    r"|山东|济南|\.+|[\s|·]"
)
_ANONYMOUS = re.compile(r"某|匿名")


def folded_text(post: Post) -> str:
    """Give the letters of the description without numbers, districts and the employer's name."""
    return _letters(_nameless(clean(post.description).lower(), post))


def employer_core(employer: str) -> str:
    """Give what is the employer's own in its name: without place and legal form; "" where it does not say its name."""
    name = clean(employer).lower()
    return "" if _ANONYMOUS.search(name) else _LEGAL_FORM.sub("", name) or name


def employer_number(employer: str) -> int:
    """Give a number that is the same for an employer's names with and without place and legal form."""
    core = employer_core(employer)
    return _hashed(core) if core else UNNAMED_EMPLOYER


def minima(texts: Sequence[str]) -> NDArray[np.uint64]:
    """Give each text the least value of its shingles under each of the hash functions: (n_texts, N_MINIMA)."""
    factors, masks = _drawn()
    found = np.zeros((len(texts), N_MINIMA), dtype=np.uint64)
    for i, text in enumerate(texts):
        letters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
        shingles = np.lib.stride_tricks.sliding_window_view(letters, _SHINGLE) @ _POWERS
        found[i] = ((factors * (shingles ^ (shingles >> np.uint64(29)))) ^ masks).min(axis=1)
    return found


@lru_cache(maxsize=1)
def _drawn() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    drawn = np.random.default_rng(_SEED).integers(1, 2**63, size=(2, N_MINIMA, 1), dtype=np.uint64)
    return drawn[0] | np.uint64(1), drawn[1]


def text_signature(post: Post) -> NDArray[np.uint8]:
    """
    Give a byte of each of the least values of the text's shingles: (N_MINIMA,).

    The share of bytes that two texts have in common estimates the share of their shingles that they have in common.
    A text that is too short counts together with the title, and is unlike that of every other employer.
    """
    text = folded_text(post)
    if len(text) >= LEAST_LETTERS:
        return _bytes_of(text)
    short = f"{_letters(clean(post.title).lower())}{text}".ljust(_SHINGLE)
    employer = f"{clean(post.employer)}|{post.employer_uscc or ''}".ljust(_SHINGLE)
    return _bytes_of(short) ^ _bytes_of(employer)


def _bytes_of(text: str) -> NDArray[np.uint8]:
    kept: NDArray[np.uint8] = (minima([text])[0] >> _KEPT_BITS).astype(np.uint8)
    return kept


def title_signs(post: Post) -> NDArray[np.uint16]:
    """
    Give numbers of the distinct pairs of letters of the title: (TITLE_SIGNS,), NO_SIGN fills up.

    Slogans, numbers, districts and the employer's name are left out of it.
    """
    return _signs(_nameless(title_text(post).lower(), post), n=TITLE_SIGNS)


def wish_signs(candidate: Candidate) -> NDArray[np.uint16]:
    """Give the same of each work that the wish lists, one after another: (MAX_WISHES × WISH_SIGNS,)."""
    works = [_signs(work, n=WISH_SIGNS) for work in wished_works(candidate)]
    told = [signs for signs in works if signs.any()][:MAX_WISHES]
    none = np.zeros(WISH_SIGNS, dtype=np.uint16)
    return np.concatenate([*told, *[none] * (MAX_WISHES - len(told))])


def _nameless(text: str, post: Post) -> str:
    for name in {clean(post.employer).lower(), employer_core(post.employer)}:
        text = text.replace(name, " ") if len(name) > 1 else text
    return text


def _signs(text: str, *, n: int) -> NDArray[np.uint16]:
    letters = _letters(text.lower())
    pairs = dict.fromkeys(_hashed(letters[i : i + 2]) & 0xFFFF or 1 for i in range(len(letters) - 1))
    return np.array([*pairs, *[NO_SIGN] * n][:n], dtype=np.uint16)


def _letters(text: str) -> str:
    return _NOT_LETTERS.sub("", _NUMBERS.sub("", _DISTRICTS.sub("", text)))


def _hashed(text: str) -> int:
    encoded = text.encode("utf-8", "surrogatepass")
    return zlib.crc32(encoded) << 31 | zlib.crc32(encoded[::-1]) >> 1
