"""The cursors by which lists are paged: sealed, so that only what this service gave out is taken back."""

from __future__ import annotations

import base64
import binascii
import hmac

from pydantic import BaseModel, ConfigDict, Field

from data.vault import Vault
from matcher.errors import BadInput

SEAL_BYTES = 12
MAX_PAGE = 200
DEFAULT_PAGE = 50


class AskedPage(BaseModel):
    """How a page of a list is asked for; lists with filters add them."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(DEFAULT_PAGE, ge=1, le=MAX_PAGE, description="The most items of one answer.")
    cursor: str | None = Field(
        None,
        max_length=600,
        description="`next_cursor` of the answer before, with the same filters; none = from the start.",
    )

    def lister(self, noun: str) -> str:
        """Name the list with its filters."""
        return f"{noun} {self.model_dump_json(exclude={'limit', 'cursor'})}"


def write_cursor(vault: Vault, *, lister: str, after: str) -> str:
    """Write the cursor of the page that follows *after*; *lister* names the list with its filters."""
    raw = after.encode() + _seal(vault, lister=lister, after=after)
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def read_cursor(vault: Vault, cursor: str | None, *, lister: str) -> str | None:
    """
    Read the id after which the page starts; None = from the start.

    Raises:
        BadInput: this service did not give out this cursor for this list.
    """
    if cursor is None:
        return None
    try:
        raw = base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4))
        after = raw[:-SEAL_BYTES].decode()
    except (binascii.Error, UnicodeError, ValueError):
        raise _forged() from None
    if not after or not hmac.compare_digest(raw[-SEAL_BYTES:], _seal(vault, lister=lister, after=after)):
        raise _forged()
    return after


def _seal(vault: Vault, *, lister: str, after: str) -> bytes:
    return vault.seal(f"cursor {lister}\n{after}".encode())[:SEAL_BYTES]


def _forged() -> BadInput:
    return BadInput("{field}: not one that this list gave out with these filters; start without it", field="cursor")
