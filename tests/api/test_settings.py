"""The settings that cannot be read: the line names the variable and what it must be, in words and not in patterns."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.settings import read_settings
from matcher.errors import BadInput


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("MATCHER_WEBHOOK_SECRET", "short", "must have 16 or more characters"),
        ("MATCHER_PUBLIC_URL", "jobs", "must be an address like https://jobs.example.org"),
        (
            "MATCHER_HOSTS",
            "a b;c",
            "must be names or addresses with commas between them, like jobs.city.local,10.1.2.3",
        ),
        ("MATCHER_MAX_UPLOAD_BYTES", "0", "must be 1 or more"),
    ],
)
def test_a_value_that_cannot_be_is_told_in_words(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(BadInput) as told:
        read_settings()
    assert str(told.value) == f"{name}: {said}"


@pytest.mark.parametrize("name", ["MATCHER_OUTREACH", "MATCHER_MESSAGES", "MATCHER_PUSH"])
def test_a_file_that_is_not_there_is_told_with_its_variable_and_path(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    monkeypatch.setenv(name, f"{tmp_path}/nope")
    with pytest.raises(BadInput) as told:
        read_settings()
    assert str(told.value) == f"{name}: there is no file or folder {tmp_path}/nope"
