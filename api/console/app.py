"""The console put together: its pages, and the files that browsers read beside them."""

from __future__ import annotations

from importlib.resources import files

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from api.console import (
    account,
    aftercare,
    applications,
    calls,
    candidate,
    compared,
    day_results,
    duplicates,
    employers,
    findings,
    flags,
    hand_overs,
    handouts,
    health,
    home,
    imports,
    inspections,
    jobs,
    journal,
    keys,
    kinds,
    links,
    log_in,
    messages,
    offers,
    pairs,
    papers,
    people,
    placements,
    posts,
    programme,
    programme_lists,
    push_plans,
    pushes,
    rankers,
    registries,
    restricted,
    returned,
    rights,
    roles,
    setup,
    strictness,
    subsidies,
    tasks,
    today,
    users,
)

PAGES = (
    log_in,
    home,
    people,
    posts,
    flags,
    kinds,
    strictness,
    push_plans,  # before pushes, whose ids would take its addresses for one
    pushes,
    candidate,
    offers,
    pairs,
    compared,
    handouts,
    registries,  # before imports, whose kinds would take its form for one
    imports,
    jobs,
    returned,
    links,
    duplicates,
    users,
    roles,
    keys,
    account,
    journal,
    health,
    rankers,
    rights,
    setup,
    today,
    calls,
    tasks,
    day_results,
    messages,
    aftercare,
    hand_overs,
    programme,
    programme_lists,
    papers,
    inspections,
    subsidies,
    employers,
    applications,
    placements,
    findings,
    restricted,
)
FOLDERS = {
    "bootstrap": files("js_lib_bootstrap5") / "static" / "js-lib-bootstrap5",
    "htmx": files("js_lib_htmx") / "static" / "htmx",
    "console": files("api") / "static",
}
"""Everything a page asks for comes from this machine: the style and the scripts out of installed packages."""


def add_static(app: FastAPI) -> None:
    """Serve the files of pages under ``/static``."""
    for name, folder in FOLDERS.items():
        app.mount(f"/static/{name}", StaticFiles(directory=str(folder)), name=name)
