"""What `securebase dialogues check --content` does: check, print the tables, and tell all findings at once.

Rule: as in cli.py. The packages that measure words are for authors and come with `make install-dev`; where they are
missing, that is one sentence.
"""

from __future__ import annotations

from pathlib import Path

import typer

from bot.errors import ScriptError, SecureBaseError
from bot.operations.content.checking import check_content
from bot.operations.content.memory import Memory, cache_folder
from bot.operations.content.printing import tables


def print_content(folder: Path) -> None:
    """Print the tables of what is said in `folder`. Raises ScriptError with a line for every finding."""
    try:
        report = check_content(folder, Memory(cache_folder()))
    except ModuleNotFoundError as missing:
        sentence = f"--content needs '{missing.name}', which comes with the tools for authors: run `make install-dev`."
        raise SecureBaseError(sentence) from None
    for line in tables(report):
        typer.echo(line)
    if faults := report.faults:
        raise ScriptError("\n".join(map(str, faults)))
    typer.echo(f"{folder}: {report.texts} texts, nothing found.")
