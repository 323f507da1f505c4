"""Roles in the console: the one table of who may do what, in words."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.console.pages import page
from api.console.visitors import TheVisitor
from api.deps import needs
from api.permissions import PERMISSIONS
from api.role_names import role_about, role_word
from matcher.errors import Phrase
from matcher.records import Role

SECTIONS = (
    (Phrase("Posts and employers"), ("posts", "employers", "flags")),
    (Phrase("People"), ("candidates", "restricted", "duplicates", "memberships")),
    (Phrase("Matching"), ("matches", "feedback")),
    (
        Phrase("The programme"),
        ("placements", "claims", "applications", "inspections", "subsidy", "findings", "aftercare", "reports"),
    ),
    (Phrase("Reaching people"), ("outreach", "pushes", "fairs")),
    (Phrase("Files and registries"), ("imports", "jobs", "registries", "links")),
    (Phrase("Administration"), ("users", "log", "self")),
)
"""The permissions of the table by what they are about: what stands before the colon."""

router = APIRouter(include_in_schema=False)


@router.get("/roles", dependencies=[needs("users:manage")])
def show_roles(request: Request, visitor: TheVisitor) -> Response:
    """Show what each role may do."""
    say = visitor.say
    sections = [
        (
            title.told(say),
            [
                (one.about.told(say), [role in one.roles for role in Role])
                for name, one in PERMISSIONS.items()
                if name.partition(":")[0] in about
            ],
        )
        for title, about in SECTIONS
    ]
    roles = [(role_word(role, say), role_about(role, say)) for role in Role]
    return page(request, "roles", sections=sections, roles=roles)
