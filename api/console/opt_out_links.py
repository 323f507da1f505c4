"""The link in messages by which people refuse further ones: what to say where nobody could open it."""

from __future__ import annotations

from urllib.parse import urlsplit

from api.house import House
from api.language import Translate


def link_warning(house: House, say: Translate) -> str | None:
    """Say what is wrong with the address that the link in messages leads to, and whom to ask; None = nothing."""
    url = house.settings.public_url
    if url is None:
        told = say("No message can go out yet: the link by which people refuse further ones has no public address. ")
        return told + say("Ask the administrator to set it (MATCHER_PUBLIC_URL).")
    if not is_loopback(url):
        return None
    told = say("The link by which people refuse further messages is {url}: only this machine itself can open it. ")
    ask = say("Before any file is handed out, ask the administrator to set a public address (MATCHER_PUBLIC_URL).")
    return told.format(url=url) + ask


def is_loopback(url: str) -> bool:
    """Tell whether an address leads nowhere but to the machine that opens it."""
    host = urlsplit(url).hostname or ""
    return host == "localhost" or host.startswith("127.") or host == "::1"
