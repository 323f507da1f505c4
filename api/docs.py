"""The description of the HTTP interface, and the page that shows it without internet."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from importlib.metadata import version
from importlib.resources import files
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.staticfiles import StaticFiles
from starlette.responses import HTMLResponse, Response

from api.conditions import describe_conditions
from api.errors import MEDIA_TYPE, Problem, problems

TITLE = "Jianxi Matcher"
KEY = "Idempotency-Key"
ABOUT = """
Ranks traineeship posts per candidate and candidates per post, with reasons.

* Errors are `application/problem+json` (RFC 9457): `code` is a stable word, `errors` names each faulty field.
* Lists page by cursor: give `next_cursor` back as `cursor`, with the same filters.
* `Authorization: Bearer …` on every route under `/v1` but `POST /v1/token`: an access token, or a program's key.
  Each route names the permission that it needs; the roles that have it stand in docs/access.md.
* A change that was answered is in the very next ranking.
* `Idempotency-Key` on every POST that does something: sent again within a week, it is not done again and gets the same
  answer.
* `ETag` on a single record; with `If-Match` a change to what somebody else changed meanwhile is refused with 412.
* `X-Request-Id` names each request, in the log and in `instance` of a problem.
"""
TAGS = [
    {"name": "access", "description": "Logging in, users and the keys of programs."},
    {"name": "posts", "description": "Openings for trainees."},
    {"name": "candidates", "description": "People who look for a post; personal data is given out masked."},
    {"name": "employers", "description": "Units that offer posts."},
    {"name": "matches", "description": "Rankings with reasons, in both directions."},
    {"name": "flags", "description": "Adverts that look like traps, for an officer to judge."},
    {"name": "imports", "description": "Files as cities write them, as jobs."},
    {"name": "jobs", "description": "How long jobs stand."},
    {"name": "health", "description": "Whether the service lives and is ready."},
]
PAGE = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{TITLE}: HTTP interface</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/assets/swagger-ui.css">
</head>
<body>
<div id="page"></div>
<noscript>This page needs JavaScript; <a href="/openapi.json">openapi.json</a> does not.</noscript>
<script src="/docs/assets/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
"""
START = """SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#page",
  deepLinking: true,
  validatorUrl: null,
  defaultModelsExpandDepth: 0,
});
"""
# nothing from elsewhere; Swagger UI draws with data: images
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def describe(app: FastAPI) -> dict[str, Any]:
    """Make the OpenAPI document of *app*, once."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=TITLE,
            version=version("jianxi-matcher"),
            summary="Job matching for a public employment service.",
            description=ABOUT,
            routes=app.routes,
            tags=TAGS,
        )
        for operation in operations(document):
            if "security" in operation:  # what the doorkeeper and the demand for a permission answer
                operation["responses"] = problems(401, 403) | operation["responses"]
        problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        document["components"]["schemas"] |= problem.pop("$defs") | {"Problem": problem}
        for methods in document["paths"].values():
            for method, operation in methods.items():
                describe_conditions(operation, method)
                _describe_measure(operation)
        app.openapi_schema = document
    return app.openapi_schema


def operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give every operation of an OpenAPI document."""
    for path in document["paths"].values():
        yield from path.values()


def _describe_measure(operation: dict[str, Any]) -> None:
    """Tell the refusals that any request may meet, whatever its route."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    statuses = {400, 408, 413, 414, 429, 431} if "requestBody" in operation else {400, 414, 429, 431}
    if any(one["name"] == KEY for one in operation.get("parameters", [])):
        statuses.add(409)  # it was done under this key, and its answer can no longer be given
    for status in sorted(statuses):
        told = {"description": HTTPStatus(status).phrase, "content": content}
        operation["responses"].setdefault(str(status), told)


def add_docs(app: FastAPI) -> None:
    """Serve the page at ``/docs`` with files that are installed beside this program."""
    app.mount("/docs/assets", StaticFiles(directory=str(files("fastapi_offline") / "static")), name="assets")

    @app.get("/docs", include_in_schema=False)
    async def page() -> Response:
        return HTMLResponse(PAGE, headers={"Content-Security-Policy": POLICY})

    @app.get("/docs/start.js", include_in_schema=False)
    async def start() -> Response:
        return Response(START, media_type="text/javascript")
