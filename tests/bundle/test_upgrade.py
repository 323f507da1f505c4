"""A release installed over an older one, step by step as docs/installing.md says: kept first, migrated, served."""

from __future__ import annotations

import ensurepip
import hashlib
import os
import platform
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import sysconfig
import time
import urllib.request
import zipfile
from contextlib import closing, suppress
from pathlib import Path

import pytest

from bundle.locking import ROOT
from bundle.making import FILES
from data import migrations
from models.bundled.making import int8_folder

OLD, NEW = "0.0.1-before", "0.0.2-after"
SOURCE = ("api", "data", "matcher", "models", "pyproject.toml", "README.md", "LICENSE")
POSTS = "岗位编号,单位名称,岗位名称,岗位描述\nP1,甲公司,软件测试,执行功能测试\n"


def newest_steps() -> tuple[Path, str]:
    """Give the file of the newest step of the migrations, and the step before it."""
    for file in (Path(migrations.__file__).parent / "versions").glob("*.py"):
        found = re.search(rf'^revision = "{migrations.HEAD}"\ndown_revision = "(\d+)"', file.read_text(), re.MULTILINE)
        if found:
            return file, found[1]
    raise LookupError(migrations.HEAD)


def older_source(folder: Path) -> Path:
    """Copy the source without its newest step of the migrations, as the release before had it."""
    for name in SOURCE:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, folder / name)
    newest, before = newest_steps()
    steps = folder / "data" / "migrations"
    (steps / "versions" / newest.name).unlink()
    init = steps / "__init__.py"
    init.write_text(init.read_text(encoding="utf-8").replace(f'"{migrations.HEAD}"', f'"{before}"'), encoding="utf-8")
    return folder


def bundle_of(source: Path, folder: Path, release: str) -> Path:
    """
    Make a bundle of a release whose own wheel and scripts are real.

    What the release depends on is this environment's, by a wheel that points there: two gigabytes that
    ``test_bundle.py`` copies and installs for all of us.
    """
    shutil.copytree(FILES, folder)
    wheels = folder / "wheels"
    build = ["-m", "hatchling", "build", "--target", "wheel", "--directory", str(wheels)]
    subprocess.run([sys.executable, *build], cwd=source, check=True, capture_output=True)
    kept = sysconfig.get_config_var("WHEEL_PKG_DIR")  # where a distribution keeps its own
    (pip,) = Path(kept or Path(ensurepip.__file__).parent / "_bundled").glob("pip-*.whl")
    shutil.copy(pip, wheels)
    (own,) = wheels.glob("jianxi_matcher-*.whl")
    locked = [(own, "jianxi-matcher", own.name.split("-")[1]), (stand_in(wheels), "stand-in", "1.0")]
    lock = [f"{name}=={version} --hash=sha256:{digest(wheel)}\n" for wheel, name, version in locked]
    (folder / "wheels.lock").write_text("".join(lock), encoding="utf-8")
    model = int8_folder(folder=ROOT / "var" / "models")
    shutil.copytree(model, folder / "models" / model.name, copy_function=os.link)
    told = {"release": release, "machine": platform.machine(), "glibc_minor": 17, "disk_mb": 1}
    python = f"python=3.{sys.version_info.minor}\n"
    (folder / "platform").write_text("".join(f"{name}={value}\n" for name, value in told.items()) + python)
    sums = subprocess.run(["sha256sum", "wheels.lock"], cwd=folder, capture_output=True, check=True).stdout
    (folder / "SHA256SUMS").write_bytes(sums)
    return folder


def stand_in(wheels: Path) -> Path:
    """Make a wheel that leads to the packages of this environment."""
    wheel, about = wheels / "stand_in-1.0-py3-none-any.whl", "stand_in-1.0.dist-info"
    with zipfile.ZipFile(wheel, "w") as file:
        file.writestr("stand_in.pth", sysconfig.get_path("purelib") + "\n")
        file.writestr(f"{about}/METADATA", "Metadata-Version: 2.1\nName: stand-in\nVersion: 1.0\n")
        file.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        file.writestr(f"{about}/RECORD", "")
    return wheel


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


class Machine:
    """A machine of an office: where the service is installed, and where its data are."""

    def __init__(self, folder: Path) -> None:
        self.target, self.var = folder / "to install", folder / "var"
        self.shell = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "PYTHON": sys.executable,
            "MATCHER_VAR": str(self.var),
            "MATCHER_ADMIN_PASSWORD": "a long enough word",
            "MATCHER_LANGUAGE": "en",
        }

    def install(self, bundle: Path) -> str:
        return self._run("sh", str(bundle / "install.sh"), str(self.target))

    def matcher(self, *arguments: str) -> str:
        return self._run(str(self.target / "bin" / "matcher"), *arguments)

    def _run(self, *command: str) -> str:
        done = subprocess.run(command, env=self.shell, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (command, done.stdout, done.stderr)
        return done.stdout

    def step(self) -> str:
        """Give the step of the migrations at which the database stands."""
        with closing(sqlite3.connect(self.var / "matcher.db")) as bare:
            return str(bare.execute("SELECT version_num FROM alembic_version").fetchone()[0])

    def serves(self) -> bool:
        """Start the service, and tell whether it says that it is ready."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [str(self.target / "bin" / "matcher"), "serve", "--port", str(port)]
        server = subprocess.Popen(command, env=self.shell, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            for _ in range(600):
                with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10) as answer:
                    return bool(answer.status == 200)
                time.sleep(0.1)
            return False
        finally:
            server.terminate()
            server.wait(30)


@pytest.mark.slow
def test_a_release_is_installed_over_an_older_one(tmp_path: Path) -> None:
    machine, (_, before) = Machine(tmp_path), newest_steps()
    old = bundle_of(older_source(tmp_path / "source"), tmp_path / "old medium", OLD)
    new = bundle_of(ROOT, tmp_path / "new medium", NEW)
    machine.install(old)
    machine.matcher("init")
    (tmp_path / "posts.csv").write_text(POSTS, encoding="utf-8")
    machine.matcher("import", "posts", str(tmp_path / "posts.csv"))
    machine.matcher("index")
    assert machine.step() == before

    machine.matcher("backup", "--into", str(machine.var / "backups"))
    assert NEW in machine.install(new) + os.readlink(machine.target / "current")
    kept = {file.name for file in machine.var.rglob("*.backup")}
    machine.matcher("init")
    assert machine.step() == migrations.HEAD
    (first,) = {file.name for file in machine.var.rglob("*.backup")} - kept
    assert migrations.HEAD in first

    assert machine.serves()
    assert "软件测试" in machine.matcher("find", "软件测试")
    assert {one.name for one in (machine.target / "releases").iterdir()} == {OLD, NEW}
    assert "Back to" in machine.install(old)  # the way back changes over, and installs nothing
    assert os.readlink(machine.target / "current") == f"releases/{OLD}"
    shutil.rmtree(machine.target)
