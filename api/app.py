"""The application: the house's features put behind one door."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from urllib.parse import urlsplit

import anyio.to_thread
from fastapi import FastAPI
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp

from api import (
    access_reports,
    aftercare,
    api_keys,
    applications,
    candidates,
    claims,
    contacts,
    duplicates,
    eligibility,
    employers,
    exports,
    fair_planning,
    fairs,
    feedback,
    findings,
    flags,
    health,
    inspections,
    invitations,
    jobs,
    journal,
    links,
    matches,
    memberships,
    metrics,
    openings,
    outreach,
    placements,
    posts,
    pushes,
    refusals,
    registries,
    replays,
    reports,
    rights,
    strictness,
    subsidies,
    tasks,
    tokens,
    uploads,
    users,
    verifying,
)
from api.addresses import WholeParts
from api.console.app import PAGES, add_static
from api.console.log_in import ask_stranger
from api.console.problems import ToldAsPages
from api.docs import add_docs, describe
from api.doorkeeper import Doorkeeper
from api.errors import add_handlers
from api.forgetting import apply_forgettings
from api.guard import LOCAL_HOSTS, MAX_JSON_BYTES, MULTIPART_BYTES, Guard, Limit
from api.house import House
from api.idempotency import sweep_answers
from api.jobs import JobRunner
from api.manners.bodies import Bodies
from api.manners.figures import Figures
from api.manners.headers import PoliteHeaders
from api.manners.rates import Rates
from api.manners.requests import Requests, Routed
from api.refusing import PATH
from api.settings import Settings
from api.uploaded import sweep
from api.watch import IndexWatch

THREADS = 24  # requests at work at a time; fewer than the connections that the database's pool has
GZIP_FROM_BYTES = 1_000
FEATURES = (
    posts,
    candidates,
    rights,
    access_reports,
    inspections,  # before employers, whose ids would take its lists for ids
    employers,
    placements,
    claims,
    duplicates,
    flags,
    links,
    memberships,
    matches,
    openings,
    eligibility,
    feedback,
    applications,
    subsidies,
    findings,
    aftercare,
    exports,  # before contacts, whose ids would take its route for one
    tasks,  # as exports
    contacts,
    outreach,
    pushes,
    refusals,
    fairs,
    invitations,
    reports,
    registries,  # before uploads, which would take its imports for a kind of file
    uploads,
    jobs,
    tokens,
    users,
    api_keys,
    journal,
    replays,
    health,
    metrics,
)


HANDLERS = {
    kind: work
    for feature in (uploads, links, registries, pushes, strictness, fair_planning, verifying)
    for kind, work in feature.HANDLERS.items()
}
"""What jobs of each kind do."""
FAIR_FILE = re.compile(r"/fairs/[^/]+/(?:booths|results)/file")
"""The pages to which files of booths and of attendance are sent."""


def create_app(settings: Settings) -> FastAPI:
    """
    Open the house that *settings* describe and put the application over it; its shutdown closes the house.

    Raises:
        NotReady: the database or the key is not there yet.
    """
    return app_over(House.open(settings))


def app_over(house: House) -> FastAPI:
    """
    Put the application over an open house.

    While it runs (its lifespan) a thread works off jobs, those that a killed process left behind too, and another
    keeps the index in step.
    """
    runner = JobRunner(house, handlers=HANDLERS)
    watch = IndexWatch(house.follower, also=partial(house.spool.drain, house.database))
    live = partial(_live, house, runner, watch)
    # not include_router, which makes each route a second time, and that at the first request
    routes = [route for feature in (*FEATURES, *PAGES) for route in feature.router.routes]
    app = FastAPI(routes=routes, docs_url=None, redoc_url=None, lifespan=live, redirect_slashes=False)
    app.state.house = house
    app.state.watch = watch
    app.state.runner = runner
    app.state.figures = Figures(partial(metrics.standing, house))
    app.openapi = partial(describe, app)  # type: ignore[method-assign]  # how FastAPI wants it replaced
    add_handlers(app)
    # from the innermost to the outermost
    app.add_middleware(Routed)
    app.add_middleware(GZipMiddleware, minimum_size=GZIP_FROM_BYTES)
    app.add_middleware(WholeParts)
    app.add_middleware(Bodies)
    app.add_middleware(Rates, per_minute=house.settings.rate_per_minute)
    app.add_middleware(Doorkeeper, house=house, stranger=_measured(app, house))
    app.add_middleware(Guard, limit_of=partial(_limit_of, house), hosts_of=partial(_hosts_of, house))
    app.add_middleware(ToldAsPages)
    app.add_middleware(PoliteHeaders, behind_https=house.settings.behind_https)
    app.add_middleware(Requests, tell=app.state.figures.count)
    add_docs(app)
    add_static(app)
    return app


def _measured(app: FastAPI, house: House) -> ASGIApp:
    """Hold whoever has no session to the measures of everybody else: the doorkeeper stands before all of them."""
    asked = ExceptionMiddleware(ask_stranger, handlers=app.exception_handlers)
    return Rates(Bodies(asked), per_minute=house.settings.rate_per_minute)


def _limit_of(house: House, path: str) -> Limit:
    if path.startswith(("/v1/imports/", "/imports/")) or FAIR_FILE.fullmatch(path):
        return Limit(house.settings.max_upload_bytes, MULTIPART_BYTES)
    return Limit(refusals.MOST_BYTES if path.startswith(PATH) else MAX_JSON_BYTES)


def _hosts_of(house: House, path: str) -> frozenset[str]:
    """Name the hosts under which a path is reached: the pages of links under the public one too, and nothing else."""
    own = LOCAL_HOSTS | house.settings.host_names
    public = urlsplit(house.settings.public_url or "").hostname
    return own | {public} if public and path.startswith(PATH) else own


@asynccontextmanager
async def _live(house: House, runner: JobRunner, watch: IndexWatch, _: FastAPI) -> AsyncIterator[None]:
    anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
    try:
        with house.database.serving():
            sweep(house)
            sweep_answers(house)
            apply_forgettings(house)
            watch.start()
            runner.start()
            try:
                yield
            finally:
                runner.stop()
                watch.stop()
    finally:
        house.close()
