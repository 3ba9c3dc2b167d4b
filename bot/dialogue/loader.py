"""Reading `dialogues/`: every file into its model, the rooms' content into abilities, everything checked, one Script.

Rule: all faults of all files are told at once, in order of their places; a script with a fault is never handed out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from bot.dialogue.abilities import Ability, Shelf
from bot.dialogue.draft import Draft
from bot.dialogue.faults import Fault
from bot.dialogue.forms import FlowForm, PhrasesForm, ProfileForm, SmallTalkForm
from bot.dialogue.lint import check
from bot.dialogue.reading import FormT, Shape, Source, read_form
from bot.dialogue.script import Script
from bot.dialogue.shaping import FlowShape, shape_lines
from bot.dialogue.smalltalk import small_talk
from bot.errors import ScriptError

FLOWS = "flows"
SMALLTALK = "smalltalk"
PHRASES_FILE = "phrases.yaml"
PROFILE_FILE = "profile.yaml"


def load_script(directory: Path, shelves: Sequence[Shelf]) -> Script:
    """The script in `directory`, with the content of the other rooms' `shelves`.

    Raises ScriptError with a line `file:line:column: what is wrong` for every fault of every file.
    """
    if not directory.is_dir():
        raise ScriptError(str(_missing(_shown(directory), "folder")))
    reader = _Reader(directory)
    abilities = _abilities(reader, shelves)
    phrases = reader.file(PHRASES_FILE, PhrasesForm, shape_lines)
    shape = FlowShape(
        None if abilities is None else frozenset(abilities), None if phrases is None else phrases.form.lists
    )
    flows = reader.folder(FLOWS, FlowForm, shape)
    profile = reader.file(PROFILE_FILE, ProfileForm)
    smalltalk = reader.folder(SMALLTALK, SmallTalkForm, shape_lines)
    draft = Draft(
        tuple(flows),
        phrases,
        profile,
        tuple(smalltalk),
        abilities,
        complete=not reader.has_faults_in(FLOWS),
        folder=reader.shown(FLOWS),
    )
    faults = sorted({*reader.faults, *check(draft)})
    if faults or phrases is None or profile is None or abilities is None:
        raise ScriptError("\n".join(map(str, faults)))
    return Script(
        reader.version,
        draft.flows,
        phrases.form.phrases,
        draft.variables,
        abilities,
        profile.form,
        small_talk(source.form for source in smalltalk),
    )


def _abilities(reader: _Reader, shelves: Sequence[Shelf]) -> Mapping[str, Ability] | None:
    """The abilities by name; None when the content they are made from has faults."""
    abilities: dict[str, Ability] = {}
    for shelf in shelves:
        before = len(reader.faults)
        sources = {folder: reader.folder(folder, model) for folder, model in shelf.folders.items()}
        if len(reader.faults) > before:
            continue
        contents = {folder: [source.form for source in read] for folder, read in sources.items()}
        reader.faults.extend(_problems(shelf, contents, [source for read in sources.values() for source in read]))
        if len(reader.faults) == before:
            abilities.update(shelf.abilities(contents))
    return None if reader.faults else abilities


def _problems(shelf: Shelf, contents: Mapping[str, Sequence[BaseModel]], sources: Sequence[Source[Any]]) -> list[Fault]:
    """What the room itself finds wrong with its content, at its place in the files."""
    by_form = {id(source.form): source for source in sources}
    return [by_form[id(found.file)].fault(found.message, *found.where) for found in shelf.problems(contents)]


class _Reader:
    """Reads files below one directory; collects their faults, and their bytes into the script's version."""

    def __init__(self, directory: Path) -> None:
        self.faults: list[Fault] = []
        self._directory = directory
        self._digests: list[tuple[str, bytes]] = []

    def shown(self, name: str) -> str:
        """A file or folder as the author sees it."""
        return _shown(self._directory / name)

    @property
    def version(self) -> str:
        """A hash of the names and bytes of all files that were read."""
        whole = hashlib.sha256()
        for name, digest in sorted(self._digests):
            whole.update(name.encode() + b"\0" + digest)
        return whole.hexdigest()[:16]

    def has_faults_in(self, folder: str) -> bool:
        """Whether a file of this folder has a fault of its own."""
        prefix = self.shown(folder)
        return any(fault.file == prefix or fault.file.startswith(f"{prefix}/") for fault in self.faults)

    def folder(self, name: str, model: type[FormT], shape: Shape | None = None) -> list[Source[FormT]]:
        """Every YAML file in a folder and the folders below it, in order of their names."""
        folder = self._directory / name
        if not folder.is_dir():
            self.faults.append(_missing(self.shown(name), "folder"))
            return []
        for misnamed in sorted(folder.rglob("*.yml")):
            self.faults.append(Fault(_shown(misnamed), 0, 0, "the name of a dialogue file ends in .yaml"))
        paths = [path.relative_to(self._directory).as_posix() for path in folder.rglob("*.yaml")]
        read = [self.file(path, model, shape) for path in sorted(paths)]
        return [source for source in read if source is not None]

    def file(self, name: str, model: type[FormT], shape: Shape | None = None) -> Source[FormT] | None:
        """One file; None when it has faults."""
        path = self._directory / name
        shown = _shown(path)
        try:
            source = path.read_bytes()
        except FileNotFoundError:
            self.faults.append(_missing(shown, "file"))
            return None
        except OSError as error:
            self.faults.append(Fault(shown, 0, 0, f"this cannot be read: {error.strerror}"))
            return None
        self._digests.append((name, hashlib.sha256(source).digest()))
        read, faults = read_form(source, shown, model, shape)
        self.faults.extend(faults)
        return read


def _missing(name: str, kind: str) -> Fault:
    return Fault(name, 0, 0, f"there is no such {kind}")


def _shown(path: Path) -> str:
    """A path as its author sees it: from where they stand, when it lies below."""
    here = Path.cwd()
    return (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()
