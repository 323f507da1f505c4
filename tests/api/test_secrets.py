"""
Nobody learns who belongs to a priority group who has not asked for it with a purpose.

Everything that the product says over HTTP is walked, with every log line, file and embedded text that comes of it. A
route that answers with an error fails the walk until it is told how to call it, so that later routes are walked too.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from fastapi.testclient import TestClient
from httpx import Response
from numpy.typing import NDArray

from api.app import app_over
from api.house import House
from data import log
from data.store import iter_links
from models import Encoder
from tests.api.marked import MARKED, PLAIN, fill, leaks

MAY_TELL = {
    "GET /v1/candidates/{id}/memberships",  # asked with a purpose, and noted in the log
    "GET /v1/links",  # which registry asks whether this is the same person
    "GET /v1/links/{id}",
    "POST /v1/links/{id}/decision",
    "DELETE /v1/links/{id}/decision",
    "GET /v1/registries",  # which registries there are and of what day; nobody's name
    "GET /v1/registries/{id}",
    "GET /v1/registries/{id}/difference",
    "POST /v1/imports/registry",
}
"""The routes that are there to tell it, or to name registries."""

PRIORITY_ONLY = {"GET /v1/outreach/{id}"}
"""The routes that tell whether somebody comes first, and nothing of why: the one thing in which two alike may differ."""

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GUIDE = "姓名,手机号,出生日期\n秦雷,13800009999,2001-01-01\n".encode()


@dataclass(frozen=True, slots=True)
class Call:
    """How a route is called: what stands for each part of its path, what is asked, what is sent."""

    parts: dict[str, str] = field(default_factory=dict)
    query: dict[str, Any] = field(default_factory=dict)
    body: Any = None
    files: dict[str, Any] | None = None


PARTS = {"posts": "P1", "candidates": MARKED, "employers": "E1", "placements": "T1", "applications": "A1"}
CALLS = {
    "GET /v1/candidates/{id}/memberships": Call(query={"purpose": "核对帮扶对象"}),
    "PUT /v1/employers/{id}": Call({"id": "E2"}),
    "DELETE /v1/employers/{id}": Call({"id": "E2"}),
    "PUT /v1/placements/{id}": Call({"id": "T2"}),
}
"""How routes are called for which the example of the documentation will not do."""


class Listener:
    """An encoder that remembers every text it is given."""

    def __init__(self, encoder: Encoder) -> None:
        self.id, self.dimension, self._encoder = encoder.id, encoder.dimension, encoder
        self.heard: list[str] = []

    def encode_posts(self, texts: Sequence[str], *, on_progress: Any = None) -> NDArray[np.float32]:
        self.heard += texts
        return self._encoder.encode_posts(texts)

    def encode_candidates(self, texts: Sequence[str], *, on_progress: Any = None) -> NDArray[np.float32]:
        self.heard += texts
        return self._encoder.encode_candidates(texts)
