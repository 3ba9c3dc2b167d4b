"""What is wrong with a script as a whole: everything that no single file can know about itself.

Rule: every rule stands in one of the lint files, with a broken file in tests/broken_scripts/; here they are called.
"""

from __future__ import annotations

from bot.dialogue.draft import Draft
from bot.dialogue.faults import Fault
from bot.dialogue.lint_names import check_names
from bot.dialogue.lint_reach import check_reach
from bot.dialogue.lint_smalltalk import check_smalltalk
from bot.dialogue.lint_texts import check_texts
from bot.dialogue.lint_ways import check_ways


def check(draft: Draft) -> list[Fault]:
    """Every fault of the script, sorted by file and place."""
    rules = (check_names, check_ways, check_texts, check_reach, check_smalltalk)
    return sorted({fault for rule in rules for fault in rule(draft)})
