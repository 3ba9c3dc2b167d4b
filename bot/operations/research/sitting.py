"""Which items of a bank one sitting is about: those with answers, about one relationship.

Rule: a bank about several relationships is measured one at a time, because a person stands elsewhere in each.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from bot.attachment.forms import RELATIONSHIPS, unknown
from bot.attachment.items import Item
from bot.attachment.open_items import OpenItem
from bot.errors import ResearchError
from bot.operations.research.bank_file import BankFile


def about_one_relationship(bank: BankFile, answered: Collection[str], relationship: str | None) -> list[Item]:
    """The finished items that have answers, about `relationship` or the only one there is. Raises ResearchError."""
    if relationship is not None and relationship not in RELATIONSHIPS:
        raise ResearchError(unknown("relationship", relationship, RELATIONSHIPS))
    items = [_finished(item) for item in bank.items if item.id in answered and _is_about(item, relationship)]
    named = [set(item.relationships) for item in items if item.relationships]
    if named and not set.intersection(*named):
        names = ", ".join(name for name in RELATIONSHIPS if any(name in one for one in named))
        raise ResearchError(
            f"{bank.name}: these items ask about several relationships ({names}); choose one with --relationship"
        )
    if not items:
        raise ResearchError(f"{bank.name}: no item about '{relationship}' has answers")
    return items


def _is_about(item: OpenItem, relationship: str | None) -> bool:
    return relationship is None or not item.relationships or relationship in item.relationships


def _finished(item: OpenItem) -> Item:
    """A scene's options are equally popular in the middle of the plane where the bank does not say otherwise."""
    return item.item(item.slopes, np.nan_to_num(item.offsets))
