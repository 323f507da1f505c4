"""How likely a post was looked at, by its place in the list: learnt from what was reacted to, and made up for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, log_expit

from models.ranker.exposure import Exposures

Array = NDArray[np.float64]

USUAL_STEEPNESS, DOUBT = 1.0, 0.5
"""What is taken for likely before anything is known, and how loosely (Joachims et al. 2017 find about 1)."""

STEEPEST = 3.0
LEAST_CHANCE = 0.1
"""No reaction counts for more than ten: a few of them far down must not decide everything."""

FARTHEST = 8.0  # a logit
NOTHING = 1e-9


@dataclass(frozen=True, slots=True)
class Examination:
    """
    A post gets a reaction that was looked at and is wanted, or of which somebody who does not want it says so.

    Attributes:
        steepness: a post at place k is looked at with chance k^-steepness; 0 = every place alike.
        offset, slopes: the log odds that a post is wanted; slopes (n_codes,) by what pairs are compared by.
        telling: the chance that who looks at a post and does not want it says so.
    """

    steepness: float
    offset: float
    slopes: Array
    telling: float

    def chances(self, positions: NDArray[np.intp]) -> Array:
        """Give the chance that a post was looked at: 1 at the first place and where it stood in no list (0)."""
        return np.asarray(np.maximum(positions, 1).astype(np.float64) ** -self.steepness)

    def weights(self, exposures: Exposures) -> Array:
        """
        Weigh pairs as if every post had been looked at: the chance after the fact over the chance beforehand.

        A reaction proves a look and counts 1 / chance (inverse propensity: Joachims, Swaminathan, Schnabel 2017), at
        most 1 / ``LEAST_CHANCE``. Silence counts P(looked at | silent) / chance: 1 at the first place, and less where
        a post so likely wanted would have been reacted to (the E step of Wang et al. 2018).
        """
        chance = np.maximum(self.chances(exposures.positions), LEAST_CHANCE)
        wanted = expit(self.offset + exposures.values @ self.slopes)
        quiet = (1.0 - wanted) * (1.0 - self.telling)
        silent = quiet / np.maximum(1.0 - chance * (1.0 - quiet), NOTHING)
        return np.asarray(np.where(exposures.reacted, 1.0 / chance, silent))


def fit_examination(exposures: Exposures, in_force: Array) -> Examination:
    """
    Estimate by maximum likelihood how the chance of a look falls with the place; no experiment is needed.

    Posts that are alike in what pairs are compared by stand at other places in other people's lists; what else they
    are reacted to at the front is owed to the place. That is the position-based model with a regression for the
    relevance, which Wang et al. 2018 fit by EM; with so few numbers it is maximised directly. What is wanted is drawn
    loosely towards the weights *in_force*, whatever their scale.

    Args:
        exposures: pairs of lists, so positions are 1 or more.
        in_force: (n_codes,)
    """
    scores, logs = exposures.values @ in_force, np.log(exposures.positions)
    wanted = exposures.grades > 0
    refused = exposures.reacted & ~wanted

    def loss(numbers: Array) -> tuple[float, Array]:
        (steepness, telling, offset, scale), away = numbers[:4], numbers[4:]
        z = offset + scale * scores + exposures.values @ away
        p, says, look = expit(z), expit(telling), np.exp(-steepness * logs)
        silence = np.maximum(1.0 - look * (says + (1.0 - says) * p), NOTHING)
        of_silence = np.where(exposures.reacted, 0.0, look / silence)
        told = np.where(wanted, log_expit(z), log_expit(-z) + log_expit(telling)) - steepness * logs
        value = -float(np.where(exposures.reacted, told, np.log(silence)).sum())
        by_z = np.where(wanted, p - 1.0, np.where(refused, p, 0.0)) + of_silence * (1.0 - says) * p * (1.0 - p)
        by_look = of_silence * (says + (1.0 - says) * p) - exposures.reacted  # by its logarithm
        by_telling = (of_silence * (1.0 - p) * says - refused) * (1.0 - says)
        doubt = (steepness - USUAL_STEEPNESS) / DOUBT
        step = [doubt / DOUBT - float(by_look @ logs), float(by_telling.sum()), float(by_z.sum()), float(by_z @ scores)]
        return value + (doubt**2 + float(away @ away)) / 2, np.concatenate([step, exposures.values.T @ by_z + away])

    start = np.concatenate([[USUAL_STEEPNESS, -1.0, -1.0, 0.5], np.zeros(len(in_force))])
    bounds = [(0.0, STEEPEST), (-FARTHEST, FARTHEST), (None, None), (0.0, None)] + [(None, None)] * len(in_force)
    found = minimize(loss, start, jac=True, bounds=bounds, method="L-BFGS-B", options={"maxiter": 1000}).x
    return Examination(
        steepness=round(float(found[0]), 4),
        offset=float(found[2]),
        slopes=np.asarray(found[3] * in_force + found[4:]),
        telling=float(expit(found[1])),
    )
