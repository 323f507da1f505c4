"""What an installation consists of: lock files, the recorded list, and the bundle for machines without a network."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bundle.auditing import differences
from bundle.listing import read_purposes
from bundle.locking import CPU, CUDA, DEV, ROOT, RUN, read_lock
from bundle.making import FILES, make
from models import Encoder
from models.bundled import load_int8, making

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
OF_RUN = [Requirement(one) for one in PROJECT["dependencies"]]
OF_DEV = [Requirement(one) for one in PROJECT["optional-dependencies"]["dev"]]


def name_of(one: Requirement) -> str:
    return canonicalize_name(one.name)


@pytest.mark.parametrize(
    ("wanted", "locks"),
    [
        *(pytest.param(one, (RUN, CPU), id=f"{name_of(one)} to run") for one in OF_RUN),
        *(pytest.param(one, (DEV, CPU), id=f"{name_of(one)} in the working copy") for one in (*OF_RUN, *OF_DEV)),
    ],
)
def test_every_direct_dependency_is_locked_within_its_range(wanted: Requirement, locks: tuple[Path, ...]) -> None:
    locked = [one for path in locks for one in read_lock(path) if one.name == name_of(wanted)]
    assert locked
    assert [one.version for one in locked if not wanted.specifier.contains(one.version)] == []


def test_what_runs_is_locked_in_the_version_that_is_tested() -> None:
    assert {(one.name, one.version) for one in read_lock(RUN)} <= {(one.name, one.version) for one in read_lock(DEV)}


def test_both_builds_of_torch_are_of_one_version() -> None:
    (build,), (other,) = ([one for one in read_lock(path) if one.name == "torch"] for path in (CPU, CUDA))
    assert build.version == f"{other.version}+cpu"


@pytest.mark.parametrize("path", [RUN, DEV, CPU, CUDA], ids=lambda path: path.name)
def test_a_lock_has_hashes_for_everything_and_names_no_machine(path: Path) -> None:
    assert [one.name for one in read_lock(path) if not one.hashes] == []
    assert re.findall(r"https?:|file:|--\w+-url|--find-links|^-e|/\w+/", path.read_text(encoding="utf-8")) == []


def test_what_is_locked_is_what_is_listed_and_installed() -> None:
    assert differences() == []


def test_the_list_says_of_each_direct_dependency_what_it_is_for() -> None:
    assert set(read_purposes()) == {name_of(one) for one in (*OF_RUN, *OF_DEV)}


def test_an_encoder_that_the_bundle_brought_is_not_made_again(
    bundled_encoder: Encoder, models_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "SHIPPED", models_folder)  # stands for the folder in the installed environment

    assert load_int8(folder=tmp_path / "models").id == bundled_encoder.id
    assert not (tmp_path / "models").exists()


@pytest.fixture
def medium(tmp_path: Path) -> Path:
    """The scripts of a bundle with a platform like this machine's; no wheels, as nothing is to be reached."""
    folder = tmp_path / "a medium"
    shutil.copytree(FILES, folder)
    state(folder, machine=platform.machine(), glibc_minor=17, disk_mb=1, python=f"3.{sys.version_info.minor}")
    (folder / "file").write_text("whole", encoding="utf-8")
    sums = subprocess.run(["sha256sum", "file"], cwd=folder, capture_output=True, check=True).stdout
    (folder / "SHA256SUMS").write_bytes(sums)
    return folder


def state(medium: Path, **values: object) -> None:
    with (medium / "platform").open("a", encoding="utf-8") as file:
        file.writelines(f"{name}={value}\n" for name, value in {"release": "0-test", **values}.items())


def install(medium: Path, target: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    shell = {**os.environ, "PYTHON": sys.executable, **environment}
    command = ["sh", str(medium / "install.sh"), str(target)]
    return subprocess.run(command, env=shell, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        pytest.param(lambda at: state(at, machine="vax"), "this bundle is for Linux on vax", id="another processor"),
        pytest.param(lambda at: state(at, glibc_minor=999), "glibc 2.999 or newer is needed", id="an old system"),
        pytest.param(lambda at: state(at, python="3.99"), "no Python 3.99 here", id="no Python"),
        pytest.param(lambda at: state(at, disk_mb=10**12), "are free", id="no space"),
        pytest.param(lambda at: (at / "file").write_text("x"), "copy it again: file", id="a damaged file"),
        pytest.param(lambda at: (at / "file").unlink(), "copy it again: file", id="a missing file"),
        pytest.param(lambda at: (at / "platform").unlink(), "not a complete bundle", id="half a bundle"),
    ],
)
def test_the_installer_says_in_one_line_what_is_wrong(
    medium: Path, tmp_path: Path, spoil: Callable[[Path], object], told: str
) -> None:
    spoil(medium)

    done = install(medium, tmp_path / "to install")

    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert told in done.stderr
    assert not (tmp_path / "to install" / "releases").exists()


@pytest.mark.parametrize(
    ("there", "told"),
    [
        pytest.param(lambda at: at.write_text("a file"), "cannot be written to", id="a file"),
        pytest.param(lambda at: (at / "others").mkdir(parents=True), "holds something else", id="another's folder"),
        pytest.param(
            lambda at: (at / "releases").mkdir(parents=True) or (at / ".installing").mkdir(),
            "another installation is running",
            id="an installation under way",
        ),
    ],
)
def test_the_installer_touches_no_folder_of_others(
    medium: Path, tmp_path: Path, there: Callable[[Path], object], told: str
) -> None:
    there(target := tmp_path / "target")
    before = sorted(tmp_path.rglob("*"))

    done = install(medium, target)

    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert told in done.stderr
    assert sorted(tmp_path.rglob("*")) == before


OFFLINE = """
set -eu
cd /
mount --bind "$MEDIUM" "$MEDIUM"
mount -o remount,bind,ro "$MEDIUM"
"$PYTHON" -c 'import socket; socket.create_connection(("1.1.1.1", 443), timeout=5)' 2>&1 | tail -n 1
tried() { awk '/^Ip:/ && !n { n = split($0, names) } /^Ip: [0-9]/ { for (i = 1; i <= n; i++)
    if (names[i] == "OutNoRoutes") print "tried to reach others", $i, "times" }' /proc/net/snmp; }
tried
umask 077
sh "$MEDIUM/install.sh" "$TARGET"
sh "$MEDIUM/install.sh" "$TARGET"
umask 022
$AS_SERVICE sh "$MEDIUM/check.sh" "$TARGET"
tried
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users may enter: pytest shuts its own whenever another run of it begins."""
    folder = Path(tempfile.mkdtemp(prefix="matcher-bundle-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.slow
@pytest.mark.timeout(1500)
@pytest.mark.skipif(os.geteuid() != 0, reason="a namespace without a network is made by root")
def test_a_machine_without_any_network_installs_from_the_bundle_and_runs(open_folder: Path) -> None:
    if subprocess.run(["unshare", "--net", "--mount", "true"], check=False).returncode != 0:
        pytest.skip("no namespace can be made here")
    medium = open_folder / "a medium"
    make(open_folder / "made").rename(medium)
    for folder in (
        home := open_folder / "home",
        target := open_folder / "to install",
        temporary := open_folder / "tmp",
    ):
        folder.mkdir()
        folder.chmod(0o777)
    system = shutil.which(f"python3.{sys.version_info.minor}", path="/usr/bin")  # one that other users may run, too
    shell = {
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "HOME": str(home),
        "TMPDIR": str(temporary),
        "MEDIUM": str(medium),
        "TARGET": str(target),
        "PYTHON": system or sys._base_executable,  # type: ignore[attr-defined]
        "AS_SERVICE": "setpriv --reuid=65534 --regid=65534 --clear-groups" if system else "",
        "PIP_INDEX_URL": "https://example.invalid/simple",  # what an administrator's shell may say
    }

    command = ["unshare", "--net", "--mount", "sh", "-c", OFFLINE]
    done = subprocess.run(command, env=shell, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    told = done.stdout.splitlines()
    assert told[0] == "OSError: [Errno 101] Network is unreachable"
    assert "is installed in" in done.stdout  # the second run changed nothing
    assert re.fullmatch(r"\d{4,} passed.*", told[-3])
    assert told[-2] == "全部通过 (all is well)"
    assert (
        told[1] == told[-1] == "tried to reach others 1 times"
    )  # the line above, and nothing since: no report of usage
    assert [*home.iterdir(), *temporary.iterdir()] == []  # no cache, no report, nothing left
    shutil.rmtree(target)  # two gigabytes that pytest would keep
