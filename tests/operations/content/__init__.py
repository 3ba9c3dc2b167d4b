"""The check of what is said: small folders of dialogues, and today's rules."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from bot.operations.content.checking import CHECKS_FILE, Report, check_content
from bot.operations.content.memory import Memory

DIALOGUES = Path(__file__).parents[3] / "dialogues"
NOTHING_KEPT = Memory(None)


def report_on(folder: Path, files: Mapping[str, str], memory: Memory = NOTHING_KEPT) -> Report:
    """The report on a folder with these files and today's rules."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / CHECKS_FILE).exists():
        shutil.copy(DIALOGUES / CHECKS_FILE, folder / CHECKS_FILE)
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return check_content(folder, memory)


def found(report: Report, *files: str) -> list[str]:
    """The findings in these files as the author reads them, without the folder they stand in."""
    faults = sorted({one.fault for one in report.findings if one.file in files})
    names = {one.fault: one.file for one in report.findings}
    return [str(fault).replace(fault.file, names[fault]) for fault in faults]
