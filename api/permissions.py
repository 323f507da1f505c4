"""What each role may do: one table, read by every route; what does not stand in it is refused."""

from __future__ import annotations

from dataclasses import dataclass

from matcher.errors import Phrase
from matcher.records import Role

CASE, FAIR, PROG, ADMIN, AUDIT, EMPL, PROGRAM = (
    Role.CASEWORKER,
    Role.ORGANISER,
    Role.PROGRAMME,
    Role.ADMIN,
    Role.AUDITOR,
    Role.EMPLOYER,
    Role.CLIENT,
)
STAFF = (CASE, FAIR, PROG, ADMIN)


@dataclass(frozen=True, slots=True)
class Permission:
    """One thing that may be done, and by whom."""

    about: Phrase
    roles: frozenset[Role]


def _of(about: Phrase, *roles: Role) -> Permission:
    return Permission(about, frozenset(roles))


PERMISSIONS: dict[str, Permission] = {
    # posts and those who offer them; an employer sees what is its own
    "posts:read": _of(Phrase("see posts"), *STAFF, AUDIT, EMPL, PROGRAM),
    "posts:write": _of(Phrase("put and delete posts"), PROG, ADMIN, PROGRAM),
    "employers:read": _of(Phrase("see employers"), *STAFF, AUDIT, EMPL, PROGRAM),
    "employers:write": _of(Phrase("put and delete employers"), PROG, ADMIN, PROGRAM),
    "flags:read": _of(Phrase("see adverts that look like traps"), *STAFF, AUDIT),
    "flags:decide": _of(Phrase("judge adverts that look like traps"), PROG, ADMIN),
    # people, masked; a district's caseworker sees those of the district
    "candidates:read": _of(Phrase("see candidates, masked"), *STAFF, PROGRAM),
    "candidates:write": _of(Phrase("put and delete candidates"), CASE, PROG, ADMIN, PROGRAM),
    "candidates:forget": _of(Phrase("erase a person at the person's word"), PROG, ADMIN),
    "candidates:report": _of(Phrase("tell a person what is stored and who looked, with a purpose"), CASE, PROG, ADMIN),
    "restricted:read": _of(Phrase("see what is kept of people who were forgotten, with a purpose"), AUDIT, ADMIN),
    "duplicates:read": _of(Phrase("see who may be stored twice"), CASE, PROG, ADMIN),
    "duplicates:decide": _of(Phrase("join and part candidates"), CASE, PROG, ADMIN),
    "memberships:reveal": _of(Phrase("learn a candidate's priority groups, with a purpose"), CASE, PROG, ADMIN),
    # rankings
    "matches:read": _of(Phrase("rank posts for a candidate, with reasons"), *STAFF, PROGRAM),
    "matches:people": _of(Phrase("rank candidates for a post; an employer sees pseudonyms"), *STAFF, EMPL),
    "matches:invite": _of(Phrase("wish to meet somebody who is known by pseudonym"), ADMIN, EMPL),
    "feedback:read": _of(Phrase("see what became of offers"), CASE, FAIR, PROG, ADMIN, PROGRAM),
    "feedback:write": _of(Phrase("tell what became of offers"), CASE, FAIR, PROG, ADMIN, PROGRAM),
    # the programme
    "placements:read": _of(Phrase("see traineeships"), CASE, PROG, ADMIN, AUDIT, EMPL, PROGRAM),
    "placements:write": _of(Phrase("put and delete traineeships"), CASE, PROG, ADMIN, PROGRAM),
    "claims:read": _of(Phrase("see claims of subsidy"), PROG, ADMIN, AUDIT, EMPL),
    "claims:write": _of(Phrase("put and delete claims of subsidy"), PROG, ADMIN, PROGRAM),
    "applications:read": _of(Phrase("see applications of employers"), PROG, ADMIN, AUDIT, EMPL),
    "applications:submit": _of(Phrase("hand in applications"), PROG, ADMIN, EMPL),
    "applications:decide": _of(Phrase("take applications on"), PROG, ADMIN),
    "inspections:read": _of(Phrase("see inspections and demonstration units"), PROG, ADMIN, AUDIT),
    "inspections:decide": _of(Phrase("record inspections and decide on employers"), PROG, ADMIN),
    "subsidy:read": _of(Phrase("see what an employer is due"), PROG, ADMIN, AUDIT, EMPL),
    "findings:read": _of(Phrase("see claims that look wrong"), PROG, ADMIN, AUDIT),
    "findings:decide": _of(Phrase("watch for fraud and decide on findings"), PROG, ADMIN),
    "aftercare:read": _of(Phrase("see who is to be followed"), CASE, PROG, ADMIN),
    "aftercare:write": _of(Phrase("record what somebody wants after a traineeship"), CASE, PROG, ADMIN),
    "reports:read": _of(Phrase("see the programme's papers"), PROG, ADMIN, AUDIT),
    # reaching people
    "outreach:read": _of(Phrase("see whom to contact"), CASE, PROG, ADMIN),
    "outreach:work": _of(Phrase("contact people and say what came of it"), CASE, PROG, ADMIN),
    "outreach:assign": _of(Phrase("give people to caseworkers"), CASE, PROG, ADMIN),
    "outreach:export": _of(Phrase("hand out messages, with a purpose"), CASE, PROG, ADMIN),
    "pushes:read": _of(Phrase("see pushes"), FAIR, PROG, ADMIN),
    "pushes:plan": _of(Phrase("plan and cancel pushes"), FAIR, PROG, ADMIN),
    "pushes:approve": _of(Phrase("approve pushes"), PROG, ADMIN),
    "pushes:export": _of(Phrase("hand out pushes, with a purpose"), PROG, ADMIN, PROGRAM),
    "pushes:refuse": _of(Phrase("pass on a person's refusal of push"), CASE, FAIR, PROG, ADMIN, PROGRAM),
    "fairs:read": _of(Phrase("see fairs, their plans and prints"), CASE, FAIR, PROG, ADMIN),
    "fairs:plan": _of(Phrase("state and plan fairs, and invite to them"), FAIR, PROG, ADMIN),
    "fairs:door": _of(Phrase("say who came to a fair, and plan the rest anew"), FAIR, PROG, ADMIN),
    # files, registries, links
    "imports:write": _of(Phrase("import files"), FAIR, PROG, ADMIN, PROGRAM),
    "jobs:read": _of(Phrase("see how one's own imports stand"), FAIR, PROG, ADMIN, PROGRAM),
    "registries:read": _of(Phrase("see extracts of registries and what they change"), PROG, ADMIN),
    "registries:write": _of(Phrase("import and discard extracts of registries"), PROG, ADMIN),
    "links:read": _of(Phrase("see doubtful links with registries"), PROG, ADMIN),
    "links:decide": _of(Phrase("compare with the registries and decide on links"), PROG, ADMIN),
    # running the house
    "users:manage": _of(Phrase("add, change and lock out users, make and revoke keys"), ADMIN),
    "log:read": _of(Phrase("read the log of what was done"), ADMIN, AUDIT),
    "self": _of(Phrase("see and change what concerns oneself"), *Role),
}

IMPORTS_OF: dict[Role, frozenset[str]] = {
    FAIR: frozenset({"booths", "attendance"}),
    PROGRAM: frozenset(
        {"posts", "candidates", "employers", "placements", "claims", "employment", "courses", "results"}
    ),
}
"""The kinds of files that a role may import; roles that are not named may import every kind."""


def permissions_of(role: Role) -> frozenset[str]:
    """Give what a role may do."""
    return frozenset(name for name, permission in PERMISSIONS.items() if role in permission.roles)
