"""What the bundle ships for a service: its units, its settings and the way to run commands agree with each other."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SERVICE = ROOT / "bundle" / "shipped" / "service"
SETTINGS = """# MATCHER_HOSTS=a.comment
MATCHER_OFFICE_LINE=历下区公共就业服务中心 0531-55501234

MATCHER_DATABASE_URL=postgresql://matcher:p$1#a=b@127.0.0.1/city
MATCHER_RULES="/srv/our rules"
MATCHER_LANGUAGE='en'
MATCHER_KEY=last line without an end"""
WRITES = 'printf "%s\\n" "$@"; env | grep ^MATCHER_ | LC_ALL=C sort'


@pytest.fixture
def command(tmp_path: Path) -> Path:
    """The script as it is shipped, with settings, program and change of user of the test's own."""
    (tmp_path / "matcher.env").write_text(SETTINGS, encoding="utf-8")
    for name, text in {"id": "echo 0", "runuser": 'echo "$2"; shift 3; exec "$@"', "matcher": WRITES}.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    text = (SERVICE / "jianxi-matcher.sh").read_text(encoding="utf-8")
    ours = text.replace("/etc/jianxi-matcher.env", f"{tmp_path}/matcher.env")
    ours = ours.replace("/opt/jianxi-matcher/bin/matcher", f"{tmp_path}/matcher")
    (tmp_path / "script").write_text(ours, encoding="utf-8")
    return tmp_path / "script"


def test_a_command_runs_with_the_user_and_the_settings_of_the_service(command: Path) -> None:
    told = typed(command, "backup", "--into", "two words").stdout.splitlines()
    assert told == [
        "jianxi-matcher",
        "backup",
        "--into",
        "two words",
        "MATCHER_DATABASE_URL=postgresql://matcher:p$1#a=b@127.0.0.1/city",
        "MATCHER_KEY=last line without an end",
        "MATCHER_LANGUAGE=en",
        "MATCHER_OFFICE_LINE=历下区公共就业服务中心 0531-55501234",
        "MATCHER_RULES=/srv/our rules",
        "MATCHER_VAR=/var/lib/jianxi-matcher",
    ]


def test_whoever_cannot_read_the_settings_is_refused_and_runs_nothing(command: Path) -> None:
    (command.parent / "id").write_text("#!/bin/sh\necho 1000\n", encoding="utf-8")
    done = typed(command, "init")
    assert (done.returncode, done.stdout, "run this as root" in done.stderr) == (1, "", True)


def test_the_settings_that_are_shipped_let_the_proxy_in_that_is_shipped() -> None:
    host = re.search(r"server_name (\S+);", shipped("nginx.conf"))
    assert host is not None
    stated = dict(
        line.split("=", 1) for line in shipped("jianxi-matcher.env").splitlines() if line[:1] not in ("", "#")
    )
    assert host[1] in stated["MATCHER_HOSTS"].split(",")
    assert stated["MATCHER_BEHIND_HTTPS"] == "true"
    assert stated["MATCHER_PUBLIC_URL"] == f"https://{host[1]}"


@pytest.mark.parametrize("unit", ["jianxi-matcher.service", "jianxi-matcher-backup.service"])
def test_units_and_commands_have_the_same_settings_and_folder(unit: str) -> None:
    told, script = shipped(unit), shipped("jianxi-matcher.sh")
    assert "EnvironmentFile=-/etc/jianxi-matcher.env" in told
    assert "settings=/etc/jianxi-matcher.env" in script
    assert "Environment=MATCHER_VAR=/var/lib/jianxi-matcher" in told
    assert "MATCHER_VAR=/var/lib/jianxi-matcher" in script
    assert "User=jianxi-matcher" in told
    assert "user=jianxi-matcher" in script


def test_what_is_written_of_the_nightly_backup_is_what_the_unit_does() -> None:
    docs = (ROOT / "docs" / "backup.md").read_text(encoding="utf-8")
    at = re.search(r"OnCalendar=\S+ (\d\d):(\d\d)", shipped("jianxi-matcher-backup.timer"))
    run = re.search(r"backup --into (\S+) --keep (\d+) --json", shipped("jianxi-matcher-backup.service"))
    assert at is not None
    assert run is not None
    assert f"{at[1]}:{at[2]}" in docs
    assert f"{int(at[2])} {int(at[1])} * * *" in docs
    assert run[1] in docs
    assert set(re.findall(r"--keep (\d+)", docs)) == {run[2]}


def shipped(name: str) -> str:
    return (SERVICE / name).read_text(encoding="utf-8")


def typed(command: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": f"{command.parent}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8"}
    line = ["sh", str(command), *arguments]
    return subprocess.run(line, env=environment, capture_output=True, encoding="utf-8", check=False)
