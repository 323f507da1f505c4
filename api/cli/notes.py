"""Notes typed at the command line, read as over HTTP: one line, without personal numbers, of a length that is kept."""

from __future__ import annotations

from matcher.errors import BadInput

LONGEST_NOTE = 300  # as over HTTP


def read_note(note: str | None) -> str | None:
    """
    Make what is kept of a note; None where nothing is told.

    Raises:
        BadInput: it is too long.
    """
    from data.values.text import hide_personal, tidy

    text = " ".join(tidy(note or "").split())
    if len(text) > LONGEST_NOTE:
        raise BadInput("{field}: must have {max_length} or fewer characters", field="--note", max_length=LONGEST_NOTE)
    return hide_personal(text) or None
