"""Plain HTTP, as anything but our client would speak it: for the tests of this server.

Rule: urllib only, so that no library puts a request right before it leaves.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

_BOUNDARY = "a-line-between-parts"
_PATIENCE = 10.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, and the body as JSON (or as text when it is none)."""

    status: int
    body: Any

    @property
    def result(self) -> Any:
        """What a method gives. Raises AssertionError when it was refused."""
        assert self.body.get("ok"), self.body
        return self.body["result"]

    @property
    def refusal(self) -> tuple[int, str]:
        """The code and the words of a refusal; the status says the same code."""
        assert self.body["ok"] is False
        assert self.body["error_code"] == self.status
        return self.status, self.body["description"]


@dataclass(frozen=True, slots=True)
class Api:
    """The methods of one bot."""

    url: str
    token: str

    def form(self, method: str, **values: Any) -> Answer:
        """Call with a form; what is no text or number is written as JSON, as Telegram wants it."""
        fields = {
            name: value if isinstance(value, str | bytes) else json.dumps(value) for name, value in values.items()
        }
        return self.post(method, urlencode(fields).encode(), "application/x-www-form-urlencoded")

    def json(self, method: str, **values: Any) -> Answer:
        """Call with a JSON body."""
        return self.post(method, json.dumps(values).encode(), "application/json")

    def multipart(self, method: str, files: dict[str, bytes], **values: Any) -> Answer:
        """Call with files."""
        lines = []
        for name, value in values.items():
            text = value if isinstance(value, str) else json.dumps(value)
            lines += [
                b"--" + _BOUNDARY.encode(),
                f'Content-Disposition: form-data; name="{name}"'.encode(),
                b"",
                text.encode(),
            ]
        for name, content in files.items():
            about = f'Content-Disposition: form-data; name="{name}"; filename="{name}.png"'
            lines += [b"--" + _BOUNDARY.encode(), about.encode(), b"Content-Type: image/png", b"", content]
        body = b"\r\n".join([*lines, b"--" + _BOUNDARY.encode() + b"--", b""])
        return self.post(method, body, f"multipart/form-data; boundary={_BOUNDARY}")

    def post(self, method: str, body: bytes, content_type: str) -> Answer:
        """Call with any body. Raises OSError when the connection breaks."""
        request = Request(f"{self.url}/bot{self.token}/{method}", body, {"Content-Type": content_type})  # noqa: S310 (our own address)
        try:
            with urlopen(request, timeout=_PATIENCE) as response:  # noqa: S310
                return _answer(response.status, response.read())
        except HTTPError as error:
            with error:
                return _answer(error.code, error.read())


def _answer(status: int, body: bytes) -> Answer:
    try:
        return Answer(status, json.loads(body))
    except ValueError:
        return Answer(status, body.decode())
