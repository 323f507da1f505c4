"""What an Undo carries in an address: sealed, so that nobody makes an address whose Undo does what he wants done."""

from __future__ import annotations

import hmac

from api.console.visitors import Visitor
from api.house import House

DIGITS = 32


def sealed(house: House, visitor: Visitor, **said: str) -> dict[str, str]:
    """Give what an address says of the state before, with a seal that is good for this visitor's session alone."""
    return said | {"seal": _seal(house, visitor, said)}


def is_sealed(house: House, visitor: Visitor, seal: str, **said: str) -> bool:
    """Tell whether an address was made by ``sealed`` for this session."""
    return hmac.compare_digest(seal.encode(), _seal(house, visitor, said).encode())


def _seal(house: House, visitor: Visitor, said: dict[str, str]) -> str:
    told = "\n".join(f"{name}={said[name]}" for name in sorted(said))
    return house.vault.seal(f"undo {visitor.access.token.family}\n{told}".encode()).hex()[:DIGITS]
