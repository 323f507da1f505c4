"""The way into the command line: Ctrl-C is answered in one line from the first moment on."""

from __future__ import annotations

import os
import signal


def main() -> None:
    """Load the commands and run one."""
    signal.signal(signal.SIGINT, _stop_at_once)
    from api.cli import main as run  # half a second of imports, in which nothing has begun that could be lost

    run()


def _stop_at_once(*_: object) -> None:
    os.write(2, "matcher: 已停止，尚未做任何改动 (stopped before anything began)\n".encode())
    os._exit(1)
