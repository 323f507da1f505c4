"""The bundled weights as a sentence-transformers model: network, tokenizer and pooling in one folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models.bundled.tokenizer import kept_pieces, make_tokenizer
from models.bundled.weights import Vocabulary, Weights, read_weights

if TYPE_CHECKING:
    import torch
    from transformers import BertModel

PROMPTS = {"query": "query: ", "document": "passage: "}

_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def write_model(weights_path: Path, folder: Path) -> None:
    """Convert the file of weights into a sentence-transformers model in the empty *folder*."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer

    weights = read_weights(weights_path)
    keep = kept_pieces(weights.vocabulary)
    parts = folder / "parts"
    _network(weights, keep).save_pretrained(parts)
    _save_tokenizer(weights.vocabulary, keep, parts, positions=weights.shape.positions)
    transformer = Transformer(str(parts), max_seq_length=weights.shape.positions)
    modules = [transformer, Pooling(weights.shape.hidden, "mean"), Normalize()]
    SentenceTransformer(modules=modules, prompts=PROMPTS, device="cpu").save(str(folder), create_model_card=False)
    for file in parts.iterdir():
        file.unlink()
    parts.rmdir()


def _network(weights: Weights, keep: NDArray[np.intp]) -> BertModel:
    from transformers import BertConfig, BertModel

    shape = weights.shape
    config = BertConfig(
        vocab_size=len(keep),
        hidden_size=shape.hidden,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=shape.intermediate,
        max_position_embeddings=shape.positions,
        type_vocab_size=shape.types,
        layer_norm_eps=1e-12,
        pad_token_id=weights.vocabulary.pad,
    )
    network = BertModel(config)
    network.load_state_dict(_state(weights, keep))
    return network


def _state(weights: Weights, keep: NDArray[np.intp]) -> dict[str, torch.Tensor]:
    """Name the tensors as BertModel does; its pooler, which nothing uses, is zero so that none is missing."""
    import torch

    hidden = weights.shape.hidden
    state = {
        "embeddings.word_embeddings.weight": weights.tensors["emb.word"].rows(keep, width=hidden),
        "embeddings.position_embeddings.weight": weights.tensors["emb.pos"].values().reshape(-1, hidden),
        "embeddings.token_type_embeddings.weight": weights.tensors["emb.type"].values().reshape(-1, hidden),
        "embeddings.LayerNorm.weight": weights.tensors["emb.ln.w"].values(),
        "embeddings.LayerNorm.bias": weights.tensors["emb.ln.b"].values(),
        "pooler.dense.weight": np.zeros((hidden, hidden), np.float32),
        "pooler.dense.bias": np.zeros(hidden, np.float32),
    }
    for layer in range(weights.shape.layers):
        for short, name in _LAYER.items():
            bias = weights.tensors[f"l{layer}.{short}.b"].values()
            weight = weights.tensors[f"l{layer}.{short}.w"].values()
            state[f"encoder.layer.{layer}.{name}.bias"] = bias
            state[f"encoder.layer.{layer}.{name}.weight"] = (
                weight if "LayerNorm" in name else weight.reshape(len(bias), -1)
            )
    return {name: torch.from_numpy(np.array(values, np.float32)) for name, values in state.items()}


def _save_tokenizer(vocabulary: Vocabulary, keep: NDArray[np.intp], folder: Path, *, positions: int) -> None:
    from transformers import PreTrainedTokenizerFast

    pieces = vocabulary.pieces
    PreTrainedTokenizerFast(
        tokenizer_object=make_tokenizer(vocabulary, keep),
        bos_token=pieces[vocabulary.start],
        eos_token=pieces[vocabulary.end],
        cls_token=pieces[vocabulary.start],
        sep_token=pieces[vocabulary.end],
        pad_token=pieces[vocabulary.pad],
        unk_token=pieces[vocabulary.unknown],
        mask_token="<mask>",
        model_max_length=positions,
        model_input_names=["input_ids", "attention_mask"],
    ).save_pretrained(folder)
