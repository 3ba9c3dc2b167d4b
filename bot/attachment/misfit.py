"""By how much real answers stray further than the model says: what calibrating notes in a bank file.

Rule: a form and its arithmetic. Answers to a few items of a bundle say less about the other items than the model, which
takes them for independent, believes. How much less is seen in the people whose answers were calibrated on: as a
standard deviation of the mean over the items not asked, in shares of their scale, after so many questions.
"""

from __future__ import annotations

from pydantic import Field

from bot.attachment.forms import Form


class Misfit(Form):
    """questions: ascending; anxiety, avoidance: one standard deviation for each of them."""

    questions: tuple[int, ...] = ()
    anxiety: tuple[float, ...] = ()
    avoidance: tuple[float, ...] = ()

    def after(self, questions: int) -> tuple[float, float]:
        """On both dimensions after so many questions: those of the nearest number noted, or 0."""
        if not self.questions:
            return 0.0, 0.0
        nearest = min(range(len(self.questions)), key=lambda place: abs(self.questions[place] - questions))
        return self.anxiety[nearest], self.avoidance[nearest]


class Calibration(Form):
    """What calibrating noted. people: whose answers it saw."""

    people: int = Field(ge=1)
    misfit: Misfit = Misfit()
