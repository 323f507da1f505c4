"""The signed webhook: JSON posted to a receiver, again where it failed for a while, never where it was refused."""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit, urlunsplit

import httpx2
from pydantic import SecretStr
from tenacity import RetryError, Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential, wait_random

from matcher.errors import BadInput, NotReady

TRIES = 5
FIRST_WAIT_S = 1.0
LONGEST_WAIT_S = 30.0
ANSWER_S, CONNECT_S = 20.0, 5.0
TRY_AGAIN = frozenset({408, 425, 429})
"""Refusals that are over after a while."""


class _Failed(Exception):
    """Say that a post failed in a way that another try may mend."""


@dataclass(frozen=True, slots=True)
class Receiver:
    """
    Who is sent pages, and how patiently.

    Attributes:
        url: as ``check_url`` lets it pass.
        secret: that both sides know.
        clock: tells the moment of each try, which is signed too.
        tries: of one page.
        first_wait_s: before the second try; doubled each time, with chance added, up to *LONGEST_WAIT_S*.
        answer_s: for which an answer is waited for at each try.
    """

    url: str
    secret: SecretStr
    clock: Callable[[], datetime]
    tries: int = TRIES
    first_wait_s: float = FIRST_WAIT_S
    answer_s: float = ANSWER_S

    @property
    def shown(self) -> str:
        """The URL as it may be shown: without a query, which may hold a secret of its own."""
        parts = urlsplit(self.url)
        return urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))


def check_url(url: str) -> str:
    """
    Refuse where personal data may not be sent: anything but https, or http to this very machine.

    Raises:
        BadInput: it is none of these, or holds a user and password.
    """
    try:
        parts = urlsplit(url)
        host, has_user = httpx2.URL(url).host, "@" in parts.netloc
    except (ValueError, httpx2.InvalidURL):
        raise BadInput("{field}: is not an address", field="url") from None
    if not host or has_user or not (parts.scheme == "https" or (parts.scheme == "http" and _is_this_machine(host))):
        raise BadInput(
            "{field}: must begin with https:// (http:// to this machine alone), without user and password", field="url"
        )
    return url


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def sign(secret: SecretStr, *, key: str, timestamp: int, body: bytes) -> str:
    """Sign a page with its key and moment, as the Standard Webhooks do: ``v1,`` and HMAC-SHA256 in base64."""
    told = f"{key}.{timestamp}.".encode() + body
    digest = hmac.new(secret.get_secret_value().encode(), told, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def post_page(client: httpx2.Client, receiver: Receiver, body: bytes, *, key: str) -> None:
    """
    Post a page until the receiver takes it.

    Args:
        client: made by ``open_client``.
        receiver: whom to send it to.
        body: JSON.
        key: the same for the same page, so that the receiver knows a page that comes again.

    Raises:
        NotReady: it was refused, or failed at every try; the text says which.
    """
    patience = Retrying(
        retry=retry_if_exception_type((_Failed, httpx2.TransportError)),
        stop=stop_after_attempt(receiver.tries),
        wait=wait_exponential(multiplier=receiver.first_wait_s, max=LONGEST_WAIT_S)
        + wait_random(0, receiver.first_wait_s),
    )
    try:
        patience(_post_once, client, receiver, body, key)
    except RetryError as error:
        last = error.last_attempt.exception()
        raise NotReady(
            "{url}: could not be reached in {n} tries ({why}); run the same command again, it goes on from there",
            url=receiver.shown,
            n=receiver.tries,
            why=f"{last}" if isinstance(last, _Failed) else type(last).__name__,
        ) from None


def _post_once(client: httpx2.Client, receiver: Receiver, body: bytes, key: str) -> None:
    timestamp = int(receiver.clock().timestamp())
    headers = {
        "content-type": "application/json; charset=utf-8",
        "idempotency-key": key,
        "webhook-id": key,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": sign(receiver.secret, key=key, timestamp=timestamp, body=body),
    }
    with client.stream("POST", receiver.url, content=body, headers=headers) as response:  # the answer is not read
        status = response.status_code
    if status in TRY_AGAIN or status >= 500:
        raise _Failed(f"HTTP {status}")
    if not 200 <= status < 300:
        raise NotReady(
            "{url}: refused the messages with HTTP {status}; nothing more was sent, see what the receiver says",
            url=receiver.shown,
            status=status,
        )


def open_client(receiver: Receiver) -> httpx2.Client:
    """Open a client that follows no redirects and asks no proxy: personal data go where they are sent, or nowhere."""
    timeout = httpx2.Timeout(receiver.answer_s, connect=CONNECT_S)
    return httpx2.Client(timeout=timeout, follow_redirects=False, trust_env=False)
