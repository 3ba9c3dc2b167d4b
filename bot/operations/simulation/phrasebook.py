"""What invented people write: answers in their own words, small talk, hours and places, and signs of a crisis.

Rule: words only; who writes them, and when, is choosing.py. Signs are the rules' own examples, so that they pass
through the real screening as they would in life.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from bot.operations.simulation.texts import Contents
from bot.safety.rules import RulesFile

TERSE: Final = ("not sure", "kind of", "i wait", "nothing much", "it's okay i guess", "depends", "quiet mostly")
LONG_WORDS: Final = (
    "I used to think that I had to be sure of everybody before I could say what I needed, and in these weeks I noticed "
    "that it works the other way round: I say something small, they answer or they don't, and I know a bit more and am "
    "still here. On some days I forget it again and go quiet for a week."
)
"""Longer than a button copies (256 characters)."""
OWN_WORDS: Final = (
    "i start looking for what i did wrong. then i get annoyed and decide not to care",
    "Honestly I just get on with my day and look again in the evening",
    "it depends who it is, with my sister i never think about it",
    "A knot in the stomach first, and then I clean the kitchen.",
    "I would like to be able to say it before it becomes a quarrel",
    "why i go quiet when somebody is kind to me",
    "My friend sent me a photo of our old street and I wrote back at once.",
    "i said no to saturday and nobody was cross",
    "We laughed in the kitchen over nothing. It was a good evening, I noticed that I stayed.",
    "hard to say, i was tired and wanted nobody near me",
    LONG_WORDS,
)
A_QUESTION: Final = "today's question"
AND_MORE: Final = ("and then it passes", "sorry, one more thing: it was like that at school too", "yes", "anyway")
SMALL_TALK: Final = (
    "thanks", "thank you!", "lol", "hm", "what?", "are you real?", "who wrote this", "ok", "hello", "bye", "good night",
    "this is nonsense, you dont know me", "what do you mean", "i don't get it", "you're a bot right", "😀", "brb",
    "can you tell me a joke", "it's raining here", "I love you", "this is boring", "how are you?", "no idea", "...",
    "do you remember me", "I'm back", "good morning", "sorry", "you're annoying", "that was helpful",
    "ありがとう", "もう一度お願いします",
)  # fmt: skip
ASKED_FOR: Final[Mapping[str, Sequence[str]]] = {
    "hour": ("8pm", "half past nine", "21:30", "after work", "25:00", "whenever", "weekdays at 7", "noon", "6"),
    "weekend": ("10am", "noon", "11:30", "whenever", "25 o'clock", "6"),
    "days": ("Mondays and Thursdays", "not on Sundays", "sometimes", "weekdays"),
    "quiet": ("from 10pm to 7", "22:00 to 8:00", "from 4pm to midnight", "not really"),
    "place": ("Lisbon", "Pune", "it's half past six here", "Springfield", "a small village", "Berlin", "Toronto"),
}
"""What is written to an ability that asks for something, by its word for it: some can be read, some cannot."""
REFUSALS: Final = ("not ", "leave it", "skip", "no,", "rather not", "i'd rather not", "later", "done")
"""How labels begin that lead no further: most people came for something else."""
COUNTRIES: Final = ("Portugal", "Germany", "UK", "India", "Atlantis", "Canada")
BREAKS: Final = ("3 days", "until Monday", "a week", "soonish, perhaps", "")


def signs_of(contents: Contents) -> Mapping[tuple[str, str], Sequence[str]]:
    """English examples of the rules that raise a pause or a check-in, by kind and tier."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for files in contents.values():
        for file in files:
            if isinstance(file, RulesFile) and file.language == "en":
                for rule in file.rules:
                    if rule.tier != "hint":
                        found[rule.kind, rule.tier] += rule.must
    return {key: tuple(found[key]) for key in sorted(found)}
