"""The core: records and arrays in, the same out; no I/O, no clock, no environment."""

from __future__ import annotations

from matcher.errors import BadInput, Conflict, MatcherError, NotAllowed, NotFound, NotReady
from matcher.records import Candidate, Education, Employer, Kind, Match, Person, Post

__all__ = [
    "BadInput",
    "Candidate",
    "Conflict",
    "Education",
    "Employer",
    "Kind",
    "Match",
    "MatcherError",
    "NotAllowed",
    "NotFound",
    "NotReady",
    "Person",
    "Post",
]
