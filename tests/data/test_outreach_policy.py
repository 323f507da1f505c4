"""The file of outreach: what is refused in it, in one line with file, key and reason."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from data.outreach import read_policy
from matcher.errors import BadInput

SHIPPED = files("data").joinpath("outreach", "formula.toml").read_text(encoding="utf-8")


def read_changed(folder: Path, written: str, changed: str) -> None:
    assert written in SHIPPED
    file = folder / "own.toml"
    file.write_text(SHIPPED.replace(written, changed, 1), encoding="utf-8")
    read_policy(file)


@pytest.mark.parametrize(
    ("written", "changed", "told"),
    [
        pytest.param("within_days", "withn_days", "own.toml: terms.ending.within_days is missing", id="a misspelt key"),
        pytest.param("points = 40", "points = -1", "terms.ending.points -1 is not between 0 and", id="negative"),
        pytest.param("points = 40", "points = nan", "terms.ending.points nan is not between", id="no number"),
        pytest.param("usual = 10", "usual = 1.5", "own.toml: due.usual must be a whole number", id="half a day"),
        pytest.param('"visit"', '"pigeon"', "channels[3].channel must be one of", id="an unknown channel"),
        pytest.param('"visit"', '"office"', "channels[3].channel people come", id="the office as a channel"),
        pytest.param('"visit"', '"sms"', "channels[2].channel sms stands there twice", id="a channel twice"),
        pytest.param("orphan = 40", "orfan = 40", "priority.orfan there is no such group", id="an unknown group"),
        pytest.param("orphan = 40\n", "", "own.toml: priority.orphan is missing", id="a group left out"),
        pytest.param("disabled = 40", "disabled = 41", "priority.disabled 41 must be shared by 3", id="a group told"),
        pytest.param("since = 09:00:00", "since = 13:00:00", "channels[0].hours[0] ends before it begins", id="hours"),
        pytest.param("least_chance = 0.2", "least_chance = 2", "offers.least_chance 2 is not between 0", id="a chance"),
        pytest.param("most_in_30_days = 4", "most_in_30_days = 0", "caps.most_in_30_days 0 is not", id="no cap"),
        pytest.param("priority = 5", "priority = 11", "due.priority 11 is more than the usual 10", id="priority later"),
        pytest.param("[terms]", "[terms", "own.toml: is not TOML", id="no TOML"),
    ],
)
def test_a_file_that_is_wrong_is_refused(tmp_path: Path, written: str, changed: str, told: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_changed(tmp_path, written, changed)
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


def test_the_group_that_the_record_tells_may_have_points_of_its_own(tmp_path: Path) -> None:
    read_changed(tmp_path, "long_unemployed = 20", "long_unemployed = 25")


def test_points_that_are_all_nothing_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    lines = [
        f"{line.partition(' = ')[0]} = 0" if line.endswith((" = 40", " = 20")) else line
        for line in SHIPPED.splitlines()
    ]
    text = "\n".join(lines)
    for points in ("40", "15", "5", "10"):
        text = text.replace(f"points = {points},", "points = 0,").replace(f"points = {points} }}", "points = 0 }")
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match="all points are 0"):
        read_policy(file)


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="own\\.toml: there is no such file"):
        read_policy(tmp_path / "own.toml")
