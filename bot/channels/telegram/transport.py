"""HTTP to Telegram over aiohttp, behind the library's own seam `telegram.request.BaseRequest`.

Rule: the same exception class as the library's HTTPXRequest, in every case (a table in the tests runs both side by
side), and no address in any error's text, because it holds the token. Whether a message was delivered is never guessed
from an exception: the sender treats every one of them as "perhaps".

Why: httpx is what limits the library. Measured in docs/measured.md: several times as many sends a second.
"""

from __future__ import annotations

import json
import ssl
from typing import Any, Final, TypeVar

import aiohttp
import certifi
import msgspec
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.channels.telegram.calls import Wishes

_T = TypeVar("_T")

_HEADERS: Final = {"User-Agent": BaseRequest.USER_AGENT}
_FORM: Final = {**_HEADERS, "Content-Type": "application/x-www-form-urlencoded"}
_JSON: Final = {**_HEADERS, "Content-Type": "application/json"}
_CONNECT_SECONDS: Final = 5.0
_UPLOAD_SECONDS: Final = 20.0
"""What an upload may take longer: aiohttp's time-out for reading runs while a body is still written."""


class Transport(BaseRequest):
    """Requests over a pool of kept connections."""

    def __init__(self, connections: int, *, read_timeout: float = 5.0, pool_timeout: float = 1.0, trust_env: bool):
        """connections: how many at the same time. read_timeout: seconds until the next byte must have come.
        pool_timeout: seconds to wait for a free connection. trust_env: whether proxies of the environment are used."""
        self._connections = connections
        self._read_timeout = read_timeout
        self._pool_timeout = pool_timeout
        self._trust_env = trust_env
        self._session: aiohttp.ClientSession | None = None
        self._is_down = False

    @property
    def read_timeout(self) -> float:
        """Seconds, where a call names no other."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Be ready, also after a shutdown."""
        self._is_down = False

    async def shutdown(self) -> None:
        """Close every connection."""
        self._is_down = True
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(  # noqa: PLR0913, PLR0917 (the seam is the library's)
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make one request; its status and body. Raises TimedOut and NetworkError, as HTTPXRequest does."""
        has_files = bool(request_data and request_data.contains_files)
        reading = _given(read_timeout, self._read_timeout)
        uploading = _given(write_timeout, _UPLOAD_SECONDS) if has_files else 0.0
        connecting = _given(connect_timeout, _CONNECT_SECONDS)
        timeout = aiohttp.ClientTimeout(
            total=None,
            connect=_sum(connecting, _given(pool_timeout, self._pool_timeout)),
            sock_connect=connecting,
            sock_read=_sum(reading, uploading),
        )
        headers, body = _written(request_data)
        try:
            async with self._opened().request(
                method, url, data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as response:
                return response.status, await response.read()
        except TimeoutError:
            raise TimedOut from None
        except (aiohttp.ClientError, OSError) as fault:
            raise NetworkError(type(fault).__name__) from None

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """What an answer holds. Raises TelegramError when it is no JSON.

        Half an emoji, escaped, is JSON to the standard library and none to the faster one (RFC 8259, section 8.2,
        leaves it open): one such message must not hold up all that came with it.
        """
        try:
            return msgspec.json.decode(payload)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return _slowly(payload)

    def _opened(self) -> aiohttp.ClientSession:
        if self._is_down:
            raise NetworkError("the transport is shut down")
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections, ssl=_trusted())
            self._session = aiohttp.ClientSession(
                connector=connector, trust_env=self._trust_env, cookie_jar=aiohttp.DummyCookieJar()
            )
        return self._session


def _trusted() -> ssl.SSLContext:
    # The system's own certificates, SSL_CERT_FILE's among them, and certifi's for systems that have none.
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _given(value: Any, default: _T) -> _T | None:
    return default if value is BaseRequest.DEFAULT_NONE else value


def _sum(*seconds: float | None) -> float | None:
    known = [value for value in seconds if value is not None]
    return sum(known) if len(known) == len(seconds) else None


def _written(request: RequestData | Wishes | None) -> tuple[dict[str, str], bytes | aiohttp.FormData]:
    """Headers and body: for the library's own calls what it would send, letter for letter unless a file is uploaded."""
    if request is None:
        return _HEADERS, b""
    if isinstance(request, Wishes):
        return _JSON, request.body()
    if not request.contains_files:
        return _FORM, request.url_encoded_parameters().encode()
    form = aiohttp.FormData(quote_fields=False)
    for name, text in request.json_parameters.items():
        form.add_field(name, text)
    for name, (filename, content, kind) in request.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return _HEADERS, form


def _slowly(payload: bytes) -> Any:
    try:
        return json.loads(payload)
    except (ValueError, RecursionError):
        raise TelegramError("Invalid server response") from None
