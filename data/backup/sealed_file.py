"""A sealed file: compressed and encrypted part by part, so that gigabytes never stand in memory at once."""

from __future__ import annotations

import hashlib
import json
import os
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from data.vault import Master
from matcher.errors import BadInput, NotReady

ENDING = ".backup"
MAGIC = b"jianxi-matcher backup\n"
FORMAT = 1
PART_BYTES = 1 << 20
LEVEL = 1  # of zlib: most of what is stored is encrypted already, so that a higher one costs time and saves nothing
KEY_NAME = "backup"  # what the file's key is called under the master
SHOWN_DIGITS = 8  # of a master's check value: enough to tell keys apart by eye
MOST_HEADER_BYTES = 10_000

_LENGTH = struct.Struct(">I")
_HEAD = struct.Struct(">Q?I")  # of a part: its number, whether it is the last, its length


@dataclass(frozen=True, slots=True)
class Header:
    """
    What a backup tells without a key.

    Attributes:
        made_at: when it was begun, in UTC.
        master: the check value of the master key that opens it.
        wrapped: the key of this file under that master.
        bound: a digest of the header, to which every part is bound.
    """

    made_at: datetime
    master: str
    wrapped: bytes
    bound: bytes

    @property
    def shown(self) -> str:
        """Give the first digits of the master's check value, by which people tell keys apart."""
        return self.master[:SHOWN_DIGITS]


class SealedWriter:
    """Write into an open file what only *master* opens again; ``end`` must come last, else the file is cut off."""

    def __init__(self, stream: BinaryIO, master: Master, *, at: datetime) -> None:
        key = AESGCM.generate_key(256)
        told = {
            "format": FORMAT,
            "made_at": at.isoformat(),
            "master": master.check,
            "key": master.wrap(KEY_NAME, key).hex(),
        }
        header = json.dumps(told).encode()
        raw = MAGIC + _LENGTH.pack(len(header)) + header
        self._bound = hashlib.sha256(raw).digest()
        self._stream, self._cipher = stream, AESGCM(key)
        self._deflate = zlib.compressobj(LEVEL)
        self._waiting = bytearray()
        self._number = 0
        stream.write(raw)

    def write(self, content: bytes) -> None:
        """Add *content*."""
        self._waiting += self._deflate.compress(content)
        while len(self._waiting) > PART_BYTES:
            self._seal(bytes(self._waiting[:PART_BYTES]), last=False)
            del self._waiting[:PART_BYTES]

    def end(self) -> None:
        """Write what is left, and that nothing follows."""
        rest = bytes(self._waiting + self._deflate.flush())
        for start in range(0, len(rest), PART_BYTES):
            self._seal(rest[start : start + PART_BYTES], last=start + PART_BYTES >= len(rest))

    def _seal(self, part: bytes, *, last: bool) -> None:
        sealed_bytes = len(part) + 16  # the tag
        head = _HEAD.pack(self._number, last, sealed_bytes)
        # numbers as nonces: the key is random and this file's alone
        self._stream.write(head + self._cipher.encrypt(_nonce(self._number), part, self._bound + head))
        self._number += 1


def read_header(stream: BinaryIO, *, name: str) -> Header:
    """
    Read what stands before the first part.

    Args:
        stream: at the beginning of the file.
        name: of the file, for errors.

    Raises:
        BadInput: it is empty, no backup, cut off in its header, or of a newer form.
    """
    magic = stream.read(len(MAGIC))
    if not magic:
        raise BadInput("{file}: the file is empty; use another copy or an older backup", file=name)
    if magic != MAGIC:
        raise BadInput("{file}: this is no backup; name a file that 'matcher backup' wrote", file=name)
    length = stream.read(_LENGTH.size)
    header = stream.read(min(_LENGTH.unpack(length)[0], MOST_HEADER_BYTES)) if len(length) == _LENGTH.size else b""
    try:
        told = json.loads(header)
        if told["format"] > FORMAT:
            raise BadInput("{file}: a newer version of this program wrote it; install that version", file=name)
        at, key = datetime.fromisoformat(told["made_at"]), bytes.fromhex(told["key"])
        return Header(at, str(told["master"]), key, hashlib.sha256(magic + length + header).digest())
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _damaged_header(name) from None


def open_parts(stream: BinaryIO, header: Header, master: Master, *, name: str) -> Iterator[bytes]:
    """
    Give what was sealed, piece by piece; *stream* stands behind the header.

    Raises:
        BadInput: a part is altered, missing or in another's place, or the end is missing.
        NotReady: another master key is needed.
    """
    cipher = AESGCM(_file_key(header, master, name))
    inflate = zlib.decompressobj()
    for part in _parts(stream, cipher, header.bound, name):
        yield inflate.decompress(part)
    yield inflate.flush()


def _file_key(header: Header, master: Master, name: str) -> bytes:
    if header.master != master.check:
        raise NotReady(
            "{file}: it opens with the master key {needed}, and {key} holds {held}; name the key file of that day "
            "(matcher.key.old after a rotation) with --old-key",
            file=name,
            needed=header.shown,
            key=master.source,
            held=master.check[:SHOWN_DIGITS],
        )
    try:
        return master.unwrap(KEY_NAME, header.wrapped)
    except NotReady:
        raise _damaged_header(name) from None


def _parts(stream: BinaryIO, cipher: AESGCM, bound: bytes, name: str) -> Iterator[bytes]:
    number, last = 0, False
    while not last:
        head = stream.read(_HEAD.size)
        if len(head) < _HEAD.size:
            raise _cut_off(stream, name)
        found, last, length = _HEAD.unpack(head)
        if length > PART_BYTES + 16:
            raise _altered(number, name)
        sealed = stream.read(length)
        if len(sealed) < length:
            raise _cut_off(stream, name)
        try:
            part = cipher.decrypt(_nonce(found), sealed, bound + head)
        except InvalidTag:
            raise _altered(number, name) from None
        if found != number:
            raise BadInput(
                "{file}: part {found} stands where part {number} belongs; use another copy or an older backup",
                file=name,
                found=found + 1,
                number=number + 1,
            )
        yield part
        number += 1
    if stream.read(1):
        raise BadInput("{file}: something follows its end; use another copy or an older backup", file=name)


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def _cut_off(stream: BinaryIO, name: str) -> BadInput:
    n = os.fstat(stream.fileno()).st_size
    return BadInput("{file}: cut off after {n} bytes; use another copy or an older backup", file=name, n=n)


def _altered(number: int, name: str) -> BadInput:
    return BadInput(
        "{file}: part {number} is damaged or was altered; use another copy or an older backup",
        file=name,
        number=number + 1,
    )


def _damaged_header(name: str) -> BadInput:
    return BadInput("{file}: its beginning is damaged or was altered; use another copy or an older backup", file=name)
