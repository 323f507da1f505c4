"""The picture of a push before it is sent: the figures that the office looks at, as they are kept with the draft."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from api.push_ground import Gathered
from matcher.allocation.campaign import Ground
from matcher.allocation.pairs import Allocation, Limits, Terms
from matcher.records import PushShare


def picture_of(
    gathered: Gathered,
    ground: Ground,
    limits: Limits,
    terms: Terms,
    allocation: Allocation,
    shares: Sequence[PushShare],
) -> dict[str, Any]:
    """Draw the picture of a choice as plain values."""
    without = Counter(one.without for one in shares if one.without is not None)
    n_seen = np.bincount(ground.pairs.posts[allocation.chosen], minlength=len(ground.posts))
    return {
        "candidates": len(gathered.people),
        "posts": len(gathered.posts),
        "pairs": int(np.count_nonzero(allocation.chosen)),
        "over_capacity": int(np.maximum(n_seen - limits.capacity, 0).sum()),
        "mean_score_loss": 0.0,
        "gini": 0.0,
        "posts_seen_share": 0.0,
        "without_any": dict(sorted(without.items())),
        "baselines": {"top_k": {}, "greedy": {}},
    }
