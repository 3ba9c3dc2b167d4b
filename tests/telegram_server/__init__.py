"""A Bot API server on the loopback address, for tests, with people who use the bot.

It was written from Telegram's documentation (https://core.telegram.org/bots/api, Bot API 10.0, and its page on
formatting options) and from the descriptions of errors that Telegram is known to answer with; it knows nothing of our
client. Its purpose is to refuse what Telegram refuses, to lose nothing that Telegram would not lose, and to let a test
fail the network, or kill the bot, at a chosen moment.

    with Telegram(token="1:test") as telegram:
        ana = telegram.person(11, first_name="Ana", language_code="en")
        ana.says("/start")                       # the bot, at telegram.url, fetches the update and answers
        ana.presses("Let's begin")               # waits for the button, then presses it
        assert "Hello" in ana.waits_for("Hello").text

The files: `errors` what is refused and how; `parameters` how a request carries its values; `entities` the HTML style;
`keyboards`, `pictures` what may be attached; `world` chats and messages; `updates` the queue and its confirmation;
`methods`, `profile`, `polling` the methods; `moments` the places at which a test may step in; `faults` what goes wrong
on purpose; `server` HTTP and the thread; `driver` and `people` what tests use.

Where it is less than Telegram: no Markdown modes, no groups beyond being left, no files to download, no limits on
the rate (a 429 is a fault that a test asks for). Where the documentation names a limit and Telegram's words for it are
not known, the words are ours: photos over 10 MB, texts of the profile, how long a pressed button can be answered.
"""

from tests.telegram_server.driver import Telegram
from tests.telegram_server.faults import EVERYTHING, SENDING, Hold
from tests.telegram_server.moments import Cut, Moment
from tests.telegram_server.people import Person
from tests.telegram_server.server import Call
from tests.telegram_server.world import Button, Receipt, Shown

__all__ = [
    "EVERYTHING",
    "SENDING",
    "Button",
    "Call",
    "Cut",
    "Hold",
    "Moment",
    "Person",
    "Receipt",
    "Shown",
    "Telegram",
]
