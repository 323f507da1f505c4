"""The one table from errors to HTTP statuses, and the shape in which they are told (RFC 9457)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.requests import HTTPConnection
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match

from api.language import Translate, spoken_to
from api.manners.request_ids import present_request
from data.faults import Texts, in_our_words, phrase_of
from matcher.errors import BadInput, Conflict, MatcherError, NotAllowed, NotFound, NotReady, Phrase

MEDIA_TYPE = "application/problem+json"
MAX_FAULTS = 50  # faults told of one request
RETRY_AFTER_S = "5"

STATUS_OF: tuple[tuple[type[MatcherError], int, str], ...] = (
    (BadInput, 422, "invalid_input"),
    (NotFound, 404, "not_found"),
    (NotAllowed, 403, "not_allowed"),
    (Conflict, 409, "conflict"),
    (NotReady, 503, "not_ready"),
)
CODE_OF: dict[int, str] = {
    301: "moved",
    400: "malformed_request",
    401: "not_logged_in",
    403: "not_allowed",
    404: "not_found",
    405: "method_not_allowed",
    408: "too_slow",
    409: "conflict",
    412: "changed_meanwhile",
    413: "too_large",
    414: "address_too_long",
    415: "unsupported_media_type",
    421: "wrong_host",
    422: "invalid_input",
    429: "too_many_jobs",
    431: "headers_too_large",
    500: "internal_error",
    503: "not_ready",
}


class Refusal(HTTPException):
    """Refuse a request by its form, before any feature is asked."""

    def __init__(
        self,
        template: str,
        *,
        status: int,
        headers: Mapping[str, str] | None = None,
        code: str | None = None,
        **values: object,
    ) -> None:
        self.phrase = Phrase(template, values)
        self.code = code  # None = the usual one of the status
        super().__init__(status, str(self.phrase), headers)


_BROKEN = "Invalid multipart data|Expected boundary|Did not find|Found |Maximum header|Reached an unknown"
NO_ROUTE = Phrase("there is no such route; /docs lists them")
STARLETTES: Texts = (
    (re.compile("Method Not Allowed"), Phrase("this route has no such method; /docs lists them")),
    (re.compile("There was an error parsing the body"), Phrase("the body cannot be read; send it again")),
    (
        re.compile(r"Missing boundary in multipart\."),
        Phrase("the form has no boundary; send it as multipart/form-data"),
    ),
    (re.compile("Not Found"), NO_ROUTE),
    (
        re.compile(r"(?:Field|Part) exceeded maximum size of (?P<n>\d+)KB\."),
        Phrase("a field of the form is over {n} KB"),
    ),
    (re.compile(r"Too many fields\. .* is (?P<n>\d+)\."), Phrase("the form has more than {n} fields")),
    (re.compile(r"Too many files\. .* is (?P<n>\d+)\."), Phrase("the form has more than {n} files")),
    (re.compile(r"The Content-Disposition header .*"), Phrase("a part of the form has no name")),
    (re.compile(rf"(?:{_BROKEN}).*", re.DOTALL), Phrase("the form is broken; send it as multipart/form-data")),
)
"""What the framework says, in our words."""


def slow_down(wait: timedelta) -> Refusal:
    """Word the refusal of a password that is tried too soon after wrong ones."""
    n = str(max(1, round(wait.total_seconds() + 0.5)))
    return Refusal(
        "too many failed log-ins under this name; try again in {n} s",
        status=429,
        code="slow_down",
        headers={"Retry-After": n},
        n=n,
    )


class Fault(BaseModel):
    """One fault in what was sent."""

    field: str = Field(description="The faulty field, as `title`, `districts[2]` or `limit`.", examples=["headcount"])
    message: str = Field(description="What is wrong with it.", examples=["must be 1 or more"])


class Problem(BaseModel):
    """A problem as RFC 9457 describes it."""

    type: str = Field(description="A URI that stands for the code.", examples=["urn:jianxi-matcher:invalid_input"])
    title: str = Field(description="The status in words.", examples=["Unprocessable Content"])
    status: int = Field(description="The HTTP status.", examples=[422])
    detail: str = Field(description="What is wrong, where, and what to do.", examples=["headcount: must be ≥ 1"])
    code: str = Field(description="A stable word for programs.", examples=["invalid_input"])
    instance: str | None = Field(
        None,
        description="The request, as `X-Request-Id` and the log name it.",
        examples=["urn:uuid:0b7e5a52-6f0e-4c57-9d6b-3f1f0f9a2c11"],
    )
    errors: list[Fault] = Field(default_factory=list, description="The faults of the input, one a field.")


def problem(
    status: int,
    detail: str,
    *,
    code: str | None = None,
    faults: Sequence[Fault] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Make the answer that tells a problem; *code* None = the usual one of the status."""
    request = present_request()
    code = code or CODE_OF.get(status, "malformed_request" if status < 500 else "internal_error")
    told = Problem(
        type=f"urn:jianxi-matcher:{code}",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        code=code,
        instance=request and f"urn:uuid:{request}",
        errors=list(faults),
    )
    # a lone surrogate that a client sent goes back as the escape that JSON has for it
    content = json.dumps(told.model_dump(exclude_none=True), ensure_ascii=False).encode("utf-8", "backslashreplace")
    return Response(content, status, dict(headers or {}), MEDIA_TYPE)


def field_of(location: Sequence[int | str]) -> str:
    """Name a field from pydantic's location: ``("body", "districts", 2)`` is ``districts[2]``."""
    name = ""
    for part in location[1:] if len(location) > 1 else location:
        name += f"[{part}]" if isinstance(part, int) else f".{part}"
    return name.removeprefix(".")[:200]


def _refuse_validation(request: Request, error: RequestValidationError) -> Response:
    say = spoken_to(request)
    told = error.errors()[:MAX_FAULTS]
    if any(one["type"] == "json_invalid" for one in told):
        return problem(400, say("the body is not JSON"), code="malformed_json")
    faults = [Fault(field=field_of(one["loc"]), message=phrase_of(one).told(say)) for one in told]
    return problem(422, say("; ").join(_line(one, say) for one in faults[:3]), faults=faults)


def _line(fault: Fault, say: Translate) -> str:
    return say("{field}: {message}").format(field=fault.field, message=fault.message)


def _refuse_http(request: Request, error: HTTPException) -> Response:
    phrase = error.phrase if isinstance(error, Refusal) else in_our_words(error.detail, STARLETTES)
    code = error.code if isinstance(error, Refusal) else None
    code = "unknown_route" if error.detail == "Not Found" else code
    headers = {"Allow": ", ".join(_methods_of(request))} if error.status_code == 405 else error.headers
    return problem(error.status_code, phrase.told(spoken_to(request)), code=code, headers=headers)


def _methods_of(request: Request) -> list[str]:
    """Give every method that an address has: the framework tells those of the first of its routes alone."""
    found = [route for route in request.app.routes if route.matches(request.scope)[0] is not Match.NONE]
    return sorted({method for route in found for method in getattr(route, "methods", None) or ()})


def refuse_matcher(request: HTTPConnection, error: MatcherError) -> Response:
    """Answer an error of this house with its problem."""
    say = spoken_to(request)
    text = error.told(say)
    for kind, status, code in STATUS_OF:
        if isinstance(error, kind):
            field = getattr(error, "field", None)
            told = [(name, phrase.told(say)) for name, phrase in error.faults]
            told = told or ([(field, told_alone(error, say))] if field else [])
            faults = [Fault(field=name, message=message) for name, message in told]
            headers = {"Retry-After": RETRY_AFTER_S} if status == 503 else None
            return problem(status, text, code=code, faults=faults, headers=headers)
    raise error


def told_alone(error: MatcherError, say: Translate) -> str:
    """Say what is wrong without the name of its field, beside which it stands."""
    field, text = getattr(error, "field", None), error.told(say)
    return re.sub(rf"^{re.escape(field)}\s*[:：]\s*", "", text) if field else text


def add_handlers(app: FastAPI) -> None:
    """Let *app* tell each error as a problem."""
    app.exception_handlers |= {
        RequestValidationError: _refuse_validation,
        HTTPException: _refuse_http,
        MatcherError: refuse_matcher,
    }


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe the problems that a route may answer, for OpenAPI."""
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {
                MEDIA_TYPE: {
                    "schema": {"$ref": "#/components/schemas/Problem"},
                    "example": {
                        "type": f"urn:jianxi-matcher:{CODE_OF[status]}",
                        "title": HTTPStatus(status).phrase,
                        "status": status,
                        "detail": EXAMPLE_OF.get(status, ""),
                        "code": CODE_OF[status],
                        "errors": [],
                    },
                }
            },
        }
        for status in statuses
    }


EXAMPLE_OF: dict[int, str] = {
    301: "the candidate 'S77' is stored under 'C000123' now",
    400: "the body is not JSON",
    401: "log in first: POST /v1/token gives the token for the header Authorization",
    403: "this is not for the role employer: posts:write is needed",
    404: "there is no post 'P000123'",
    409: "another change came between; try again",
    412: "it was changed since you read it; read it again",
    413: "the body is over the limit of 1,048,576 bytes",
    415: "send application/json",
    422: "headcount: must be 1 or more",
    429: "50 jobs are waiting already; try again later",
    503: "the database is not there yet: run `matcher init`",
}
