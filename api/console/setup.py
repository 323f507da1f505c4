"""The settings in use, in the console: read only, and without anything that opens something."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from pydantic import SecretStr
from sqlalchemy.engine import make_url
from starlette.responses import Response

from api.console.pages import page
from api.console.visitors import TheVisitor
from api.deps import TheHouse, needs
from api.language import Translate
from api.settings import Settings

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Line:
    """One setting."""

    variable: str
    about: str
    value: str
    is_set: bool  # False = nobody set it: the value is the default


@router.get("/settings", dependencies=[needs("users:manage")])
def show_settings(request: Request, house: TheHouse, visitor: TheVisitor) -> Response:
    """Show what is set and what it does."""
    lines = [
        Line(
            f"MATCHER_{name.upper()}",
            visitor.say(str(field.description)),
            value_of(house.settings, name, visitor.say),
            name in house.settings.model_fields_set and getattr(house.settings, name) is not None,
        )
        for name, field in Settings.model_fields.items()
    ]
    return page(request, "settings", lines=lines, var=str(house.settings.var.absolute()))


def value_of(settings: Settings, name: str, _: Translate) -> str:
    """Write the value in use; of a secret only whether there is one."""
    value = getattr(settings, name)
    if isinstance(value, SecretStr) or name in ("key", "admin_password", "webhook_secret"):
        return _("not set") if value is None else _("set; not shown")
    defaults = {
        "database_url": make_url(settings.database).render_as_string(hide_password=True),
        "key_file": str(settings.key_path),
        "models": str(settings.models_folder),
        "forgotten": str(settings.forgotten_path),
    }
    if name in defaults:
        return defaults[name]
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int):
        return f"{value:,}"
    return str(value) if value not in (None, "") else _("not set")
