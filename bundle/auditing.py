"""The audit of dependencies: known vulnerabilities where a service can be asked, and the recorded list in any case."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from packaging.version import Version

from bundle.listing import LIST, locked_here, read_list
from bundle.locking import CUDA, DEV, ROOT


def differences() -> list[str]:
    """Tell where lock files, recorded list and what is installed differ, a line each."""
    locked = {one.name: one.version for packages in locked_here().values() for one in packages}
    listed = read_list(LIST.read_text(encoding="utf-8"))
    named = [f"{name} is locked and not listed: make list" for name in locked.keys() - listed.keys()]
    named += [f"{name} is listed and not locked: make list" for name in listed.keys() - locked.keys()]
    for name, wanted in locked.items():
        found = installed(name)
        if listed.get(name, wanted) != wanted:
            named.append(f"{name} {wanted} is locked, {listed[name]} listed: make list")
        if Version(found or "0").public != Version(wanted).public:
            named.append(f"{name} {wanted} is locked, {found or 'nothing'} installed: make setup")
    return sorted(named)


def installed(name: str) -> str | None:
    """Give the version that is installed here; None = none is."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def ask_service() -> tuple[list[dict[str, Any]], str]:
    """Ask pip-audit of every locked package; where nothing came back, the second says why."""
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--progress-spinner", "off", "--format", "json"]
    command += [part for lock in (DEV, CUDA) for part in ("--requirement", str(lock))]
    done = subprocess.run([*command, "--timeout", "20"], cwd=ROOT, capture_output=True, text=True, check=False)
    if not done.stdout.startswith("{"):
        return [], (done.stderr.strip().splitlines() or ["pip-audit said nothing"])[-1]
    found = json.loads(done.stdout)["dependencies"]
    known = [one for one in found if "skip_reason" not in one]
    return known, "" if known else "it knows none of the packages"


def main() -> int:
    """Print what was found; 1 where a vulnerability is known, or the recorded list is not what is locked."""
    told = differences()
    sys.stdout.write("".join(f"{line}\n" for line in told))
    n_locked = sum(map(len, locked_here().values()))
    sys.stdout.write(f"{LIST.relative_to(ROOT)}: {n_locked} packages locked, {len(told)} differences\n")
    known, why = ask_service()
    if why:
        sys.stdout.write(f"no service of known vulnerabilities could be asked ({why}); the recorded list was checked\n")
        return int(bool(told))
    bad = [(one["name"], one["version"], vuln["id"]) for one in known for vuln in one["vulns"]]
    sys.stdout.write("".join(f"{name} {number}: {id}\n" for name, number, id in bad))
    sys.stdout.write(f"{len(known)} packages known to the service, {len(bad)} known vulnerabilities\n")
    return int(bool(told or bad))


if __name__ == "__main__":
    sys.exit(main())
