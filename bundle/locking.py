"""The lock files: every dependency in one version, with the hashes of all its files."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
RUN, DEV, TOOLS, CPU, CUDA = (
    ROOT / f"{name}.lock"
    for name in ("requirements", "requirements-dev", "requirements-tools", "torch-cpu", "torch-cuda")
)
ASKED_OF_TOOLS = "requirements-tools.in"
HEADS = {
    RUN: "# What the service needs to run; torch apart, in one of two builds: torch-cpu.lock, torch-cuda.lock.",
    DEV: "# What the service needs to run, to be tested and to be built; torch apart, as in requirements.lock.",
    TOOLS: "# What the slow tests use beside the product, in an environment of its own: it wants an older typer.",
    CPU: "# The torch project's own build without CUDA, which the general index has not: CPython 3.11, x86-64.",
    CUDA: "# The build of torch that the general index has, and what it loads, though nothing here uses CUDA.",
}
MADE = "# Made by `make lock`: do not edit. Linux, CPython 3.11 to 3.14, x86-64 and aarch64. Install with --no-deps.\n"

# Of the files as the torch project publishes them, by version; here for CPython 3.11 on x86-64. A bundle for another
# Python wants that one's hash here first.
CPU_BUILDS = {"2.13.0": ("6746dbcbeb526eb61330b76b41ff1b4eb848951103a892eeb080dfa2b264667b",)}

# What uv adds to every line, for the environments that pyproject.toml names; the head of each file says it once.
_ONE = "platform_machine == '{}' and platform_python_implementation == 'CPython' and sys_platform == 'linux'"
EVERYWHERE = f"(({_ONE.format('aarch64')}) or ({_ONE.format('x86_64')}))"
WHOLLY = f" ; python_full_version < '3.15' and {EVERYWHERE}"
OF_TORCH = re.compile(r"^torch$|^(nvidia|cuda)-|^triton$")


@dataclass(frozen=True, slots=True)
class Locked:
    """One version of a package, as a lock file holds it; a package may have two, by the version of Python."""

    name: str  # normalised: lower case, words joined by "-"
    version: str
    marker: str | None  # where it is installed; None = everywhere
    text: str  # its lines in the file, the hashes among them

    @property
    def is_wanted_here(self) -> bool:
        """Tell whether this Python on this machine installs it."""
        return self.marker is None or Requirement(f"x ; {self.marker}").marker.evaluate()  # type: ignore[union-attr]

    @property
    def hashes(self) -> tuple[str, ...]:
        """The SHA-256 of each of its files."""
        return tuple(re.findall(r"--hash=sha256:([0-9a-f]{64})", self.text))


def read_lock(path: Path) -> list[Locked]:
    """Read a lock file; its order is kept."""
    return list(_locked(path.read_text(encoding="utf-8")))


def _locked(text: str) -> Iterator[Locked]:
    for lines in re.split(r"^(?=\w)", text, flags=re.MULTILINE)[1:]:
        one = Requirement(lines.partition("\\")[0].strip())
        (pinned,) = one.specifier
        marker = str(one.marker) if one.marker else None
        yield Locked(canonicalize_name(one.name), pinned.version, marker, lines)


def lock(options: list[str]) -> None:
    """Write the lock files anew: pins that still fit are kept, unless *options* has ``--upgrade``."""
    with tempfile.TemporaryDirectory() as folder:
        dev, run, tools = Path(folder, "dev"), Path(folder, "run"), Path(folder, "tools")
        if DEV.exists():
            dev.write_text("".join(one.text for path in (DEV, CUDA) for one in read_lock(path)), encoding="utf-8")
        if TOOLS.exists():
            shutil.copy(TOOLS, tools)
        _compile(dev, "--extra", "dev", *options)
        shutil.copy(dev, run)  # the pins that the second resolution keeps
        _compile(run)
        _compile(tools, *options, asked=ASKED_OF_TOOLS)
        for path, packages in ((DEV, read_lock(dev)), (RUN, read_lock(run)), (TOOLS, read_lock(tools))):
            _write(path, [one.text for one in packages if not OF_TORCH.search(one.name)])
        torch = [one for one in read_lock(run) if OF_TORCH.search(one.name)]
    _write(CUDA, [one.text for one in torch])
    (version,) = (one.version for one in torch if one.name == "torch")
    hashes = " \\\n".join(f"    --hash=sha256:{hash}" for hash in CPU_BUILDS[version])
    _write(CPU, [f"torch=={version}+cpu \\\n{hashes}\n"])


def _write(path: Path, texts: list[str]) -> None:
    text = "".join(texts).replace(WHOLLY, "").replace(f" and {EVERYWHERE}", "")
    path.write_text(f"{HEADS[path]}\n{MADE}\n{text}", encoding="utf-8")


def _compile(out: Path, *options: str, asked: str = "pyproject.toml") -> None:
    """Resolve for all versions of Python and both processors; neither machine nor index shall show in the result."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    command = [sys.executable, "-m", "uv", "pip", "compile", "--universal", "--python-version", "3.11"]
    command += ["--generate-hashes", "--no-header", "--no-annotate", "--quiet", "--output-file", str(out), *options]
    subprocess.run([*command, asked], cwd=ROOT, env=environment, check=True)


if __name__ == "__main__":
    lock(sys.argv[1:])
