"""How likely each answer to an item is, at every point of the plane.

Rule: pure arithmetic on parameters; nothing here knows of files, wording or people.
Shapes: K = response options, G = grid points; the result is a float64 array (K, G) of log-probabilities.
Sources: Samejima (1969), graded responses; Reckase (2009), their extension to several dimensions; Bock (1972), nominal
responses.
"""

from __future__ import annotations

import numpy as np

from bot.attachment.plane import POINTS, Floats

_SMALLEST = 1e-9
"""No answer is held to be less likely than this: one slip of the finger must not rule a point of the plane out."""


def graded(slopes: Floats, thresholds: Floats) -> Floats:
    """Log-probabilities of an ordered item's options: (K, G).

    slopes: (2,), change of the log-odds of answering higher, for each standard deviation on each dimension.
    thresholds: (K - 1,), ascending, in standard deviations along the item's own direction (Reckase's MDIFF): the place
        from which an answer at or above option k is likelier than one below it.
    """
    strength = float(np.hypot(*slopes))
    lean = POINTS @ slopes
    at_least = 1 / (1 + np.exp(strength * thresholds[:, None] - lean[None, :]))
    edges = np.vstack([np.ones_like(lean), at_least, np.zeros_like(lean)])
    return _logs(edges[:-1] - edges[1:])


def nominal(slopes: Floats, intercepts: Floats) -> Floats:
    """Log-probabilities of a scene's options, which have no order: (K, G).

    slopes: (K, 2), how much each option gains for each standard deviation on each dimension. intercepts: (K,), how
        popular each option is in the middle of the plane.
    """
    gains = slopes @ POINTS.T + intercepts[:, None]
    gains -= gains.max(axis=0)
    likely = np.exp(gains)
    return _logs(likely / likely.sum(axis=0))


def _logs(probabilities: Floats) -> Floats:
    bounded = np.maximum(probabilities, _SMALLEST)
    logs: Floats = np.log(bounded / bounded.sum(axis=0))
    return logs
