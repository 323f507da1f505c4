"""The bundled network in eight bits: traced, calibrated and written for OpenVINO."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from models.bundled.calibration import calibration_texts
from models.bundled.runtime import import_openvino

if TYPE_CHECKING:
    from numpy.typing import NDArray

MODEL_FILE = "model.xml"
TOKENIZER_FILE = "tokenizer.json"

# How much of the activations' outliers is moved into the weights before both are rounded. Measured from .15 to .95
# (the library's default): .65 to .78 are alike and halve the distance to float32; correcting biases adds nothing.
_SMOOTHING = 0.7


def write_int8(model: Path, folder: Path) -> None:
    """Quantise the sentence-transformers model in *model* into the empty *folder*, with its tokenizer."""
    ov = import_openvino()
    import nncf
    from nncf.quantization.advanced_parameters import AdvancedSmoothQuantParameters

    inputs = list(calibration_inputs(model / TOKENIZER_FILE))
    quantised = nncf.quantize(
        traced(model, inputs[0]),
        nncf.Dataset(inputs),
        model_type=nncf.ModelType.TRANSFORMER,
        subset_size=len(inputs),
        advanced_parameters=nncf.AdvancedQuantizationParameters(
            smooth_quant_alphas=AdvancedSmoothQuantParameters(matmul=_SMOOTHING), disable_bias_correction=True
        ),
    )
    ov.save_model(quantised, folder / MODEL_FILE)
    shutil.copyfile(model / TOKENIZER_FILE, folder / TOKENIZER_FILE)


def calibration_inputs(tokenizer_file: Path) -> Iterator[dict[str, NDArray[np.int64]]]:
    """Yield each calibration text as the network reads it."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(tokenizer_file))
    for text in calibration_texts():
        ids = np.array([tokenizer.encode(text).ids], np.int64)
        yield {"input_ids": ids, "attention_mask": np.ones_like(ids)}


def traced(model: Path, example: dict[str, NDArray[np.int64]]) -> Any:
    """Turn the torch network into an OpenVINO one that takes any number of texts of any length."""
    import torch
    from transformers import BertModel

    ov = import_openvino()

    class Hidden(torch.nn.Module):  # type: ignore[misc]  # torch is not read by the type checker
        """The network with its last hidden states as the only output."""

        def __init__(self) -> None:
            super().__init__()
            self.network = BertModel.from_pretrained(model, local_files_only=True)

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            hidden: torch.Tensor = self.network(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
            return hidden

    # two texts, since a dimension of one would be taken for a constant
    two = {name: torch.from_numpy(np.repeat(values, 2, axis=0)) for name, values in example.items()}
    any_shape = ov.PartialShape([-1, -1])
    return ov.convert_model(Hidden(), example_input=two, input=[(name, any_shape, ov.Type.i64) for name in two])
