"""How often one caller may ask: a moving window in memory, by actor where one is known and else by address."""

from __future__ import annotations

import math
import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from api.errors import problem
from api.language import spoken_to

CODE = "too_many_requests"


class Rate:
    """One limit for many callers; each process counts for itself."""

    def __init__(self, per_minute: int, *, of: str) -> None:
        """Let each caller in *per_minute* times within any 60 seconds; *of* names what is counted."""
        self._item = RateLimitItemPerMinute(per_minute, namespace=of)
        self._window = MovingWindowRateLimiter(MemoryStorage())

    def wait_s(self, caller: str) -> int | None:
        """Count one more of a caller; None = it may, else seconds until the next may."""
        if self._window.hit(self._item, caller):
            return None
        reset = self._window.get_window_stats(self._item, caller).reset_time
        return max(1, math.ceil(reset - time.time()))


def caller_of(scope: Scope) -> str:
    """Name who asks: the actor that authentication found, else the address."""
    actor = scope.get("state", {}).get("actor")
    client = scope.get("client") or ("unknown",)
    return f"actor {actor.id}" if actor is not None else f"address {client[0]}"


class Rates:
    """ASGI middleware within authentication, so that callers behind one address are told apart."""

    def __init__(self, app: ASGIApp, *, per_minute: int) -> None:
        """Stand before *app*; 0 = no limit."""
        self.app = app
        self.rate = Rate(per_minute, of="requests") if per_minute else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or tell when the next may come."""
        wait_s = self.rate.wait_s(caller_of(scope)) if self.rate and scope["type"] == "http" else None
        if wait_s is None:
            await self.app(scope, receive, send)
            return
        say = spoken_to(HTTPConnection(scope))
        text = say("too many requests in a minute; try again in {n} seconds").format(n=wait_s)
        await problem(429, text, code=CODE, headers={"Retry-After": str(wait_s)})(scope, receive, send)
