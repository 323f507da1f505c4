"""The folder from which a machine without any network installs the service, tries it and runs it."""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from packaging.utils import canonicalize_name, parse_wheel_filename

from bundle.listing import LIST, write_bill
from bundle.locking import CPU, DEV, ROOT, RUN, Locked, read_lock
from models.bundled import load_int8
from models.bundled.making import int8_folder

OUT = ROOT / "var" / "bundle"
STORE = OUT / "wheels"  # what was downloaded before
FILES = ROOT / "bundle" / "shipped"
TAG = f"cp{sys.version_info.major}{sys.version_info.minor}-linux-{platform.machine()}"

LEFT_OUT = {
    "openvino-telemetry": "reports usage; OpenVINO and NNCF do without",
    "hf-xet": "fetches models from a hub; nothing is fetched here",
}
OF_INSTALLING = {"pip"}
OF_CHECKING = {"pytest", "pytest-timeout", "hypothesis", "pluggy", "iniconfig", "sortedcontainers"}
GLIBC_MINOR = 28  # the wheels chosen run with 2.28 and newer: cities' systems are seldom new
SPARE_MB = 600  # compiled modules, the encoder, and a little room


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a bundle holds of the lock files."""

    run: list[Locked]  # installed
    installing: list[Locked]  # runs once, from its wheel
    checking: list[Locked]  # beside the tests of the core


def choose() -> Chosen:
    """Choose from the lock files what this Python on this machine needs."""
    run, dev = ([one for one in read_lock(path) if one.is_wanted_here] for path in (RUN, DEV))
    return Chosen(
        run=[one for one in [*run, *read_lock(CPU)] if one.name not in LEFT_OUT],
        installing=[one for one in dev if one.name in OF_INSTALLING],
        checking=[one for one in dev if one.name in OF_CHECKING],
    )


def make(out: Path = OUT, *, store: Path = STORE) -> Path:
    """
    Make the folder anew under *out*; only wheels that *store* lacks are downloaded.

    Raises:
        SystemExit: the wheels cannot be had; the text says which step failed.
    """
    chosen, part = choose(), out / ".part"
    shutil.rmtree(part, ignore_errors=True)  # of a run that was killed
    own = _build_own(part / "wheels")
    name, version, *_ = parse_wheel_filename(own.name)
    _fetch([*chosen.run, *chosen.installing, *chosen.checking], store)
    _take([*chosen.run, *chosen.installing], store, part / "wheels")
    _take(chosen.checking, store, part / "checks" / "wheels")
    _write_lock(part / "wheels.lock", [*chosen.run, _own_locked(name, own)])
    _write_lock(part / "checks" / "wheels.lock", chosen.checking)
    _copy_files(part)
    write_bill(part / "sbom.cdx.json", chosen.run)
    _write_platform(part, str(version))
    _write_sums(part)
    folder = out / f"{name}-{version}-{TAG}"
    shutil.rmtree(folder, ignore_errors=True)
    return part.rename(folder)


def _build_own(folder: Path) -> Path:
    folder.mkdir(parents=True)
    _run("building the project's own wheel", "-m", "hatchling", "build", "--target", "wheel", "--directory", folder)
    return next(folder.glob("*.whl"))


def _fetch(packages: Iterable[Locked], store: Path) -> None:
    """Download what is missing; every file is compared with the lock. The build of torch is one step of its own."""
    store.mkdir(parents=True, exist_ok=True)
    for of_torch in (False, True):
        wanted = [one for one in packages if (one.name == "torch") is of_torch]
        lock = store / f"{'torch' if of_torch else 'wheels'}.lock"
        _write_lock(lock, wanted)
        command = ["-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:", "--require-hashes"]
        tags = (f"--platform=manylinux_2_{minor}_{platform.machine()}" for minor in range(GLIBC_MINOR, 4, -1))
        older = f"--platform=manylinux2014_{platform.machine()}"
        _run("downloading wheels", *command, *tags, older, "--dest", store, "--requirement", lock)


def _run(step: str, *arguments: str | Path) -> None:
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.stderr.write(done.stderr)
        raise SystemExit(f"bundle: {step} failed, see above")


def _take(packages: Iterable[Locked], store: Path, folder: Path) -> None:
    """Put the wheels of *packages* into *folder*, and only those."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {(one.name, one.version): one for one in packages}
    for wheel in store.glob("*.whl"):
        name, version, *_ = parse_wheel_filename(wheel.name)
        one = wanted.get((canonicalize_name(name), str(version)))
        if one is not None and _glibc_minor(wheel) <= GLIBC_MINOR and _digest(wheel) in one.hashes:
            _link(wheel, folder / wheel.name)
            del wanted[one.name, one.version]
    if wanted:
        raise SystemExit(f"bundle: no wheel for {', '.join(name for name, _ in wanted)}")


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # another disk
        shutil.copyfile(source, target)


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _own_locked(name: str, wheel: Path) -> Locked:
    version = str(parse_wheel_filename(wheel.name)[1])
    return Locked(name, version, None, f"{name}=={version} \\\n    --hash=sha256:{_digest(wheel)}\n")


def _write_lock(path: Path, packages: Iterable[Locked]) -> None:
    path.write_text("".join(one.text for one in packages), encoding="utf-8")


def _copy_files(part: Path) -> None:
    """Copy the scripts, the converted encoder, the tests of the core and the papers."""
    shutil.copytree(FILES, part, dirs_exist_ok=True)
    load_int8(folder=ROOT / "var" / "models")  # made unless it is there, and tried
    model = int8_folder(folder=ROOT / "var" / "models")
    shutil.copytree(model, part / "models" / model.name)
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "tests" / "matcher", part / "checks" / "tests" / "matcher", ignore=ignored)
    shutil.copyfile(ROOT / "tests" / "conftest.py", part / "checks" / "tests" / "conftest.py")
    for paper in (ROOT / "LICENSE", ROOT / "CHANGELOG.md", LIST):
        shutil.copyfile(paper, part / paper.name)


def _write_platform(part: Path, version: str) -> None:
    """Say in the shell's words what machine the folder is for, and what it needs there."""
    wheels = sorted((part / "wheels").glob("*.whl"))
    release = hashlib.sha256("".join(map(_digest, wheels)).encode()).hexdigest()[:8]
    values = {
        "version": version,
        "release": f"{version}-{release}",
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "machine": platform.machine(),
        "glibc_minor": max(map(_glibc_minor, wheels)),
        "disk_mb": sum(map(_unpacked_mb, wheels)) + SPARE_MB,
    }
    text = "".join(f"{name}={value}\n" for name, value in values.items())
    (part / "platform").write_text(text, encoding="utf-8")


def _glibc_minor(wheel: Path) -> int:
    """Tell the oldest C library that a wheel runs with: manylinux_2_28 is 28."""
    tags = {tag.platform for tag in parse_wheel_filename(wheel.name)[3]}
    found = [int(one) for tag in tags for one in re.findall(r"^manylinux_2_(\d+)_", tag)]
    return min(found, default=17)  # of the older names the newest, manylinux2014, is 2.17


def _unpacked_mb(wheel: Path) -> int:
    with zipfile.ZipFile(wheel) as archive:
        return sum(entry.file_size for entry in archive.infolist()) // 1_000_000


def _write_sums(part: Path) -> None:
    for path in [part, *part.rglob("*")]:
        path.chmod(0o755 if path.is_dir() or path.suffix == ".sh" else 0o644)  # whatever the maker's umask
    files = sorted(path for path in part.rglob("*") if path.is_file())
    lines = (f"{_digest(path)}  {path.relative_to(part)}\n" for path in files)
    (part / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    made = make()
    size_mb = sum(path.stat().st_size for path in made.rglob("*") if path.is_file()) // 1_000_000
    sys.stdout.write(f"{made.relative_to(ROOT)}: {size_mb:,} MB\n")
