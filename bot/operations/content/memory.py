"""What was found before, kept by hash of rule and text, so that only what changed is measured again.

Rule: it only saves time. It lies in the user's cache folder, never in the tree; a file that is missing, broken or
cannot be written changes nothing but how long it takes. What was not asked for this time is forgotten.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

_FILE = "content.json"


def cache_folder() -> Path:
    """Where the system keeps what can be made again."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "securebase"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "securebase"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "securebase"


def key_of(*parts: object) -> str:
    """A short name for these parts: the same ones, the same name."""
    return hashlib.blake2b("\0".join(map(str, parts)).encode(), digest_size=12).hexdigest()


def code_key() -> str:
    """The name of the code that measures: when it changes, nothing of before holds."""
    own = sorted(Path(__file__).parent.glob("*.py"))
    return hashlib.blake2b(b"\0".join(path.read_bytes() for path in own), digest_size=12).hexdigest()


class Memory:
    """Tables of results, each under the name of its rule. folder: where they are kept; None keeps nothing."""

    def __init__(self, folder: Path | None) -> None:
        self._path = folder / _FILE if folder else None
        self._before: dict[str, dict[str, Any]] = self._read()
        self._now: dict[str, dict[str, Any]] = {}

    def recall(self, rule: str, text: str) -> Any:
        """What was kept of this text under this rule, or None."""
        now = self._now.setdefault(rule, {})
        if text not in now and (kept := self._before.get(rule, {}).get(text)) is not None:
            now[text] = kept
        return now.get(text)

    def keep(self, rule: str, text: str, result: Any) -> None:
        """Keep a result for the next time."""
        self._now.setdefault(rule, {})[text] = result

    def save(self) -> None:
        """Write what was asked for this time."""
        if self._path is None or self._now == self._before:
            return
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            beside = self._path.with_name(f"{_FILE}.{os.getpid()}")
            beside.write_text(json.dumps({"code": code_key(), "tables": self._now}), encoding="utf-8")
            beside.replace(self._path)

    def _read(self) -> dict[str, dict[str, Any]]:
        if self._path is None:
            return {}
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
            tables = kept["tables"] if kept["code"] == code_key() else {}
        except (OSError, ValueError, KeyError, TypeError):
            return {}
        return tables if isinstance(tables, dict) else {}
