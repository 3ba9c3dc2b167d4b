"""The abilities of this room, as a dialogue file calls them: assess, explain, picture, suggest, not_me, discard.

Rule: this is the one file here that knows of the dialogue's abilities and messages. It turns arguments, answers and
memory into the room's own terms, and what the room finds into messages; it decides nothing itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

import msgspec
from pydantic import BaseModel

from bot.attachment import checks
from bot.attachment.answers import NOT_ME, WHERES, latest_relationship, looked_at_long_ago, objecting
from bot.attachment.arguments import (
    UntilForm,
    count_of,
    faults_in_keys,
    faults_in_name,
    faults_in_number,
    faults_in_until,
    is_open,
    mapping_of,
)
from bot.attachment.asking import Open, Terms, next_open, open_item, reopened, rests
from bot.attachment.comparing import compared
from bot.attachment.explanations import ExplanationsFile
from bot.attachment.forms import GENERAL, LONGEST_MESSAGE
from bot.attachment.items import Item, ItemsFile
from bot.attachment.library import Library
from bot.attachment.picture_data import NAME, plain_of
from bot.attachment.picturing import caption_of, description_of, picture_of
from bot.attachment.plane import Level
from bot.attachment.reasons import by_weight
from bot.attachment.speaking import (
    fitting_tendencies,
    leaning,
    offered,
    other_answers,
    question_about,
    reasons,
    said_of,
)
from bot.attachment.standing import Standing
from bot.attachment.suggestions import SuggestionForm, SuggestionsFile, choose, fitting, why, wish_of
from bot.attachment.trying import (
    HOWS,
    Trying,
    answered,
    followed_up,
    let_go,
    next_time,
    remembered,
    shown_as,
    stored,
    taken_on,
    unseen,
    waiting,
)
from bot.attachment.wording import Speaker
from bot.dialogue.abilities import (
    Ability,
    Answer,
    Arguments,
    Chose,
    Outcome,
    Problem,
    Schedule,
    Value,
    ValueType,
    View,
    WithoutValues,
    Wrote,
)
from bot.dialogue.messages import Choice, Message, Picture, mark_of

_LETTERS = "ABCDEFG"
_ALL = "all"
_WITHOUT = "without_"
"""Before a relationship's name: the variable that says whether the person left it out."""
_NOWHERE = "nowhere"
_EVERYONE = "everyone"
_PICTURED = "pictured_"
_PICTURED_HERE = "pictured_here"
_PANELS_SHOWN = 2
"""Messages of one explanation: a picture or a question may stand beside them, and three in a row are the most."""


@dataclass(frozen=True, eq=False)
class _Base(WithoutValues):
    """What the abilities share: the library, and reading the view."""

    library: Library

    def _standing(self, view: View, now: datetime, relationship: str = "") -> Standing:
        """How the person stands in `relationship`; without one in the present one, or the one asked about last."""
        wanted = relationship or view.variables.get("relationship") or latest_relationship(view.answers)
        return self.library.standing(view.answers, str(wanted), now)

    def _speaker(self, view: View) -> Speaker:
        return Speaker(view.seed, view.turn)

    def _faults_in_relationship(self, arguments: Arguments, main: str, *more: str) -> Iterator[str]:
        names = (*self.library.relationships, *more)
        yield from faults_in_name(arguments, main, "relationship", "relationship", names)


class Assess(_Base):
    """Ask items about one relationship until the belief is narrow enough."""

    @property
    def values(self) -> Mapping[str, ValueType]:
        """answered: how many scored answers there are about the present relationship. retest: the relationship with a
        picture that was looked at longest ago, when every item of it may come again; "" when there is none. resting:
        whether questions are left after the rest in the middle."""
        return {"answered": "number", "retest": "text", "resting": "yes/no"}

    def value(self, name: str, view: View, now: datetime) -> Value:
        """The present value of one of `values`."""
        if name == "resting":
            return rests(view.memory)
        return self._retest(view, now) if name == "retest" else float(self._standing(view, now).count)

    def _retest(self, view: View, now: datetime) -> str:
        for relationship in looked_at_long_ago(view.answers, now):
            is_left_out = view.variables.get(f"{_WITHOUT}{relationship}")
            if not is_left_out and not self._standing(view, now, relationship).is_early:
                return relationship
        return ""

    def problems(self, arguments: Arguments) -> Sequence[str]:
        """What is wrong with the arguments."""
        return [
            *faults_in_keys(
                arguments, "relationship", ("relationship", "until", "rest_after"), needs=("relationship",)
            ),
            *self._faults_in_relationship(arguments, "relationship", GENERAL),
            *faults_in_until(arguments),
            *faults_in_number(arguments, "relationship", "rest_after", "after how many answers something else comes"),
        ]

    def __call__(self, arguments: Arguments, view: View, event: Chose | Wrote | None, now: datetime) -> Outcome:
        """Ask, or take an answer and ask the next."""
        given = mapping_of(arguments, "relationship")
        relationship = str(given.get("relationship", ""))
        until = UntilForm.model_validate(given.get("until", {})).until()
        terms = Terms(until, view.seed, now, count_of(given.get("rest_after")))
        sitting = Open.remembered(view.memory, relationship)
        item = open_item(sitting, self.library.stack(relationship))
        answers = tuple(view.answers)
        match event:
            case Wrote() if item is not None:
                return self._nearest(item, event, view)
            case Chose() if item is not None:
                option = event.choice if event.choice < len(item.options) else None
                answers = (*answers, Answer(item.id, relationship, option, now))
                sitting = replace(sitting, asked=(*sitting.asked, item.id), item="")
            case None:
                sitting = reopened(sitting, answers)
                if item is not None:
                    return Outcome((self._question(item, sitting, terms, view),), waiting=True)
        return self._go_on(sitting, answers, terms, view)

    def _go_on(self, sitting: Open, answers: tuple[Answer, ...], terms: Terms, view: View) -> Outcome:
        changed = answers if len(answers) != len(view.answers) else None
        item = next_open(sitting, self.library.standing(answers, sitting.relationship, terms.now), answers, terms)
        if item is not None and 0 < terms.rest_after == len(sitting.asked) and not sitting.rested:
            return Outcome(answers=changed, memory=replace(sitting, item="", rested=True).memory())
        if item is not None:
            memory = replace(sitting, item=item.id).memory()
            return Outcome((self._question(item, sitting, terms, view),), changed, memory=memory, waiting=True)
        if sitting.asked:
            return Outcome(answers=changed, memory=sitting.afterwards())
        nothing = self._speaker(view).say(self.library.words.questions.nothing_new)
        return Outcome((Message(nothing),), memory=sitting.afterwards())

    def _question(self, item: Item, sitting: Open, terms: Terms, view: View) -> Message:
        words, speaker = self.library.words.questions, self._speaker(view)
        number = len(sitting.asked) + 1
        if number <= terms.about:
            progress = speaker.say(words.progress, number=str(number), total=str(terms.about))
        else:
            progress = speaker.say(words.nearly_done)
        text = speaker.say(words.statement, text=item.text) if item.kind == "statement" else item.text
        return Message(f"{progress}\n\n{text}", choices=_choices(item, words.rather_not_say[0]))

    def _nearest(self, item: Item, event: Wrote, view: View) -> Outcome:
        """Words are not scored: they are kept, and the person says which answer comes nearest."""
        message = Message(view.say("nearest"), choices=_choices(item, self.library.words.questions.none_of_these[0]))
        return Outcome((message,), journal=(f"item:{item.id}", event.text), waiting=True)


class Explain(_Base):
    """Say in words what the answers show: where they lean, which tendencies would fit, what that can mean, and why."""

    @property
    def values(self) -> Mapping[str, ValueType]:
        """certainty: 0 to 1, how sure the region is. leans_high: whether it is one of watching for signs. pictured:
        whether there are answers enough somewhere, in the present relationship, and in which ones."""
        pictured: dict[str, ValueType] = {f"{_PICTURED}{name}": "yes/no" for name in self.library.relationships}
        return {
            "certainty": "number",
            "leans_high": "yes/no",
            "pictured": "yes/no",
            _PICTURED_HERE: "yes/no",
            **pictured,
        }

    def value(self, name: str, view: View, now: datetime) -> Value:
        """The present value of one of `values`."""
        if name == "pictured":
            return bool(self._pictured(view, now))
        if name.startswith(_PICTURED) and name != _PICTURED_HERE:
            return not self._standing(view, now, name.removeprefix(_PICTURED)).is_early
        standing = self._standing(view, now)
        if name == _PICTURED_HERE:
            return not standing.is_early
        if name == "leans_high":
            return not standing.is_early and standing.reading.anxiety.for_texts == "high"
        return 0.0 if standing.is_early else standing.reading.certainty

    def _pictured(self, view: View, now: datetime) -> list[Standing]:
        return [one for one in self.library.standings(view.answers, now) if not one.is_early]

    @property
    def _ways(self) -> Mapping[str, Callable[[Standing, Speaker], Iterator[str]]]:
        panels = {name: partial(self._panel, name) for name in self.library.panel_names}
        ways = {"lean": self._lean, "tendencies": self._tendencies, "region": self._region}
        return panels | ways | {"reasons": self._reasons, "other_answers": self._other_answers}

    def problems(self, arguments: Arguments) -> Sequence[str]:
        """What is wrong with the arguments."""
        return [
            *faults_in_keys(arguments, "what", ("what", "relationship"), needs=("what",)),
            *faults_in_name(arguments, "what", "what", "explanation", (*self._ways, "differences")),
            *self._faults_in_relationship(arguments, "what"),
        ]

    def __call__(self, arguments: Arguments, view: View, event: Chose | Wrote | None, now: datetime) -> Outcome:
        """Explain; there is always at least one message."""
        given = mapping_of(arguments, "what")
        what, speaker = given["what"], self._speaker(view)
        if what == "differences":
            return _said([compared(self.library.words, speaker, self._pictured(view, now))])
        standing = self._standing(view, now, given.get("relationship", ""))
        if standing.is_early:
            return _said(
                [speaker.say(getattr(self.library.words.too_early, what, self.library.words.too_early.region))]
            )
        return _said(self._ways[what](standing, speaker))

    def _lean(self, standing: Standing, speaker: Speaker) -> Iterator[str]:
        yield leaning(self.library.words, speaker, standing)

    def _tendencies(self, standing: Standing, speaker: Speaker) -> Iterator[str]:
        yield fitting_tendencies(self.library.words, speaker, standing.belief)

    def _region(self, standing: Standing, speaker: Speaker) -> Iterator[str]:
        yield from [*self._panels(standing).values()][:_PANELS_SHOWN]

    def _panel(self, name: str, standing: Standing, speaker: Speaker) -> Iterator[str]:
        yield self._panels(standing)[name]

    def _panels(self, standing: Standing) -> Mapping[str, str]:
        return self.library.panels[standing.relationship, *_region_of(standing)]

    def _reasons(self, standing: Standing, speaker: Speaker) -> Iterator[str]:
        yield reasons(self.library.words, speaker, standing, by_weight(standing))

    def _other_answers(self, standing: Standing, speaker: Speaker) -> Iterator[str]:
        general = self.library.stack(GENERAL)
        yield from other_answers(self.library.words, speaker, standing, by_weight(standing), general)


class Draw(_Base):
    """Show the picture of one relationship, or of all."""

    def problems(self, arguments: Arguments) -> Sequence[str]:
        """What is wrong with the arguments."""
        return [
            *faults_in_keys(arguments, "name", ("name", "caption", "relationship"), needs=("name",)),
            *faults_in_name(arguments, "name", "name", "picture", (NAME,)),
            *self._faults_in_relationship(arguments, "name", _ALL),
        ]

    def __call__(self, arguments: Arguments, view: View, event: Chose | Wrote | None, now: datetime) -> Outcome:
        """The picture with its caption; a sentence alone while it is too early for one."""
        given, words, speaker = mapping_of(arguments, "name"), self.library.words, self._speaker(view)
        relationship = given.get("relationship", "")
        if relationship == _ALL:
            standings = self.library.standings(view.answers, now)
        else:
            standings = [self._standing(view, now, relationship)]
        standings = [one for one in standings if not one.is_early]
        if not standings:
            return _said([speaker.say(words.too_early.picture)])
        above = given.get("caption") or speaker.say(words.picture.caption)
        caption = caption_of(words, speaker, standings, above, is_map=relationship == _ALL)
        description = description_of(words, speaker, standings)
        picture = Picture(NAME, description, plain_of(picture_of(words, standings)))
        return Outcome((Message(caption, picture=picture),))


class Suggest(_Base):
    """Offer small things to try, take note of the one taken on, and follow it up once.

    | in a file | what it does |
    |---|---|
    | `suggest: "2"` | offers so many |
    | `suggest: {offer: "1", fits: everyone}` | offers one that suits whoever answers, while little is known |
    | `suggest: {taken: "1"}` | notes the one that was taken on |
    | `suggest: why` | says why these were offered, with them below it |
    | `suggest: due` | takes the turn of the one to be followed up. First in the flow with `on: due` |
    | `suggest: how_it_went` | asks how it went, and waits |
    | `suggest: what_that_says` | what follows the answer |
    """

    @property
    def values(self) -> Mapping[str, ValueType]:
        """follow_up_waits: whether one that was taken on is to be followed up now that the person is here. suggested:
        whether anything was offered so far."""
        return {"follow_up_waits": "yes/no", "suggested": "yes/no"}

    def value(self, name: str, view: View, now: datetime) -> Value:
        """The present value of one of `values`."""
        trying = remembered(view.memory)
        return bool(trying.shown) if name == "suggested" else waiting(trying, now) is not None

    def problems(self, arguments: Arguments) -> Sequence[str]:
        """What is wrong with the arguments."""
        if isinstance(arguments, str) and arguments in self._deeds:
            return []
        faults = [
            *faults_in_keys(arguments, "offer", ("offer", "taken", "relationship", "fits")),
            *self._faults_in_relationship(arguments, "offer"),
            *faults_in_name(arguments, "offer", "fits", "group of people", (_EVERYONE,)),
        ]
        given = mapping_of(arguments, "offer")
        count = given.get("offer")
        if count is not None and not is_open(count) and count_of(count) == 0:
            deeds = ", ".join(self._deeds)
            faults.append(
                f"'{count}' is no number of suggestions; write how many to offer, such as 2, or one of {deeds}"
            )
        if not {"offer", "taken"} & set(given):
            faults.append("write how many to offer, such as 2, or {taken: number}")
        return faults

    def __call__(self, arguments: Arguments, view: View, event: Chose | Wrote | None, now: datetime) -> Outcome:
        """Do it."""
        trying = remembered(view.memory)
        if isinstance(arguments, str) and arguments in self._deeds:
            return self._deeds[arguments](trying, view, event, now)
        given = mapping_of(arguments, "offer")
        if "planned" in given:
            return Outcome(schedule=Schedule(next_time(trying)))
        if "let_go_by" in given:
            left = unseen(trying) if given["let_go_by"] == "unseen" else let_go(trying, now)
            return _remembering(left, lasting=True)
        if "recalled" in given:
            return self._recalled(str(given["recalled"]), trying, view, event)
        if "taken" in given:
            return self._taken(count_of(given["taken"]), trying, view, now)
        return self._offer(given, trying, view, now)

    @property
    def _deeds(self) -> Mapping[str, Callable[[Trying, View, Chose | Wrote | None, datetime], Outcome]]:
        return {
            "why": self._why,
            "due": lambda trying, _view, _event, now: _remembering(followed_up(trying, now), lasting=True),
            "how_it_went": self._how_it_went,
            "what_that_says": self._what_that_says,
        }

    def _fitting(self, relationship: str, view: View, now: datetime) -> list[SuggestionForm]:
        standing = self._standing(view, now, relationship)
        reading = standing.reading
        return fitting(
            self.library.suggestions, standing.relationship, reading.anxiety.for_texts, reading.avoidance.for_texts
        )

    def _offer(self, given: Mapping[str, Any], trying: Trying, view: View, now: datetime) -> Outcome:
        words, speaker = self.library.words.suggestions, self._speaker(view)
        wish = wish_of(trying, self.library.suggestions)
        fits = self._fitting(given.get("relationship", ""), view, now)
        if is_for_everyone := given.get("fits") == _EVERYONE:
            fits = [one for one in fits if one.fits.is_everyone]
        said = partial(offered, words, speaker, is_row=not is_for_everyone)
        count = count_of(given.get("offer"))
        chosen = choose(fits, wish, count, view.seed, lambda some: len(said(some)) <= LONGEST_MESSAGE)
        if not chosen:
            return _said([speaker.say(words.none)])
        ids = tuple(one.id for one in chosen)
        seen = (*(one for one in trying.shown if one not in ids), *ids)
        reason = why(chosen, fits, wish)
        memory = trying.changed(shown=seen, offered=ids, reason=reason, about=wish.about)
        # What came unasked between two questions comes once, also when the person goes back to the first of them.
        return Outcome((Message(said(chosen)),), memory=stored(memory), lasting=is_for_everyone)

    def _why(self, trying: Trying, view: View, event: Chose | Wrote | None, now: datetime) -> Outcome:
        words = self.library.words.suggestions
        about = next((said for facet, said in words.about.items() if facet == trying.about), "")
        speaker = self._speaker(view)
        reason = speaker.say(getattr(words.why, trying.reason or "first"), about=about)
        shown = [one for one in map(self._suggestion, trying.offered) if one is not None]
        # With what it is about, so that "I'll try 1" says what it means when somebody comes back to this later.
        whole = "\n\n".join([reason, offered(words, speaker, shown)] if shown else [reason])
        return _said([whole if len(whole) <= LONGEST_MESSAGE else reason])

    def _taken(self, number: int, trying: Trying, view: View, now: datetime) -> Outcome:
        words, speaker = self.library.words.suggestions, self._speaker(view)
        found = self._suggestion(trying.offered[number - 1]) if 0 < number <= len(trying.offered) else None
        if found is None:
            return _said([speaker.say(words.taken_none)])
        outcome = _remembering(taken_on(trying, found.id, now))
        return msgspec.structs.replace(outcome, messages=(Message(speaker.say(words.taken, text=found.text)),))

    def _how_it_went(self, trying: Trying, view: View, event: Chose | Wrote | None, now: datetime) -> Outcome:
        found = self._suggestion(trying.present)
        if found is None:
            return Outcome()
        words = self.library.words.suggestions.follow_up
        choices = tuple(Choice(words.answers[how]) for how in HOWS)
        match event:
            case Chose(number):
                return Outcome(memory=stored(answered(trying, found.id, HOWS[number])))
            case Wrote(text):
                # Words are not scored: they are kept, and the person says which answer comes nearest.
                nearest = Message(self._speaker(view).say(words.nearest), choices=choices)
                memory = stored(shown_as(trying, view.turn + 1))
                return Outcome((nearest,), memory=memory, journal=(f"suggestion:{found.id}", text), waiting=True)
            case None:
                asked = Message(question_about(words, self._speaker(view), found), choices=choices)
                return Outcome((asked,), memory=stored(shown_as(trying, view.turn + 1)), waiting=True)

    def _what_that_says(self, trying: Trying, view: View, event: Chose | Wrote | None, now: datetime) -> Outcome:
        words, speaker = self.library.words.suggestions.follow_up, self._speaker(view)
        found, one = self._suggestion(trying.present), trying.of(trying.present)
        if found is None or one is None or not one.how:
            return _said([speaker.say(words.gone)])
        return _said([said_of(words, speaker, found, one.how)])

    def _recalled(self, question: str, trying: Trying, view: View, event: Chose | Wrote | None) -> Outcome:
        """An answer to what was asked days ago: a tap under it, or a reply to it. Nothing, when it is none."""
        turn = question.rpartition(".")[2]
        one = next((one for one in trying.tried if one.turn and str(one.turn) == turn), None)
        found = None if one is None else self._suggestion(one.id)
        words, speaker = self.library.words.suggestions.follow_up, self._speaker(view)
        match event:
            case Chose(number) if found is not None and number < len(HOWS):
                how = HOWS[number]
                marked = f"{question_about(words, speaker, found)}\n\n{mark_of(words.answers[how])}"
                messages = (Message(marked, replaces=question), Message(said_of(words, speaker, found, how)))
                return Outcome(messages, memory=stored(answered(trying, found.id, how)))
            case Chose() if found is not None:
                return _said([speaker.say(words.gone)])
            case Wrote(text) if found is not None:
                return Outcome((Message(speaker.say(words.kept)),), journal=(f"suggestion:{found.id}", text))
            case _:
                return Outcome()

    def _suggestion(self, name: str) -> SuggestionForm | None:
        return next((one for one in self.library.suggestions if one.id == name), None)


def _remembering(trying: Trying, *, lasting: bool = False) -> Outcome:
    """What moved the next time, with that time."""
    return Outcome(memory=stored(trying), lasting=lasting, schedule=Schedule(next_time(trying)))


class NotMe(_Base):
    """Take note of where a picture does not fit, or that it does after all."""

    def problems(self, arguments: Arguments) -> Sequence[str]:
        """What is wrong with the arguments."""
        keys = ("where", "relationship")
        return [
            *faults_in_keys(arguments, "where", keys, needs=keys),
            *faults_in_name(arguments, "where", "where", "place", (*WHERES, _NOWHERE)),
            *self._faults_in_relationship(arguments, "where"),
        ]

    def __call__(self, arguments: Arguments, view: View, event: Chose | Wrote | None, now: datetime) -> Outcome:
        """The answers with the objection among them. Nothing is said here."""
        given = mapping_of(arguments, "where")
        relationship, where = str(given.get("relationship", "")), given.get("where")
        option = WHERES.index(where) if where in WHERES else None
        left = objecting(view.answers, relationship)
        if option is None and not any(one.item == NOT_ME and one.relationship == relationship for one in left):
            return Outcome(answers=left)
        return Outcome(answers=(*left, Answer(NOT_ME, relationship, option, now)))


class Discard(_Base):
    """Throw away the answers about one relationship, and with them its picture."""

    def problems(self, arguments: Arguments) -> Sequence[str]:
        """What is wrong with the arguments."""
        return [
            *faults_in_keys(arguments, "relationship", ("relationship",), needs=("relationship",)),
            *self._faults_in_relationship(arguments, "relationship"),
        ]

    def __call__(self, arguments: Arguments, view: View, event: Chose | Wrote | None, now: datetime) -> Outcome:
        """The answers that are left. Nothing is said here."""
        relationship = mapping_of(arguments, "relationship").get("relationship")
        left = tuple(answer for answer in view.answers if answer.relationship != relationship)
        return Outcome(answers=left)


class AttachmentShelf:
    """The content of this room, for the loader. After loading, `regions` says where somebody stands."""

    def __init__(self) -> None:
        self._library: Library | None = None

    def regions(self, answers: Sequence[Answer], now: datetime) -> Mapping[str, tuple[Level, Level]]:
        """The region (anxiety, avoidance) in each relationship with answers enough, for other rooms' texts.
        Raises LookupError before anything was loaded."""
        if self._library is None:
            raise LookupError("the items have not been loaded")
        standings = [one for one in self._library.standings(answers, now) if not one.is_early]
        return {one.relationship: _region_of(one) for one in standings}

    @property
    def folders(self) -> Mapping[str, type[BaseModel]]:
        """The folders this room reads."""
        return {"items": ItemsFile, "explanations": ExplanationsFile, "suggestions": SuggestionsFile}

    def problems(self, contents: Mapping[str, Sequence[BaseModel]]) -> Sequence[Problem]:
        """What is wrong across the files."""
        return [Problem(*fault) for fault in checks.faults(*_files(contents))]

    def abilities(self, contents: Mapping[str, Sequence[BaseModel]]) -> Mapping[str, Ability]:
        """The abilities made from content without problems."""
        library = self._library = Library.of(*_files(contents))
        return {
            "assess": Assess(library),
            "explain": Explain(library),
            "picture": Draw(library),
            "suggest": Suggest(library),
            "not_me": NotMe(library),
            "discard": Discard(library),
        }


def _files(
    contents: Mapping[str, Sequence[BaseModel]],
) -> tuple[list[ItemsFile], list[ExplanationsFile], list[SuggestionsFile]]:
    items = [file for file in contents.get("items", ()) if isinstance(file, ItemsFile)]
    explanations = [file for file in contents.get("explanations", ()) if isinstance(file, ExplanationsFile)]
    suggestions = [file for file in contents.get("suggestions", ()) if isinstance(file, SuggestionsFile)]
    return items, explanations, suggestions


def _region_of(standing: Standing) -> tuple[Level, Level]:
    return standing.reading.anxiety.for_texts, standing.reading.avoidance.for_texts


def _said(texts: Sequence[str] | Iterator[str]) -> Outcome:
    return Outcome(tuple(Message(text) for text in texts))


def _choices(item: Item, last: str) -> tuple[Choice, ...]:
    """An item's options as choices: a statement's on the buttons, a scene's under letters; `last` is none of them."""
    if item.kind == "statement":
        choices = [Choice(option) for option in item.options]
    else:
        choices = [Choice(letter, option) for letter, option in zip(_LETTERS, item.options, strict=False)]
    return (*choices, Choice(last))
