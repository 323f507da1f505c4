"""Which weights are in force: those adopted on this machine, else those shipped; and the way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

W = TypeVar("W")


@dataclass(frozen=True, slots=True)
class Adoption(Generic[W]):
    """
    Weights of one kind on this machine.

    Attributes:
        folder: of the adopted weights; it need not be there.
        suffix: of their files, with the dot.
        shipped: gives the weights that come with the product.
    """

    folder: Path
    suffix: str
    read: Callable[[Path], W]
    write: Callable[[Path, W], None]
    shipped: Callable[[], W]

    def in_force(self) -> W:
        """
        Give the adopted weights, or where there are none those that are shipped.

        Raises:
            NotReady: there is a file of adopted weights, but it cannot be read.
        """
        return self._read_or_shipped(self._adopted)

    @property
    def is_adopted(self) -> bool:
        """Tell whether weights that were adopted on this machine stand in the place of those shipped."""
        return self._adopted.exists()

    def adopt(self, weights: W) -> None:
        """Put *weights* in force; those in force until now stay one step away."""
        self.write(self._previous, self.in_force())
        self.write(self._adopted, weights)

    def go_back(self) -> W:
        """Put the previous weights in force and keep the present ones as the previous; without any, those shipped."""
        present, previous = self.in_force(), self._read_or_shipped(self._previous)
        self.write(self._adopted, previous)
        self.write(self._previous, present)
        return previous

    @property
    def _adopted(self) -> Path:
        return self.folder / f"weights{self.suffix}"

    @property
    def _previous(self) -> Path:
        return self.folder / f"previous{self.suffix}"

    def _read_or_shipped(self, path: Path) -> W:
        return self.read(path) if path.exists() else self.shipped()
