"""What several floors' tests share: folders that are costly to fill, and what is loaded from them."""

from __future__ import annotations

from pathlib import Path

import pytest

from models import Encoder, load_encoder


@pytest.fixture(scope="session")
def models_folder() -> Path:
    """The checkout's own var/models, so that the bundled encoder is converted once and not at every run."""
    return Path(__file__).parents[1] / "var" / "models"


@pytest.fixture(scope="session")
def bundled_encoder(models_folder: Path) -> Encoder:
    return load_encoder("e5-small", folder=models_folder)
