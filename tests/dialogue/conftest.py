"""The project's own script, for what must hold in it everywhere."""

from __future__ import annotations

import pytest

from bot.house import Dialogues
from tests.opening import the_dialogues


@pytest.fixture(scope="session")
def dialogues() -> Dialogues:
    return the_dialogues()
