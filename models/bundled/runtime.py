"""OpenVINO as this house runs it: without reports of usage, and only where the processor suits it."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

_EIGHT_BIT_FLAGS = {"avx512_vnni", "avx_vnni", "amx_int8"}


def import_openvino() -> Any:
    """
    Import OpenVINO with its reports of usage switched off.

    On import it sends an event through the package openvino_telemetry, and so does nncf; both do without where that
    package is missing. To withhold it is the only switch that works before the first event and leaves no file behind.
    """
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]  # None = import refused
    return importlib.import_module("openvino")


def has_eight_bit_products(cpuinfo: Path = Path("/proc/cpuinfo")) -> bool:
    """
    Tell whether the processor sums products of 8-bit numbers in 32 bits in one instruction.

    Without it the sums pass through 16 bits and may saturate: vectors would differ from those of other machines.
    """
    try:
        text = cpuinfo.read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    return any(_EIGHT_BIT_FLAGS & set(line.split()) for line in text.splitlines() if line.startswith("flags"))
