"""What Telegram refuses, with the code and the words it uses.

Rule: every refusal of this server is made here or by `bad_request`, so that a test can name it.
Source: https://core.telegram.org/bots/api#making-requests, and the errors that bots are known to receive.
"""

from __future__ import annotations


class Refusal(Exception):
    """An answer with `"ok": false`. `retry_after` is in seconds and comes with a 429 only."""

    def __init__(self, code: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.retry_after = retry_after

    def as_json(self) -> dict[str, object]:
        """The body of the answer."""
        body: dict[str, object] = {"ok": False, "error_code": self.code, "description": self.description}
        return body if self.retry_after is None else body | {"parameters": {"retry_after": self.retry_after}}


def bad_request(what: str) -> Refusal:
    """400: the request is at fault. Telegram begins the reason with a small letter, names in capitals excepted."""
    return Refusal(400, f"Bad Request: {what}")


def unauthorized() -> Refusal:
    """401: the token belongs to no bot (any more)."""
    return Refusal(401, "Unauthorized")


def not_found() -> Refusal:
    """404: the address holds no token at all."""
    return Refusal(404, "Not Found")


def no_such_method() -> Refusal:
    """404: the token is right, the method unknown."""
    return Refusal(404, "Not Found: method not found")


def blocked() -> Refusal:
    """403: the person blocked the bot."""
    return Refusal(403, "Forbidden: bot was blocked by the user")


def deactivated() -> Refusal:
    """403: the person deleted their account."""
    return Refusal(403, "Forbidden: user is deactivated")


def other_poller() -> Refusal:
    """409: a newer getUpdates took over."""
    return Refusal(
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    )


def webhook_active() -> Refusal:
    """409: updates go to a webhook."""
    return Refusal(
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    )


def too_many(retry_after: int) -> Refusal:
    """429: slow down."""
    return Refusal(429, f"Too Many Requests: retry after {retry_after}", retry_after)


def old_query() -> Refusal:
    """400: a press that was answered before, is too old to be answered, or never was."""
    return bad_request("query is too old and response timeout expired or query ID is invalid")


def not_modified() -> Refusal:
    """400: an edit that changes nothing."""
    return bad_request(
        "message is not modified: specified new message content and reply markup are exactly the same"
        " as a current content and reply markup of the message"
    )


def not_utf8() -> Refusal:
    """400: bytes that are no UTF-8, or half of a surrogate pair."""
    return bad_request("strings must be encoded in UTF-8")
