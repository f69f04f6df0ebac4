"""When two texts of one kind become one, and when they part again: the states that all kinds go through. Pure.

proposed ─ both sides say yes ──────────────────────→ merged ─ BACK_DAYS are over ───────→ confirmed
         ─ one side says no ────────────────────────→ refused
         ─ the delay is over and a side kept silent,
           or one of the two can no longer be joined → lapsed
         ─ a side is silent or left, and this kind is
           settled by a vote of the collective ──────→ voting ─ merged, refused or lapsed
merged   ─ an author, or whoever else this kind lets undo ──────────────────────────────→ undone
         ─ what a vote joined, a vote may part ──────→ parting ─ undone, or merged again

A side is a text. It speaks by its authors: yes or no, once. Nobody to ask is silence, and silence is never a yes: what each
kind does then is its own rule (`grievances/merging/rules.py`, `demands/merging/rules.py`). Nothing is chained: what was
absorbed is no side of another merge, and what absorbed can absorb more but is not absorbed itself, so that an old address
is never more than one step from its text.
"""

DELAY_DAYS = 14
BACK_DAYS = 30
AGAIN_DAYS = 30  # before the same two may be proposed again
REASON = 1000

STATES = ("proposed", "voting", "refused", "lapsed", "merged", "parting", "confirmed", "undone")
OPEN = ("proposed", "voting")
JOINED = ("merged", "parting", "confirmed")
SIDES = ("absorbed", "survivor")
CHOICES = ("yes", "no")
# What a paper is on: one side, by those who live it; both at once, or parting again, by the collective. `aside` is no vote:
# the mark of somebody who does not follow, and is asked no more.
PAPERS = (*SIDES, "all", "parting", "aside")
UNDOERS = ("author", "organiser", "echoes", "vote")


def vote_scope(ref: str, side: str) -> str:
    """What a paper is a nullifier of."""
    return f"merge:{ref}:{side}"
