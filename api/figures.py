"""Measured figures with their intervals, as JSON and as people read them."""

from __future__ import annotations

from matcher.evaluation import Difference, Estimate


def figure_json(of: Estimate) -> dict[str, float | None]:
    """Write a mean with its interval for JSON; None where a single query allows no interval."""
    low, high = (None if end is None else round(end, 4) for end in (of.low, of.high))
    return {"mean": round(of.mean, 4), "low": low, "high": high}


def figure_text(of: Estimate | Difference, *, sign: str = "") -> str:
    """Write a mean with its interval in brackets; *sign* "+" = show the sign of positive numbers too."""
    if of.low is None or of.high is None:
        return f"{of.mean:{sign}.3f}"
    return f"{of.mean:{sign}.3f} ({of.low:{sign}.3f} … {of.high:{sign}.3f})"
