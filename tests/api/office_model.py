"""A plain model of the office: dictionaries of what was put, and what the service must answer to the next request."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Body = dict[str, Any]
NOUNS = ("posts", "candidates", "employers", "placements")


@dataclass(slots=True)
class Office:
    """What is stored, by noun and id, each record as it was put last."""

    stored: dict[str, dict[str, Body]] = field(default_factory=lambda: {noun: {} for noun in NOUNS})
    answered: dict[str, tuple[Body, int, Body]] = field(default_factory=dict)  # key → what was asked, and the answer

    def refusal_of_put(self, noun: str, id: str, body: Body) -> int | None:
        """Give the status with which a put is refused; None = it is stored."""
        if noun != "placements":
            return None
        if body["candidate_id"] not in self.stored["candidates"] or body["employer_id"] not in self.stored["employers"]:
            return 404
        before = self.stored["placements"].get(id)
        if before and any(before[name] != body[name] for name in ("candidate_id", "employer_id")):
            return 409
        return 409 if self.overlapping(id, body) else None

    def overlapping(self, id: str, body: Body) -> bool:
        """Tell whether the person is in another placement on any day of this one."""
        return any(
            other["candidate_id"] == body["candidate_id"]
            and other["starts_on"] <= body["planned_end_on"]
            and body["starts_on"] <= other["planned_end_on"]
            for key, other in self.stored["placements"].items()
            if key != id
        )

    def refusal_of_delete(self, noun: str, id: str) -> int | None:
        """Give the status with which a deletion is refused; None = it is done."""
        link = {"candidates": "candidate_id", "employers": "employer_id"}.get(noun)
        if id not in self.stored[noun]:
            return 404
        if link and any(one[link] == id for one in self.stored["placements"].values()):
            return 409
        return None

    def employer_of(self, post_id: str) -> str | None:
        """Give the id of the stored employer of a post, which knows it by its name."""
        name = self.stored["posts"][post_id]["employer"]
        return next((id for id, one in self.stored["employers"].items() if one["name"] == name), None)

    def answer_to_match(self, asked: Body) -> tuple[int, Body | None]:
        """Give the status with which a match becomes a placement, and the placement where it is there then."""
        candidate_id, post_id = asked["candidate_id"], asked["post_id"]
        if candidate_id not in self.stored["candidates"] or post_id not in self.stored["posts"]:
            return 404, None
        employer_id = self.employer_of(post_id)
        if employer_id is None:
            return 409, None
        wanted = asked | {"employer_id": employer_id}
        same_start = ("candidate_id", "employer_id", "starts_on")
        for one in self.stored["placements"].values():
            if all(one[name] == wanted[name] for name in same_start):
                return (200, wanted) if one == wanted else (409, None)
        return (409, None) if self.overlapping("", wanted) else (201, wanted)
