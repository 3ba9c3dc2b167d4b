"""The people who write to the bot.

Rule: people do what people can do with Telegram, and see what they would see; a wait that is in vain raises
AssertionError with what was there instead.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.telegram_server.rendering import bot_as_json, chat_as_json, commands_in, message_as_json, person_as_json
from tests.telegram_server.world import PATIENCE, Button, Chat, Json, Press, Receipt, Shown, World, seconds


class Person:
    """Somebody with a private chat with the bot. What they do returns the update's id (None: not asked for)."""

    def __init__(self, world: World, chat: Chat) -> None:
        self._world = world
        self._chat = chat
        self._pressed: list[Shown] = []
        self._last: Json = {}

    @property
    def id(self) -> int:
        """The person's id, and the chat's."""
        return self._chat.id

    @property
    def messages(self) -> list[Shown]:
        """The bot's messages in this chat as they stand, oldest first: edits applied, deleted ones gone."""
        with self._world.changed:
            return self._world.in_chat(self.id)

    @property
    def received(self) -> list[Receipt]:
        """Every message, edit and deletion in this chat, in the order in which they were accepted."""
        return [receipt for receipt in list(self._world.received) if receipt.shown.chat == self.id]

    @property
    def answers(self) -> list[str]:
        """The texts with which presses were answered, oldest first; "" is an answer without words."""
        presses = [press for press in self._world.presses.values() if press.chat == self.id]
        return [press.answer for press in presses if press.answer is not None]

    def says(self, text: str) -> int | None:
        """A text, or a command."""
        entities = commands_in(text)
        return self.sends(text=text, **({"entities": entities} if entities else {}))

    def sends_sticker(self) -> int | None:
        """A sticker."""
        sticker = {"file_id": "sticker", "file_unique_id": "sticker", "type": "regular", "width": 512, "height": 512}
        return self.sends(sticker=sticker | {"is_animated": False, "is_video": False})

    def sends_voice(self) -> int | None:
        """A voice message."""
        return self.sends(voice={"file_id": "voice", "file_unique_id": "voice", "duration": 3})

    def sends_photo(self, caption: str = "") -> int | None:
        """A photo, with words below it or without."""
        photo = [{"file_id": "photo", "file_unique_id": "photo", "width": 90, "height": 90}]
        return self.sends(photo=photo, **({"caption": caption} if caption else {}))

    def sends(self, **content: Any) -> int | None:
        """Any message: the fields of a Message beside its id, sender, chat and date."""
        with self._world.changing():
            self._chat.known = True
            message = self._world.message_id()
            self._world.from_people.add((self.id, message))
            self._last = self._message(message) | content
            return self._world.add_update("message", self._last)

    def edits(self, text: str) -> int | None:
        """Other words for the last message."""
        with self._world.changing():
            self._last = self._last | {"text": text, "edit_date": seconds(self._world.clock())}
            return self._world.add_update("edited_message", self._last)

    def presses(self, label: str, timeout: float = PATIENCE) -> int | None:
        """Press the button that says `label` in the newest message that has it; waits until there is one. A message
        that was pressed already counts again only when it was edited since: people do not press twice by mistake here
        (`presses_old` does)."""
        self._world.wait_until(lambda: self._with_button(label) is not None, self._buttons(label), timeout)
        shown = self._with_button(label)
        assert shown is not None
        return self.presses_old(shown, label)

    def presses_old(self, shown: Shown, label: str) -> int | None:
        """Press a button as it was in `shown`, whatever became of the message since."""
        button = next((button for button in shown.buttons if button.label == label), None)
        assert button is not None, f"no button says {label!r}; there are {shown.labels}"
        with self._world.changing():
            self._pressed.append(shown)
            return self._press(shown, button)

    def blocks(self) -> int | None:
        """Block the bot: from now on it may not write here."""
        return self._member("member", "kicked", blocked=True)

    def unblocks(self) -> int | None:
        """Let the bot in again."""
        return self._member("kicked", "member", blocked=False)

    def deletes_account(self) -> None:
        """Leave Telegram: no update, but the bot may not write here any more."""
        with self._world.changing():
            self._chat.deactivated = True

    def waits_for(self, what: str | Callable[[Shown], bool], timeout: float = PATIENCE) -> Shown:
        """The newest message that holds these words (or for which the function says yes); waits until there is one."""
        wanted = what if callable(what) else lambda shown: what in shown.text

        def found() -> list[Shown]:
            return [shown for shown in self._world.in_chat(self.id) if wanted(shown)]

        self._world.wait_until(lambda: bool(found()), f"{what!r} for {self.id}", timeout)
        with self._world.changed:
            return found()[-1]

    def waits_for_messages(self, number: int, timeout: float = PATIENCE) -> list[Shown]:
        """Wait until so many messages were sent to this chat since the beginning; all that stand there."""

        def sent() -> int:
            return sum(receipt.kind == "sent" for receipt in self.received)

        self._world.wait_until(lambda: sent() >= number, f"{number} messages for {self.id}", timeout)
        return self.messages

    def _with_button(self, label: str) -> Shown | None:
        found = [shown for shown in self.messages if label in shown.labels and shown not in self._pressed]
        return found[-1] if found else None

    def _buttons(self, label: str) -> str:
        last = self.messages[-1:]
        return f"a button {label!r} for {self.id}; the last message is {[(one.text, one.labels) for one in last]}"

    def _message(self, number: int) -> Json:
        return {
            "message_id": number,
            "from": person_as_json(self._chat),
            "chat": chat_as_json(self._chat),
            "date": seconds(self._world.clock()),
        }

    def _press(self, shown: Shown, button: Button) -> int | None:
        number = str(4_000_000_000 + len(self._world.presses))
        self._world.presses[number] = Press(self.id, shown.id, self._world.clock())
        now = self._world.shown.get((self.id, shown.id), replace(shown, keyboard=()))
        query: Json = {
            "id": number,
            "from": person_as_json(self._chat),
            "message": message_as_json(now, self._chat, self._world.bot),
            "chat_instance": str(self.id * 7919),
            "data": button.data,
        }
        return self._world.add_update("callback_query", query)

    def _member(self, old: str, new: str, *, blocked: bool) -> int | None:
        user = bot_as_json(self._world.bot)
        with self._world.changing():
            self._chat.blocked = blocked
            fields: Json = {
                "chat": chat_as_json(self._chat),
                "from": person_as_json(self._chat),
                "date": seconds(self._world.clock()),
                "old_chat_member": _status(user, old),
                "new_chat_member": _status(user, new),
            }
            return self._world.add_update("my_chat_member", fields)


def _status(user: Json, status: str) -> Json:
    return {"user": user, "status": status} | ({"until_date": 0} if status == "kicked" else {})
