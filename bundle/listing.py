"""The recorded list of dependencies: versions, licences, what they are for; as a page and as a bill of materials."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import DisjunctiveLicense
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from bundle.locking import CPU, DEV, ROOT, RUN, Locked, read_lock

LIST = ROOT / "docs" / "dependencies.md"
PURPOSES = ROOT / "bundle" / "purposes.toml"
UNSTATED = "not stated"
SHORT = 60  # some put the licence's whole text where its name belongs

HEAD = """# Dependencies

Recorded by `make list` on {day} from the packages installed on {python}, Linux: what the
[lock files](installing.md#locked-dependencies) hold, each with the licence that its own metadata state. `make audit`
compares this list with the lock files and with what is installed, and asks a service of known vulnerabilities where one
can be reached.

What `torch-cuda.lock` names beside torch is not listed: it is installed only where no CPU build of torch is in reach,
nothing here uses it, and it is not in the bundle.
"""


def locked_here() -> dict[str, list[Locked]]:
    """Give what this machine installs, by the heading under which the list has it."""
    run = [one for one in [*read_lock(RUN), *read_lock(CPU)] if one.is_wanted_here]
    names = {one.name for one in run}
    dev = [one for one in read_lock(DEV) if one.is_wanted_here and one.name not in names]
    return {"To run": sorted(run, key=lambda one: one.name), "To develop and test": dev}


def read_list(text: str) -> dict[str, str]:
    """Read names and versions back from the page."""
    rows = (line.split("|") for line in text.splitlines() if line.startswith("| ") and "---" not in line)
    return {row[1].strip(): row[2].strip() for row in rows if row[1].strip() != "package"}


def compose_list(day: str) -> str:
    """
    Compose the page.

    Raises:
        SystemExit: a locked package is not installed, so that its licence cannot be told.
    """
    purposes = read_purposes()
    parts = [HEAD.format(day=day, python=f"Python {sys.version_info.major}.{sys.version_info.minor}")]
    for heading, packages in locked_here().items():
        parts.append(f"## {heading}\n\n| package | version | licence | what it is for |\n|---|---|---|---|")
        parts += [f"| {one.name} | {one.version} | {licence(one)} | {purposes.get(one.name, '')} |" for one in packages]
        parts.append(f"\n{len(packages)} packages; those without a purpose are needed by others of the list.\n")
    return "\n".join(parts)


def read_purposes() -> dict[str, str]:
    """Read what each direct dependency is for."""
    tables = tomllib.loads(PURPOSES.read_text(encoding="utf-8"))
    return {name: purpose for table in tables.values() for name, purpose in table.items()}


def licence(one: Locked) -> str:
    """Tell a package's licence as its metadata state it."""
    try:
        found = metadata(one.name).json
    except PackageNotFoundError:
        raise SystemExit(f"{one.name} is not installed: make setup first") from None
    classified = [
        name.rpartition(" :: ")[2]
        for name in found.get("classifier", [])
        if name.startswith("License :: ") and name != "License :: OSI Approved"
    ]
    stated = str(found.get("license", "")).strip()
    short = stated if 0 < len(stated) <= SHORT and "\n" not in stated else ""
    text = found.get("license_expression") or short or ", ".join(classified) or stated.split("\n")[0][:SHORT]
    return str(text or UNSTATED).replace("|", "/")


def write_bill(path: Path, packages: Iterable[Locked]) -> None:
    """Write a CycloneDX bill of materials: name, version, licence and hashes of each package."""
    components = [
        Component(
            name=one.name,
            version=one.version,
            type=ComponentType.LIBRARY,
            purl=PackageURL("pypi", None, one.name, one.version),
            licenses=[DisjunctiveLicense(name=licence(one))],
            hashes=[HashType(alg=HashAlgorithm.SHA_256, content=hash) for hash in one.hashes],
        )
        for one in packages
    ]
    path.write_text(JsonV1Dot6(Bom(components=components)).output_as_string(indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    LIST.write_text(compose_list(datetime.now(UTC).date().isoformat()), encoding="utf-8")
