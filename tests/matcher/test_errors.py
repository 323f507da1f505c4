from __future__ import annotations

import errno
import json
from pathlib import Path

import pytest

from matcher.errors import BadInput, NotReady, Phrase, why_refused

GERMAN = {
    "{name}: {why}": "{name} – {why}",
    "it has {n:,} rows": "es hat {n:,} Zeilen",
    ", ": "; ",
    "known are {names}": "bekannt: {names}",
}


def german(text: str) -> str:
    return GERMAN.get(text, text)


def test_an_error_is_its_english_sentence() -> None:
    assert str(BadInput("{name}: {n:,} rows", name="a.csv", n=1200)) == "a.csv: 1,200 rows"


def test_a_phrase_within_a_phrase_is_translated_too() -> None:
    error = BadInput("{name}: {why}", name="a.csv", why=Phrase.of("it has {n:,} rows", n=1200))
    assert error.told(german) == "a.csv – es hat 1,200 Zeilen"


def test_an_error_within_an_error_is_translated_too() -> None:
    cause = NotReady("it has {n:,} rows", n=3)
    assert NotReady("{name}: {why}", name="x", why=cause).told(german) == "x – es hat 3 Zeilen"


def test_a_list_is_written_as_the_language_writes_it() -> None:
    phrase = Phrase.of("known are {names}", names=("历下区", "市中区"))
    assert (str(phrase), phrase.told(german)) == ("known are 历下区, 市中区", "bekannt: 历下区; 市中区")


def test_braces_in_a_value_are_no_places() -> None:
    assert str(BadInput("{name}: {why}", name="{n}.csv", why="{0}")) == "{n}.csv: {0}"


def test_a_phrase_is_the_same_after_it_was_kept_as_json() -> None:
    inner = NotReady("known are {names}", names=["a", Phrase("b")])
    phrase = Phrase.of("{name}: {why}", name=Path("x/y.csv"), why=inner)
    kept = Phrase.from_plain(json.loads(json.dumps(phrase.to_plain())))
    assert kept.told(german) == phrase.told(german) == "x/y.csv – bekannt: a; b"


@pytest.mark.parametrize(
    ("number", "told"),
    [
        pytest.param(errno.ENOSPC, "no space left on the disk", id="a full disk"),
        pytest.param(errno.EACCES, "permission denied", id="not permitted"),
        pytest.param(errno.ENOEXEC, "Exec format error", id="one that we have no words for"),
    ],
)
def test_a_refusal_of_the_operating_system_is_told_in_our_words(number: int, told: str) -> None:
    error = OSError(number, "Exec format error" if number == errno.ENOEXEC else "another text")
    assert str(why_refused(error)) == told
