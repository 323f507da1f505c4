"""What the states of extracts of registries are called."""

from __future__ import annotations

from api.language import Translate
from matcher.records import ExtractState


def state_word(state: ExtractState, _: Translate) -> str:
    """Name a state in the language of *_*."""
    words = {
        ExtractState.WAITING: _("waits"),
        ExtractState.IN_FORCE: _("in force"),
        ExtractState.REPLACED: _("replaced"),
        ExtractState.DISCARDED: _("discarded"),
    }
    return words[state]
