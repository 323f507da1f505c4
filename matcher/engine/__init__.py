"""Matcher, the one façade: retrieve, judge, score; both directions."""

from __future__ import annotations

from matcher.engine.fits import Fits
from matcher.engine.matcher import Matcher
from matcher.engine.openings import Opening
from matcher.engine.post_listing import list_compared
from matcher.engine.post_ranking import Compared
from matcher.engine.strictness import Strictness

__all__ = ["Compared", "Fits", "Matcher", "Opening", "Strictness", "list_compared"]
