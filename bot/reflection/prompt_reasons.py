"""Why this one? The sentence for a reason, from the words in `dialogues/prompts/`.

Rule: the words are the author's; here only the names between double braces are filled in.
"""

from __future__ import annotations

from typing import Final

from bot.reflection.prompt_forms import ANY, PromptForm, PromptWords, ReasonWords
from bot.reflection.prompts import Reason

NAMES: Final = ("theme", "relationship", "month")
"""What may stand between double braces in a reason's sentence."""


def words_for(words: PromptWords, reason: Reason) -> ReasonWords:
    """The sentence and the button that belong to this reason."""
    reasons = words.reasons
    match reason.rule:
        case "lever":
            by_lever = {"self": reasons.lever_self, "others": reasons.lever_others}
            return by_lever.get(reason.lever, reasons.lever_expectation)
        case "theme":
            return reasons.theme if reason.last else reasons.theme_first
        case rule:
            by_rule: ReasonWords = getattr(reasons, rule)
            return by_rule


def sentence(words: PromptWords, reason: Reason, prompt: PromptForm) -> str:
    """What "Why this one?" says about a prompt: the rule that decided, then the prompt's own reason if it has one."""
    month = words.months[reason.last.month - 1] if reason.last else ""
    values = {
        "theme": reason.theme,
        "relationship": words.relationships.get(reason.relationship or ANY, ""),
        "month": month,
    }
    said = words_for(words, reason).says
    for name in NAMES:
        said = said.replace(f"{{{{ {name} }}}}", values[name])
    return f"{said} {prompt.why}".rstrip()
