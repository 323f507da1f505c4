"""Which adverts carry one text under different employers: MinHash over character shingles, linear in the adverts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from matcher.records import Post
from matcher.text.cleaning import clean
from matcher.traps.signs import MANY_EMPLOYERS, Sign

_MIN_EMPLOYERS = 3
_MIN_CHARACTERS = 40
_SHINGLE = 6
_N_BANDS, _ROWS = 10, 3
_ALIKE = 0.6  # share of equal minima, an estimate of the Jaccard overlap of shingles
_N_LEADERS = 4
_SEED = 20230901

_NUMBERS = re.compile(r"[0-9一二两三四五六七八九十百千万零〇]+")
_DISTRICTS = re.compile(r"[\u4e00-\u9fff]{2}(?:区|县|市|镇|街道)")
_NOT_LETTERS = re.compile(r"[^a-z\u4e00-\u9fff]+")
_LEGAL_FORM = re.compile(
    r"有限责任公司|股份有限公司|有限公司|集团|公司|科技|分公司|\(.*?\)|[\u4e00-\u9fff]{2,3}(?:省|市|区|县)"
    r"|山东|济南|\.+|[\s|·]"
)
_ANONYMOUS = re.compile(r"某|匿名")


def copied_texts(posts: Sequence[Post]) -> dict[str, tuple[str, ...]]:
    """
    Find the texts that stand under at least three different employers.

    Numbers, districts and the employers' names are folded away first; texts under 40 letters are left aside, and
    employers that do not say their name count as one.

    Returns:
        For each post with such a text one id of each other employer, in the order of *posts*; other posts are absent.
    """
    written = {post.id: _folded(post) for post in posts}
    groups: dict[str, list[Post]] = defaultdict(list)
    leader_of = _leaders(sorted({text for text in written.values() if len(text) >= _MIN_CHARACTERS}))
    for post in posts:
        if written[post.id] in leader_of:
            groups[leader_of[written[post.id]]].append(post)
    return {post_id: others for group in groups.values() for post_id, others in _others(group).items()}


def text_bands(post: Post) -> tuple[int, ...]:
    """
    Give the numbers by which texts like that of *post* are found: such texts have at least one of them in common.

    Signed 64-bit numbers, the same at all times, for a database to look up; () = a text that is left aside.
    """
    text = _folded(post)
    if len(text) < _MIN_CHARACTERS:
        return ()
    (minima,) = _minima([text])
    bands = (
        bytes([band]) + minima[band * _ROWS : (band + 1) * _ROWS].astype("<u8").tobytes() for band in range(_N_BANDS)
    )
    return tuple(int.from_bytes(blake2b(band, digest_size=8).digest(), "big", signed=True) for band in bands)


def copied_sign(n_employers: int) -> Sign:
    """Make the sign of a text that stands under *n_employers* in all, at least three of them."""
    return Sign("copied_widely" if n_employers >= MANY_EMPLOYERS else "copied", str(n_employers), "岗位描述")


def _folded(post: Post) -> str:
    text = clean(post.description).lower()
    for name in {clean(post.employer).lower(), _core(post.employer)}:
        text = text.replace(name, " ") if len(name) > 1 else text
    return _NOT_LETTERS.sub("", _NUMBERS.sub("", _DISTRICTS.sub("", text)))


def _core(employer: str) -> str:
    name = clean(employer).lower()
    return "" if _ANONYMOUS.search(name) else _LEGAL_FORM.sub("", name) or name


def _others(group: Sequence[Post]) -> dict[str, tuple[str, ...]]:
    first: dict[str, str] = {}
    named: dict[str, str] = {}
    for post in group:
        core = _core(post.employer)
        known = next((other for other in first if _same(core, other)), core)
        first.setdefault(known, post.id)
        named[post.id] = known
    if len(first) < _MIN_EMPLOYERS:
        return {}
    return {post.id: tuple(one for name, one in first.items() if name != named[post.id]) for post in group}


def _same(core: str, other: str) -> bool:
    return core == other or (bool(core) and bool(other) and (core in other or other in core))


def _leaders(texts: Sequence[str]) -> dict[str, str]:
    """Give each text the first one that it is like; every band of equal minima proposes a few."""
    minima = _minima(texts)
    buckets: dict[tuple[int, bytes], list[int]] = defaultdict(list)
    leaders: dict[str, str] = {}
    for i, text in enumerate(texts):
        bands = [(b, minima[i, b * _ROWS : (b + 1) * _ROWS].tobytes()) for b in range(_N_BANDS)]
        proposed = sorted({j for band in bands for j in buckets.get(band, ())})
        like = next((j for j in proposed if np.mean(minima[i] == minima[j]) >= _ALIKE), None)
        leaders[text] = text if like is None else leaders[texts[like]]
        if like is None:
            for band in bands:
                if len(buckets[band]) < _N_LEADERS:
                    buckets[band].append(i)
    return leaders


def _minima(texts: Sequence[str]) -> NDArray[np.uint64]:
    """Give each text the least value of its shingles under each of the hash functions: (n_texts, bands × rows)."""
    drawn = np.random.default_rng(_SEED).integers(1, 2**63, size=(2, _N_BANDS * _ROWS), dtype=np.uint64)
    powers = np.uint64(1_000_003) ** np.arange(_SHINGLE, dtype=np.uint64)
    found = np.zeros((len(texts), _N_BANDS * _ROWS), dtype=np.uint64)
    for i, text in enumerate(texts):
        letters = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
        shingles = np.lib.stride_tricks.sliding_window_view(letters, _SHINGLE) @ powers
        found[i] = (((shingles ^ (shingles >> np.uint64(29)))[:, None] * (drawn[0] | np.uint64(1))) ^ drawn[1]).min(
            axis=0
        )
    return found
