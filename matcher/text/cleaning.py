"""Turn any string into plain text: one form of each character, no control characters, single spaces."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

MAX_CHARACTERS = 4_000
"""Longer texts are cut: no advert or CV needs more, and hostile ones are endless."""

_TAG = re.compile(r"<[^<>]{0,200}>")
_UNREADABLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff0-\uffff\ue000-\uf8ff\U000f0000-\U0010ffff]"
)
_SPACE = re.compile(r"\s+")


def clean(text: str | None) -> str:
    """
    Make *text* plain: NFKC, no markup, no control or private characters, single spaces, lower-case left as it is.

    None and blank give "". The result has at most MAX_CHARACTERS characters; cleaning it again changes nothing.
    """
    return _clean(text[: 2 * MAX_CHARACTERS]) if text else ""


@lru_cache(maxsize=512)
def _clean(plain: str) -> str:
    for _ in range(3):  # NFKC can spell out markup, and a cut can leave a space at the end
        before = plain
        plain = unicodedata.normalize("NFKC", _UNREADABLE.sub(" ", _TAG.sub(" ", plain)))
        plain = _SPACE.sub(" ", _UNREADABLE.sub(" ", plain))[:MAX_CHARACTERS].strip()
        if plain == before:
            break
    return plain
