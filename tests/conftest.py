"""What holds for every test: Hypothesis repeats itself exactly, and no test is skipped.

Rule: a suite that skips says nothing, so one skipped or expected failure fails the run. Only what reads
`../shared/data`, which is no part of the repository, may skip where that folder is missing; one loud line says so.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

SHARED = "../shared/data"

settings.register_profile("steady", derandomize=True, deadline=None, database=None)
# The long runs (`make prove`): other examples each time, and many of them.
settings.register_profile("searching", max_examples=2_000, deadline=None, database=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


def _not_run(config: pytest.Config) -> tuple[list[str], list[str]]:
    """Sentences for what was skipped although it must run, and for what was excused."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    wrong: list[str] = []
    excused: list[str] = []
    for outcome in ("skipped", "xfailed", "xpassed"):
        for report in reporter.stats.get(outcome, []) if reporter else []:
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
            sentence = f"{report.nodeid} {outcome}: {reason}"
            (excused if outcome == "skipped" and SHARED in reason else wrong).append(sentence)
    return wrong, excused


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run when something did not run."""
    if _not_run(session.config)[0] and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say it where it is seen: below everything else."""
    wrong, excused = _not_run(config)
    for sentence in wrong:
        terminalreporter.write_line(f"NOT ALLOWED: {sentence}", red=True, bold=True)
    if excused:
        sentence = f"!!! {len(excused)} tests did not run: they read {SHARED}, which is not here !!!"
        terminalreporter.write_line(sentence, yellow=True, bold=True)
