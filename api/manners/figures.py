"""The figures of one application for Prometheus: counts and times by route, and how index and jobs stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from importlib.metadata import version

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from api.manners.requests import Answered

RANKINGS = {
    "/v1/candidates/{id}/matches": "posts_for_candidate",
    "/v1/posts/{id}/candidates": "candidates_for_post",
    "/v1/matches": "posts_for_profile",
    "/v1/candidates/{id}/matches/{post_id}": "pair",
}
"""Routes that rank, each with the word for its direction."""
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

Standing = Mapping[str, Mapping[str, float]]  # figure → its label's value (empty = it has none) → number


class Figures:
    """A registry of its own, so that two applications of one process do not count for each other."""

    def __init__(self, standing: Callable[[], Standing]) -> None:
        """Count from nought; *standing* tells index and jobs when it is asked for."""
        self.registry = CollectorRegistry()
        labels = ("route", "method", "status")
        self._requests = Counter("matcher_requests", "Requests answered.", labels, registry=self.registry)
        self._seconds = Histogram(
            "matcher_request_seconds",
            "Time of an answer.",
            ("route", "method"),
            registry=self.registry,
            buckets=SECONDS,
        )
        self._rankings = Histogram(
            "matcher_ranking_seconds",
            "Time of an answer that ranked.",
            ("direction",),
            registry=self.registry,
            buckets=SECONDS,
        )
        self.registry.register(_Present(standing))

    def count(self, answered: Answered) -> None:
        """Count one request."""
        self._requests.labels(answered.route, answered.method, str(answered.status)).inc()
        self._seconds.labels(answered.route, answered.method).observe(answered.seconds)
        direction = RANKINGS.get(answered.route)
        if direction is not None and answered.status == 200:
            self._rankings.labels(direction).observe(answered.seconds)


TOLD = {
    "index_pending": ("Records that wait for their texts to be encoded.", None),
    "index_sequence": ("The change up to which the index has looked.", None),
    "index_posts": ("Posts in the index.", None),
    "index_candidates": ("Candidates in the index.", None),
    "jobs": ("Jobs by state.", "state"),
}


class _Present(Collector):
    """What is read when it is asked for."""

    def __init__(self, standing: Callable[[], Standing]) -> None:
        self._standing = standing

    def collect(self) -> Iterable[Metric]:
        """Give the figures as they stand."""
        built = GaugeMetricFamily("matcher_build_info", "The version that runs.", labels=("version",))
        built.add_metric((version("jianxi-matcher"),), 1)
        yield built
        for name, numbers in self._standing().items():
            about, label = TOLD[name]
            gauge = GaugeMetricFamily(f"matcher_{name}", about, labels=(label,) if label else ())
            for value, number in numbers.items():
                gauge.add_metric((value,) if label else (), number)
            yield gauge
