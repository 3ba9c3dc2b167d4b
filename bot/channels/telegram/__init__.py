"""The door to Telegram: updates in, messages out of the outbox.

The way of one update: poller -> updates -> companion, and only then the next offset. The way of one message:
outbox -> sender -> delivery -> render -> Telegram, and only then its mark.

Rule: this room translates. It decides nothing that a person reads, but how a text is cut and where a button stands.
"""

import os

# Without it the library raises a deprecation warning from inside `RetryAfter`; it reads the variable when it is needed.
os.environ.setdefault("PTB_TIMEDELTA", "1")
