"""Messages sent to a real receiver on this machine that fails, cuts off, refuses or takes what comes."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from pydantic import SecretStr

from api import sending
from api.batches import Batch, asked_batch
from api.contacting import withdraw_consent
from api.house import House
from api.sending import Sent, send_batch
from api.webhook import Receiver, check_url
from data import log
from data.store import iter_attempts, messages_of
from matcher.errors import BadInput, NotReady
from matcher.records import Channel
from tests.api.outreach_office import LI, fill
from tests.api.receiver import Desk, receiving

SECRET = SecretStr("a secret of both sides")


@pytest.fixture
def desk() -> Iterator[Desk]:
    with receiving() as desk:
        yield desk


@pytest.fixture
def office(house: House) -> House:
    return fill(house, 5)


def batch_of(office: House) -> Batch:
    return asked_batch(office, channel=Channel.SMS, way="webhook", limit=10)


def send(office: House, desk: Desk, **told: Any) -> Sent:
    receiver = Receiver(desk.url, SECRET, office.clock, first_wait_s=0.01, **told)
    return send_batch(
        office, batch_of(office), receiver, purpose="九月岗位推送", actor=LI, on_progress=lambda done, total: None
    )


def delivered(office: House) -> list[str]:
    with office.database.read() as session:
        return [one.candidate_id for one in messages_of(session, batch_of(office).id) if one.delivered_at]


def sent_ids(desk: Desk) -> list[str]:
    return [one["candidate_id"] for page in desk.pages() for one in page["messages"]]


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    # a setting in disguise: pages of two, so that five people make three of them
    monkeypatch.setattr(sending, "PAGE", 2)


def test_a_page_is_signed_so_that_the_receiver_can_tell_who_sent_it(office: House, desk: Desk) -> None:
    send(office, desk)
    headers, body = desk.got[0]
    # worked as docs/contacting.md tells the receiver to
    told = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    digest = hmac.new(SECRET.get_secret_value().encode(), told, hashlib.sha256).digest()
    assert headers["webhook-signature"] == "v1," + base64.b64encode(digest).decode()
    assert int(headers["webhook-timestamp"]) == int(office.clock().timestamp())
    assert headers["idempotency-key"] == headers["webhook-id"]


def test_a_page_tells_to_whom_and_what_and_not_why(office: House, desk: Desk) -> None:
    send(office, desk)
    page = desk.pages()[0]
    assert (page["batch"], page["channel"], page["template"]) == (batch_of(office).id, "sms", "sms")
    assert set(page["messages"][0]) == {
        "id",
        "candidate_id",
        "name",
        "phone",
        "text",
        "send_after",
        "send_before",
        "handed_out_at",
    }


def test_what_fails_for_a_while_is_sent_again_under_the_same_key(office: House, desk: Desk) -> None:
    desk.answers = [503, "cut off"]
    assert send(office, desk).n_sent == 5
    assert len(desk.got) == 3
    assert len(set(desk.keys())) == 1


@pytest.mark.parametrize("status", [400, 401, 404, 410, 422, 302])
def test_what_is_refused_is_not_sent_again(office: House, desk: Desk, status: int) -> None:
    desk.answers = [status]
    with pytest.raises(NotReady, match=f"refused the messages with HTTP {status}"):
        send(office, desk)
    assert (len(desk.got), delivered(office)) == (1, [])


def test_a_receiver_that_is_busy_is_tried_again(office: House, desk: Desk) -> None:
    desk.answers = [429]
    assert send(office, desk).n_sent == 5


def test_a_receiver_that_says_nothing_is_not_waited_for_for_ever(office: House, desk: Desk) -> None:
    desk.answers = ["silence", 200]
    assert send(office, desk, answer_s=0.3).n_sent == 5


def test_after_so_many_tries_it_gives_up_and_says_so(office: House, desk: Desk) -> None:
    desk.answers = [500] * 3
    with pytest.raises(NotReady, match=r"could not be reached in 3 tries \(HTTP 500\)"):
        send(office, desk, tries=3)
    assert len(desk.got) == 3


def test_nobody_at_the_address_is_said_so(office: House, desk: Desk) -> None:
    desk.url = "http://127.0.0.1:9/messages"
    with pytest.raises(NotReady, match="ConnectError"):
        send(office, desk, tries=2)


@pytest.mark.usefixtures("small_pages")
def test_it_goes_on_from_where_it_stopped_and_repeats_nothing(office: House, desk: Desk) -> None:
    desk.answers = [200, 400]
    with pytest.raises(NotReady):
        send(office, desk)
    assert delivered(office) == ["C1", "C2"]
    assert send(office, desk).n_sent == 3
    assert sent_ids(desk) == ["C1", "C2", "C3", "C4", "C3", "C4", "C5"]
    assert desk.keys()[1] == desk.keys()[2]  # the page that was refused came again under its own name


def test_a_page_whose_taking_was_not_noted_comes_again_under_its_key(
    office: House, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        # a mock, because no test can pull the plug between the receiver's answer and our noting it
        patched.setattr(sending, "note_delivered", _killed)
        with pytest.raises(KeyboardInterrupt):
            send(office, desk)
    assert send(office, desk).n_sent == 5
    assert len(set(desk.keys())) == 1


def _killed(*_: object, **__: object) -> int:
    raise KeyboardInterrupt


def test_sent_once_it_is_not_sent_again(office: House, desk: Desk) -> None:
    assert send(office, desk) == Sent(batch_of(office).id, 5, 5, 0)
    assert send(office, desk) == Sent(batch_of(office).id, 5, 0, 0)
    assert len(desk.got) == 1
    with office.database.read() as session:
        assert len(list(iter_attempts(session))) == 5


@pytest.mark.usefixtures("small_pages")
def test_who_opts_out_before_the_page_goes_is_not_in_it(office: House, desk: Desk) -> None:
    desk.answers = [400]
    with pytest.raises(NotReady):
        send(office, desk)
    with office.database.begin() as session:
        withdraw_consent(office, session, "C2", actor=LI, at=office.clock())
    assert send(office, desk) == Sent(batch_of(office).id, 5, 4, 1, {"opted_out": 1})
    assert sent_ids(desk)[2:] == ["C1", "C3", "C4", "C5"]


@pytest.mark.usefixtures("small_pages")
def test_what_was_not_sent_by_midnight_goes_with_the_next_days_batch(office: House, desk: Desk) -> None:
    desk.answers = [200, 400]
    with pytest.raises(NotReady):
        send(office, desk)
    monday = replace(office, settings=office.settings.model_copy(update={"today": date(2023, 9, 4)}))
    assert send(monday, desk).n_resumed == 3
    assert sent_ids(desk)[4:] == ["C3", "C4", "C5"]


def test_reading_the_names_is_one_line_in_the_log(office: House, desk: Desk) -> None:
    send(office, desk)
    with office.database.read() as session:
        lines = [one for one in log.entries(session) if one.action == "reveal"]
    assert [(one.details["n"], one.purpose) for one in lines] == [(5, "九月岗位推送")]


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("http://example.org/messages", id="not encrypted"),
        pytest.param("ftp://example.org/messages", id="no web address"),
        pytest.param("https://user:word@example.org/", id="a password in it"),
        pytest.param("http://127.0.0.1@example.org/", id="a user like this machine"),
        pytest.param("http://localhost.example.org/", id="a name like this machine"),
        pytest.param("https://", id="nobody"),
        pytest.param("http://[::1", id="no address"),
        pytest.param("", id="nothing"),
    ],
)
def test_personal_data_go_nowhere_unencrypted(url: str) -> None:
    with pytest.raises(BadInput, match="url: "):
        check_url(url)


@pytest.mark.parametrize(
    "url", ["https://example.org/m?k=1", "http://127.0.0.1:8080/", "http://localhost/", "http://[::1]:9/"]
)
def test_an_encrypted_address_or_this_machine_is_taken(url: str) -> None:
    assert check_url(url) == url


def test_the_command_wants_a_secret_and_sends(run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ("outreach", "send", "--channel", "sms", "--url", "http://127.0.0.1:9/", "--purpose", "推送")
    without = run(*asked)
    assert (without.status, "MATCHER_WEBHOOK_SECRET" in without.errors) == (1, True)
    monkeypatch.setenv("MATCHER_WEBHOOK_SECRET", "short")
    assert run(*asked).status == 1
    monkeypatch.setenv("MATCHER_WEBHOOK_SECRET", "long enough to be one")
    assert "0 sent now, 0 in all" in run(*asked).out


@pytest.mark.parametrize(("day", "known"), [("2023-09-01", True), ("2031-01-06", False)])
def test_the_command_says_what_is_withheld_and_whether_the_holidays_are_known(
    run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, day: str, known: bool
) -> None:
    monkeypatch.setenv("MATCHER_TODAY", day)
    monkeypatch.setenv("MATCHER_WEBHOOK_SECRET", "long enough to be one")
    asked = ("outreach", "send", "--channel", "sms", "--url", "http://127.0.0.1:9/", "--purpose", "推送")
    told = json.loads(run(*asked, "--json").out)
    assert (told["withheld"], told["holidays_known"]) == ({}, known)
    assert ("are not known" in run(*asked).out) is not known
