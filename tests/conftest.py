"""What several floors' tests share: folders that are costly to fill, and what is loaded from them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from models import Encoder, load_encoder


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite-golden", action="store_true", help="write the golden files anew (make golden)")


@pytest.fixture
def compare_golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compares a text with a golden file; with --rewrite-golden, writes the file."""

    def compare(file: Path, text: str) -> None:
        if request.config.getoption("--rewrite-golden"):
            file.write_text(text, encoding="utf-8")
        assert text == file.read_text(encoding="utf-8")

    return compare


@pytest.fixture(scope="session")
def models_folder() -> Path:
    """The checkout's own var/models, so that the bundled encoder is converted once and not at every run."""
    return Path(__file__).parents[1] / "var" / "models"


@pytest.fixture(scope="session")
def bundled_encoder(models_folder: Path) -> Encoder:
    return load_encoder("e5-small", folder=models_folder)
