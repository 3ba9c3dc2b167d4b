"""The beliefs about many people at once.

Rule: the same arithmetic as `belief.py`, as one product of matrices. Shapes: P = people, R = options of all items of a
stack, G = grid points.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.attachment.bank import Stack
from bot.attachment.items import Item
from bot.attachment.plane import LOG_PRIOR, Floats
from bot.attachment.responses import Answers


def one_hot(items: Sequence[Item], answers: Answers) -> Floats:
    """(P, R): 1 where a person chose an option; nothing where the answer is missing."""
    parts = [answers[:, [place]] == np.arange(len(item.options)) for place, item in enumerate(items)]
    return np.concatenate(parts, axis=1).astype(np.float64)


def beliefs(stack: Stack, answers: Answers) -> Floats:
    """(P, G): everyone's belief after all their answers; answers: (P, items of the stack)."""
    return weights_of(one_hot(stack.items, answers) @ stack.log_likelihood)


def weights_of(logs: Floats) -> Floats:
    """(P, G): normalised beliefs from sums of log-likelihoods."""
    logs = logs + LOG_PRIOR
    weights: Floats = np.exp(logs - logs.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    return weights


def expected_scores(items: Sequence[Item]) -> tuple[Floats, Floats]:
    """(items, G) each: mean and variance of an answer, as a share of its scale, at each point; 0 for scenes."""
    means, variances = [], []
    for item in items:
        share = np.linspace(0, 1, len(item.options)) if item.kind == "statement" else np.zeros(len(item.options))
        likely = np.exp(item.log_likelihood)
        mean = share @ likely
        means.append(mean)
        variances.append(share**2 @ likely - mean**2)
    return np.array(means), np.array(variances)
