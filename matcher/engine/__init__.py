"""Matcher, the one façade: retrieve, judge, score; both directions."""

from __future__ import annotations

from matcher.engine.matcher import Matcher

__all__ = ["Matcher"]
