"""Which adverts carry one text under different employers: MinHash over character shingles, linear in the adverts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from hashlib import blake2b

import numpy as np

from matcher.records import Post
from matcher.signatures import LEAST_LETTERS, employer_core, folded_text, minima
from matcher.traps.signs import MANY_EMPLOYERS, Sign

_MIN_EMPLOYERS = 3
_N_BANDS, _ROWS = 10, 3
_ALIKE = 0.6  # share of equal minima, an estimate of the Jaccard overlap of shingles
_N_LEADERS = 4


def copied_texts(posts: Sequence[Post]) -> dict[str, tuple[str, ...]]:
    """
    Find the texts that stand under at least three different employers.

    Numbers, districts and the employers' names are folded away first; texts under 40 letters are left aside, and
    employers that do not say their name count as one.

    Returns:
        For each post with such a text one id of each other employer, in the order of *posts*; other posts are absent.
    """
    written = {post.id: folded_text(post) for post in posts}
    groups: dict[str, list[Post]] = defaultdict(list)
    leader_of = _leaders(sorted({text for text in written.values() if len(text) >= LEAST_LETTERS}))
    for post in posts:
        if written[post.id] in leader_of:
            groups[leader_of[written[post.id]]].append(post)
    return {post_id: others for group in groups.values() for post_id, others in _others(group).items()}


def text_bands(post: Post) -> tuple[int, ...]:
    """
    Give the numbers by which texts like that of *post* are found: such texts have at least one of them in common.

    Signed 64-bit numbers, the same at all times, for a database to look up; () = a text that is left aside.
    """
    text = folded_text(post)
    if len(text) < LEAST_LETTERS:
        return ()
    (least,) = minima([text])
    bands = (
        bytes([band]) + least[band * _ROWS : (band + 1) * _ROWS].astype("<u8").tobytes() for band in range(_N_BANDS)
    )
    return tuple(int.from_bytes(blake2b(band, digest_size=8).digest(), "big", signed=True) for band in bands)


def copied_sign(n_employers: int) -> Sign:
    """Make the sign of a text that stands under *n_employers* in all, at least three of them."""
    return Sign("copied_widely" if n_employers >= MANY_EMPLOYERS else "copied", str(n_employers), "岗位描述")


def _others(group: Sequence[Post]) -> dict[str, tuple[str, ...]]:
    first: dict[str, str] = {}
    named: dict[str, str] = {}
    for post in group:
        core = employer_core(post.employer)
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
    least = minima(texts)
    buckets: dict[tuple[int, bytes], list[int]] = defaultdict(list)
    leaders: dict[str, str] = {}
    for i, text in enumerate(texts):
        bands = [(b, least[i, b * _ROWS : (b + 1) * _ROWS].tobytes()) for b in range(_N_BANDS)]
        proposed = sorted({j for band in bands for j in buckets.get(band, ())})
        like = next((j for j in proposed if np.mean(least[i] == least[j]) >= _ALIKE), None)
        leaders[text] = text if like is None else leaders[texts[like]]
        if like is None:
            for band in bands:
                if len(buckets[band]) < _N_LEADERS:
                    buckets[band].append(i)
    return leaders
