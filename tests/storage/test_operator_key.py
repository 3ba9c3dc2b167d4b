"""The operator's key: made once, never written over, and refused in one sentence when it is wrong."""

from __future__ import annotations

import base64
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.storage.keyfile import operator_keys

# Kills itself just before it does to a file what the third word names (an event of Python's audit hooks).
_KILLED = """
import os, signal, sys
from pathlib import Path
from bot.storage.keyfile import operator_keys

def watch(event, arguments):
    if event == sys.argv[2] and str(arguments[0]).endswith(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(watch)
operator_keys(Path(sys.argv[1]), create=True)
"""


def test_a_key_is_made_for_its_owner_only(tmp_path: Path) -> None:
    key_file = tmp_path / "keys" / "operator.key"
    (key,) = operator_keys(key_file, create=True)
    assert base64.b64decode(key_file.read_bytes()) == key
    assert len(key) == 32
    assert (key_file.stat().st_mode & 0o777, key_file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert [path.name for path in key_file.parent.iterdir()] == ["operator.key"]


def test_the_same_key_is_read_at_the_next_start(tmp_path: Path) -> None:
    assert operator_keys(tmp_path / "key", create=True) == operator_keys(tmp_path / "key", create=False)


def test_a_key_that_the_operator_wrote_is_taken(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("  " + base64.b64encode(b"k" * 32).decode() + "\r\n")
    assert operator_keys(tmp_path / "key", create=True) == (b"k" * 32,)


@pytest.mark.parametrize("content", [b"", b"my secret", b"k" * 32, base64.b64encode(b"k" * 31), b"\xff" * 44])
def test_a_file_that_is_no_key_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "key").write_bytes(content)
    with pytest.raises(StoreError, match=r"is no operator's key: it must hold one line, 32 bytes in base64\.$"):
        operator_keys(tmp_path / "key", create=True)
    assert (tmp_path / "key").read_bytes() == content


def test_a_missing_key_is_not_made_when_it_must_not_be(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"is missing, .* SECRET_KEY_FILE\.$"):
        operator_keys(tmp_path / "keys" / "key", create=False)
    assert not (tmp_path / "keys").exists()


def test_a_place_that_cannot_hold_a_key_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=r"file/key cannot be used: Not a directory\.$"):
        operator_keys(tmp_path / "file" / "key", create=True)


def test_many_starts_at_once_agree_on_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as starts:
        keys = set(starts.map(lambda _: operator_keys(tmp_path / "keys" / "key", create=True), range(24)))
    assert len(keys) == 1


@pytest.mark.parametrize(("event", "path"), [("os.mkdir", "keys"), ("open", "key.new"), ("os.rename", "key.new")])
def test_a_start_that_was_killed_while_it_made_the_key_harms_nothing(tmp_path: Path, event: str, path: str) -> None:
    key_file = tmp_path / "keys" / "key"
    killed = subprocess.run([sys.executable, "-c", _KILLED, key_file, event, path], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert not key_file.exists()
    key = operator_keys(key_file, create=True)
    assert operator_keys(key_file, create=False) == key
    assert os.listdir(key_file.parent) == ["key"]  # noqa: PTH208  # the names are what is compared
