"""Which state of a record a client has seen: ETag, If-None-Match and If-Match, so that no update is lost."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Header, Response
from pydantic import BaseModel

from api.errors import Refusal, problems
from data.store import Session, lock_sequence
from matcher.errors import NotFound

A = TypeVar("A", bound=BaseModel)

ETAG = "ETag"
_TAG = re.compile(r'(W/)?"([\x21\x23-\x7e]*)"')
_SHOWN = {"description": "The state that is told, for `If-Match` and `If-None-Match`.", "schema": {"type": "string"}}

IfNoneMatch = Annotated[
    str | None,
    Header(
        alias="If-None-Match",
        max_length=2_000,
        description="ETags that the client has; where one is the present state, the answer is 304 without a body.",
        examples=['"9f86d081884c7d659a2feaa0c55ad015"'],
    ),
]
IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        max_length=2_000,
        description="The ETag of the state that is to be changed; another state is left as it is, with 412. "
        "Left out, whatever is stored is changed.",
        examples=['"9f86d081884c7d659a2feaa0c55ad015"'],
    ),
]
IfNew = Annotated[
    str | None,
    Header(
        alias="If-None-Match",
        max_length=2_000,
        description="`*` stores only what is new: where something is there, it stays as it is, with 412.",
        examples=["*"],
    ),
]


def etag_of(answer: BaseModel) -> str:
    """Give the strong ETag of what an answer says, in whatever order and encoding it is sent."""
    # what is stored may have come by a file, under other limits than a body's: it is told without another check
    said = json.dumps(answer.model_dump(mode="json", warnings=False), sort_keys=True)
    return f'"{hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32]}"'


@dataclass(frozen=True, slots=True)
class Reading:
    """A request that reads one record."""

    response: Response
    if_none_match: str | None

    def tell(self, answer: A, *, state: BaseModel | None = None) -> A:
        """Put the ETag beside *answer*, that of *state* where it says less; who has it already gets no body."""
        tag = etag_of(state or answer)
        self.response.headers[ETAG] = tag
        if state is None and _names(self.if_none_match, tag, weakly=True):
            self.response.status_code = 304
        return answer


@dataclass(frozen=True, slots=True)
class Change:
    """A request that changes one record, perhaps on the condition that nobody else did since it was read."""

    response: Response
    if_match: str | None
    if_none_match: str | None

    def refuse_unseen(self, session: Session, present: Callable[[], BaseModel]) -> None:
        """
        Refuse the change where what is stored is not what the client has seen.

        What is compared is what is replaced: the lock of writers is taken before it is read.

        Args:
            session: of the transaction that writes.
            present: gives the answer that tells what is stored; raises NotFound where nothing is.

        Raises:
            Refusal: it is another state; 412.
        """
        if self.if_match is None and self.if_none_match is None:
            return
        lock_sequence(session)
        tag = _tag_of(present)
        if self.if_match is not None and not _names(self.if_match, tag, weakly=False):
            raise Refusal("it was changed since you read it; read it again, and change what it says now", status=412)
        if _names(self.if_none_match, tag, weakly=True):
            raise Refusal("it is there already; If-None-Match: * stores only what is new", status=412)

    def tell(self, answer: A) -> A:
        """Put the ETag of the new state beside the answer."""
        self.response.headers[ETAG] = etag_of(answer)
        return answer


def _tag_of(present: Callable[[], BaseModel]) -> str | None:
    try:
        return etag_of(present())
    except NotFound:
        return None


def _names(header: str | None, tag: str | None, *, weakly: bool) -> bool:
    """Tell whether a header names a state; *weakly* as a cache compares, else as an update must."""
    if header is None or tag is None:
        return False
    found = _TAG.finditer(header)
    return header.strip() == "*" or any(f'"{one[2]}"' == tag and (weakly or one[1] is None) for one in found)


def the_reading(response: Response, if_none_match: IfNoneMatch = None) -> Reading:
    """Give what a reader has seen."""
    return Reading(response, if_none_match)


def the_put(response: Response, if_match: IfMatch = None, if_none_match: IfNew = None) -> Change:
    """Give the condition of a put."""
    return Change(response, if_match, if_none_match)


def the_change(response: Response, if_match: IfMatch = None) -> Change:
    """Give the condition of a change to what is there."""
    return Change(response, if_match, None)


TheReading = Annotated[Reading, Depends(the_reading)]
ThePut = Annotated[Change, Depends(the_put)]
TheChange = Annotated[Change, Depends(the_change)]


def describe_conditions(operation: dict[str, Any], method: str) -> None:
    """Say in OpenAPI what follows from the conditions that an operation takes."""
    taken = {one["name"] for one in operation.get("parameters", [])}
    answers = operation["responses"]
    if "If-Match" in taken:
        answers.update({str(status): told for status, told in problems(412).items()})
    if method == "get" and "If-None-Match" in taken:
        answers["304"] = {"description": "Nothing changed since the state that `If-None-Match` names."}
    if taken & {"If-Match", "If-None-Match"}:
        for status in ("200", "201", "304"):
            if status in answers:
                answers[status].setdefault("headers", {})[ETAG] = _SHOWN
