"""Whether an advert is to be doubted: by its signs, unless an officer has looked at it as it stands."""

from __future__ import annotations

from matcher.records import Post, TrapVerdict
from matcher.traps.reading import trap_signs
from matcher.traps.signs import Language, suspect

TRUSTED, DOUBTFUL, TRAP = 0, 1, 2
"""Nothing to hold against it, or cleared; flagged and waiting for an officer; found to be a trap by one."""


def doubt_of(post: Post) -> int:
    """Tell how far the advert of *post* is doubted: TRUSTED, DOUBTFUL or TRAP."""
    if post.trap_verdict is not None:
        return TRAP if post.trap_verdict is TrapVerdict.CONFIRMED else TRUSTED
    return DOUBTFUL if suspect(trap_signs(post)) else TRUSTED


def flag_sentences(post: Post, language: Language) -> list[str]:
    """Say why the advert of *post* is doubted, a sentence a sign; [] = it is not."""
    return [sign.sentence(language) for sign in trap_signs(post)] if doubt_of(post) else []
