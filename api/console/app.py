"""The console put together: its pages, and the files that browsers read beside them."""

from __future__ import annotations

from importlib.resources import files

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from api.console import (
    fair_booths,
    fair_door,
    fair_guests,
    fair_invite,
    fair_jobs,
    fair_papers,
    fair_plans,
    fair_results,
    fair_timetable,
    fairs,
    home,
    log_in,
    people,
)

PAGES = (
    log_in,
    home,
    people,
    fairs,
    fair_booths,
    fair_jobs,
    fair_plans,
    fair_timetable,
    fair_guests,
    fair_invite,
    fair_papers,
    fair_door,
    fair_results,
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
