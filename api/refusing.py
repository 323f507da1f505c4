"""By what a person without log-in refuses further push: a link and a reply code in each message, and what they do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from api.house import House
from data.store import Session, codes_for, lifted, read_token, refuse_push, token_of
from data.store.refusing_push import Refused
from matcher.errors import NotReady
from matcher.refusal_codes import read_code

PATH = "/r/"


@dataclass(frozen=True, slots=True)
class Ways:
    """How one person refuses."""

    link: str
    code: str


def refuse_unaddressed(house: House) -> None:
    """
    Refuse to write messages that nobody could refuse.

    Raises:
        NotReady: the address under which people reach this service is not known.
    """
    if house.settings.public_url is None:
        raise NotReady(
            "set MATCHER_PUBLIC_URL to the address under which people reach this service, like "
            "https://jobs.example.org: each message carries a link by which the person refuses further ones"
        )


def ways_to_refuse(house: House, ids: Iterable[str]) -> dict[str, Ways]:
    """
    Give each of some candidates the link and the code that are theirs for good.

    Raises:
        NotReady: the address under which people reach this service is not known.
    """
    refuse_unaddressed(house)
    public = f"{house.settings.public_url}".rstrip("/")
    with house.database.begin() as session:
        codes = codes_for(session, ids, vault=house.vault)
    return {id: Ways(f"{public}{PATH}{token_of(code, vault=house.vault)}", code) for id, code in codes.items()}


def is_ours(house: House, token: str) -> bool:
    """Tell whether this house made the token of a link."""
    return read_token(token, vault=house.vault) is not None


def refuse_by_link(house: House, token: str) -> bool:
    """Record that the person of a link wants nothing pushed any more; False = it is no link of this house."""
    code = read_token(token, vault=house.vault)
    if code is None:
        return False
    with house.database.begin() as session:
        return _refuse(house, session, code, by="link") is not None


def refuse_by_code(house: House, written: str) -> Refused | None:
    """Record that the person of a reply code wants nothing pushed any more; None = it is nobody's code."""
    with house.database.begin() as session:
        return refuse_within(house, session, written)


def refuse_within(house: House, session: Session, written: str) -> Refused | None:
    """Do what ``refuse_by_code`` does within a transaction that is open."""
    code = read_code(written)
    return None if code is None else _refuse(house, session, code, by="code")


def _refuse(house: House, session: Session, code: str, *, by: str) -> Refused | None:
    why = "a code is its person's word, wherever the person lives and whoever types it; no answer tells whose it is"
    with lifted(session, why=why):
        return refuse_push(session, code, by=by, at=house.clock(), vault=house.vault)
