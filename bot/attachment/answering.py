"""What somebody who stands at a known place of the plane answers to an item, by the item's own model.

Rule: chance comes from the generator that is handed in. Invented people answer with this, in tests and in
`securebase dialogues simulate`.
"""

from __future__ import annotations

import numpy as np

from bot.attachment.items import Item
from bot.attachment.plane import REACH, SIDE, Floats


def grid_point(place: Floats) -> int:
    """The number of the grid point nearest to a place."""
    across, up = np.rint((np.clip(place, -REACH, REACH) + REACH) / (2 * REACH) * (SIDE - 1)).astype(int)
    return int(across * SIDE + up)


def answer(item: Item, place: Floats, chance: np.random.Generator) -> int:
    """The number of the option that someone at `place` chooses."""
    likely = np.exp(item.log_likelihood[:, grid_point(place)])
    return int(chance.choice(len(likely), p=likely / likely.sum()))
