"""How long those who vote are left to answer again, once the text under the question has changed. Pure."""

from datetime import date, timedelta

CALM_DAYS = 7


def too_late(closes: date, today: date) -> bool:
    """Whether a change made today would leave fewer than CALM_DAYS to answer it."""
    return today + timedelta(CALM_DAYS) > closes


def may_end(changed: date | None, today: date) -> bool:
    """Whether a vote may be ended early: not while people are still being asked about a change."""
    return changed is None or changed + timedelta(CALM_DAYS) <= today
