"""`forum maintain`: one whole round of maintenance, now."""

from typing import TYPE_CHECKING

import typer

from forum.cli.common import house, say

if TYPE_CHECKING:
    from forum.maintenance.actions import Outcome, Step

TO_DO = "non fait (voyez le journal) ; forum maintain recommencera"


def maintain() -> None:
    """Fait l’entretien : efface le périmé, recompte, rend la place."""
    from forum.maintenance import actions

    with house() as opened:
        done = actions.maintain(opened, _told)
    if done.failed or done.differences:
        raise typer.Exit(1)


def _told(step: "Step", outcome: "Outcome | None") -> None:
    """One line a step, in the order in which they are done."""
    say(f"{step.label} : {outcome.said if outcome else TO_DO}")
