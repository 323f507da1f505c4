"""The bundled encoder's tokenizer: which pieces are kept, and the tokenizers file made of them."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models.bundled.weights import Vocabulary

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_SPACE = "▁"
_MASK = "<mask>"
_WRITTEN_ANYWHERE = ("P", "S", "Z", "No", "Nl")  # Unicode categories that belong to no one script


def kept_pieces(vocabulary: Vocabulary) -> NDArray[np.intp]:
    """
    Choose the pieces that Chinese adverts are written with; the others become the unknown piece.

    Kept are the special pieces, and those of ASCII, Chinese characters, punctuation and symbols: two fifths of the
    vocabulary, with which Chinese and English texts are split exactly as with the whole of it.

    Returns:
        Their positions in ascending order, so that the special pieces keep theirs and ``<mask>`` stays last.
    """
    special = {vocabulary.start, vocabulary.end, vocabulary.pad, vocabulary.unknown, vocabulary.pieces.index(_MASK)}
    return np.array(
        [i for i, piece in enumerate(vocabulary.pieces) if i in special or all(map(_is_kept, piece))], dtype=np.intp
    )


def _is_kept(char: str) -> bool:
    if char.isascii() or char == _SPACE:
        return True
    if unicodedata.category(char).startswith(_WRITTEN_ANYWHERE):
        return True
    return unicodedata.name(char, "").startswith(("CJK", "IDEOGRAPHIC"))


def make_tokenizer(vocabulary: Vocabulary, keep: NDArray[np.intp]) -> Tokenizer:
    """Build the tokenizer over the pieces at *keep*, numbered by their order there."""
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    pieces = [(vocabulary.pieces[i], float(vocabulary.scores[i])) for i in keep]
    numbers = {piece: number for number, (piece, _) in enumerate(pieces)}
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=vocabulary.unknown, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace("\u200d", " "),  # as the weights were trained; today's map keeps this joiner of emoji
            normalizers.Precompiled(_character_map()),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement=_SPACE, prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement=_SPACE, prepend_scheme="always")
    start, end = vocabulary.pieces[vocabulary.start], vocabulary.pieces[vocabulary.end]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{start} $A {end}",
        pair=f"{start} $A {end} {end} $B {end}",
        special_tokens=[(start, numbers[start]), (end, numbers[end])],
    )
    return tokenizer


def _character_map() -> bytes:
    """
    Return sentencepiece's compiled map "nmt_nfkc", the one that this vocabulary was trained with.

    The normaliser's settings are a protocol buffer: field 1 is the name, field 2 the map, each a tag, a length in
    groups of seven bits, and the bytes.
    """
    from sentencepiece import SentencePieceNormalizer

    message = SentencePieceNormalizer(rule_name="nmt_nfkc").serialized_normalizer_spec()
    at = 0
    while at < len(message):
        tag, at = message[at], at + 1
        size = shift = 0
        while True:
            byte, at = message[at], at + 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
        if tag == (2 << 3 | 2):
            return bytes(message[at : at + size])
        at += size
    raise ValueError("sentencepiece's normaliser holds no character map")
