"""The parameters that pairs are weighed with: sealed, for they say how common names are."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache

from sqlalchemy.orm import Session

from data.store.sealed import SealedRecord, get_sealed, put_sealed
from data.vault import Vault
from matcher.linkage import SHIPPED, Parameters

ID, SHELF = "linkage", "parameters"
DIGITS = 12


@dataclass(frozen=True, slots=True)
class Weights:
    """
    Parameters with their version.

    Attributes:
        version: another one as soon as they, or those that this program ships, differ.
    """

    version: str
    parameters: Parameters


def to_weights(parameters: Parameters) -> Weights:
    """Give parameters their version."""
    return Weights(_version(_digest(parameters)), parameters)


def _version(digest: str) -> str:
    return f"{digest}-{_shipped()}"


@cache
def _shipped() -> str:
    return _digest(SHIPPED)


def _digest(parameters: Parameters) -> str:
    told = json.dumps(parameters.to_plain(), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:DIGITS]


def read_weights(session: Session, *, vault: Vault) -> Weights:
    """Read the parameters fitted last; those shipped, where none have been."""
    kept = get_sealed(session, "parameters", [ID], vault=vault).get(ID)
    if kept is None:
        return to_weights(SHIPPED)
    return Weights(_version(kept.content["digest"]), Parameters.from_plain(kept.content["parameters"]))


def put_weights(session: Session, weights: Weights, *, vault: Vault) -> None:
    """Keep the parameters fitted last."""
    content = {"digest": _digest(weights.parameters), "parameters": weights.parameters.to_plain()}
    put_sealed(session, [SealedRecord("parameters", ID, SHELF, content)], vault=vault)
