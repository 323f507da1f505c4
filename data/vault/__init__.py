"""The vault: the master key, the keys that it wraps, and what is done with personal values under them."""

from data.vault.keys import Master, make_key, read_master
from data.vault.masking import mask, masked
from data.vault.ring import IDENTITY, KEPT_BYTES, DataKey, KeyRing, data_name, generation_of, is_made_id, read_ring
from data.vault.spelling import PART_LENGTH, normalise, part_of
from data.vault.vault import Vault

__all__ = [
    "IDENTITY",
    "KEPT_BYTES",
    "PART_LENGTH",
    "DataKey",
    "KeyRing",
    "Master",
    "Vault",
    "data_name",
    "generation_of",
    "is_made_id",
    "make_key",
    "mask",
    "masked",
    "normalise",
    "part_of",
    "read_master",
    "read_ring",
]
