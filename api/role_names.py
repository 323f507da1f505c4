"""What the roles of users are called, and what each is for."""

from __future__ import annotations

from api.language import Translate
from matcher.records import Role


def role_word(role: Role, _: Translate) -> str:
    """Name a role."""
    return {
        Role.CASEWORKER: _("caseworker"),
        Role.ORGANISER: _("organiser of fairs"),
        Role.PROGRAMME: _("programme officer"),
        Role.ADMIN: _("administrator"),
        Role.AUDITOR: _("auditor"),
        Role.EMPLOYER: _("employer"),
        Role.CLIENT: _("program"),
    }[role]


def role_about(role: Role, _: Translate) -> str:
    """Say what a role is for."""
    return {
        Role.CASEWORKER: _("recommends posts to people of one district, and contacts them"),
        Role.ORGANISER: _("plans fairs and pushes"),
        Role.PROGRAMME: _("answers for the programme: pushes approved, papers, subsidies, employers, registries"),
        Role.ADMIN: _("everything, users and keys too"),
        Role.AUDITOR: _("reads the log, the papers and what money hangs on; changes nothing"),
        Role.EMPLOYER: _("one employer: its posts, traineeships, claims and applications"),
        Role.CLIENT: _("a program, by its key: what the key names, and no more"),
    }[role]


def known_role_word(role: str, _: Translate) -> str:
    """Name a role as the log keeps it; those of this program itself and of the command line too."""
    if role in set(Role):
        return role_word(Role(role), _)
    words = {
        "system": _("the service itself"),
        "program": _("the service itself"),
        "person": _("the person"),
        "none": _("nobody known"),
    }
    return words.get(role, role)
