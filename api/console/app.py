"""The console put together: its pages, and the files that browsers read beside them."""

from __future__ import annotations

from importlib.resources import files

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from api.console import (
    applications,
    employers,
    findings,
    home,
    inspections,
    log_in,
    papers,
    people,
    placements,
    programme,
    programme_lists,
    restricted,
    subsidies,
)

PAGES = (
    log_in,
    home,
    people,
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
