"""The mark of tests that take long."""

from __future__ import annotations

import pytest

long = pytest.mark.no_cover
"""Not measured for coverage, with which they take two and a half times as long: what they pass is covered by other
tests."""
