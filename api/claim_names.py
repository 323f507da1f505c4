"""What the parts of the subsidy are called."""

from __future__ import annotations

from api.language import Translate
from matcher.records import ClaimKind


def claim_word(kind: ClaimKind, _: Translate) -> str:
    """Name what part of the subsidy is claimed."""
    words = {
        ClaimKind.MONTHLY: _("monthly"),
        ClaimKind.DIFFERENCE: _("difference"),
        ClaimKind.REMAINING: _("months left"),
    }
    return words[kind]
