"""The rival's part of `beside_catsim.py`, run by the Python of `.venv-rivals`: JSON in, JSON out.

Rule: catsim as its documentation uses it (most information next, numerical search for the maximum likelihood, Dodd's
step while all answers agree), and nothing of ours, which that environment does not have.
"""

from __future__ import annotations

import json
import sys
import time
from importlib import import_module
from typing import Any

irt: Any = import_module("catsim.irt")
numpy: Any = import_module("numpy")
Bank: Any = import_module("catsim.item_bank").ItemBank
Selector: Any = import_module("catsim.selection").MaxInfoSelector
Estimator: Any = import_module("catsim.estimation").NumericalSearchEstimator


def sit(bank: Any, answers: list[int], most: int) -> tuple[list[float], list[float], float]:
    """Of one person with these answers to all items: the estimate and its standard error after each question, and the
    seconds it took."""
    selector, estimator = Selector(), Estimator()
    asked: list[int] = []
    places, errors, theta = [], [], 0.0
    begun = time.perf_counter()
    while len(asked) < most:
        asked.append(int(selector.select(item_bank=bank, administered_items=asked, est_theta=theta)))
        given = [bool(answers[item]) for item in asked]
        theta = float(
            estimator.estimate(item_bank=bank, administered_items=asked, response_vector=given, est_theta=theta)
        )
        places.append(theta)
        errors.append(float(irt.see(theta, bank.items[asked])))
    return places, errors, time.perf_counter() - begun


def main() -> None:
    """Read the wish from stdin and print what came of it."""
    wish = json.load(sys.stdin)
    bank = Bank(numpy.array(wish["items"], dtype=float))
    sit(bank, wish["answers"][0], wish["most"])  # what is made once is not measured
    found = [sit(bank, answers, wish["most"]) for answers in wish["answers"]]
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
