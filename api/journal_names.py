"""What is wrong with a log, in words."""

from __future__ import annotations

from api.language import Translate
from data.log.verifying import Fault, What


def fault_line(fault: Fault, say: Translate) -> str:
    """Say one thing that is wrong, and at which entry."""
    _ = say
    n, last = fault.sequence, fault.last
    several = last is not None and last != n
    told = {
        What.CHANGED: _("entry {n:,} was changed"),
        What.MISSING: _("entries {n:,} to {last:,} are missing") if several else _("entry {n:,} is missing"),
        What.ADDED: _("entry {n:,} was added by somebody else"),
        What.SWAPPED: _("entries {n:,} and {last:,} stand in each other's place"),
        What.HEAD_CHANGED: _("the head, which is kept apart, was changed: entries at the end may be missing"),
        What.HEAD_MISSING: _("the head, which is kept apart, is gone: entries at the end may be missing"),
        What.HEAD_UNSEALED: _("the head bears no seal; after an upgrade run 'matcher init'"),
        What.NOT_ANCHORED: _("entry {n:,} is not the one that was written down: the log was replaced or cut"),
    }[fault.what]
    return told.format(n=n, last=last)
