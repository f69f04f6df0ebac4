"""The life of a case as one machine: which passages there are, who takes them, what each needs. Pure.

What we chose, and why:
* The journal's line is written with the decision, not six months later: a page that is gone says why at once. *Published* is
  the end, when nothing more can change it: the delay to contest is over, a review has answered, or a later decision on the
  same subject has taken its place.
* What comes back from a *cascade* goes to be looked at again, wherever it stood: its parent was hidden for a reason.
* To *remove* (what was written is destroyed) two persons are asked, the second of whom is not the first; alone, one hides.
"""

from dataclasses import dataclass
from datetime import date

from forum.core.errors import Closed
from forum.core.i18n import _, later

CONTEST = "moderation.contest"  # what a carnet sends to contest, while it waits for its slot
MONTHS = 6  # to contest; the DSA's article 20 asks for as many at least


@dataclass(frozen=True)
class State:
    name: str
    label: str


STATES = {
    state.name: state
    for state in (
        State("received", later("signalé")),
        State("acknowledged", later("signalé, on l’a dit à qui signale")),
        State("triage", later("à l’examen")),
        State("proposed", later("suppression proposée, une seconde personne confirme")),
        State("decided", later("décidé")),
        State("told", later("décidé, motif remis")),
        State("contested", later("contesté")),
        State("review", later("revu par quelqu’un d’autre")),
        State("upheld", later("décision confirmée")),
        State("varied", later("décision modifiée")),
        State("reversed", later("décision annulée")),
        State("published", later("terminé")),
        State("withdrawn", later("sans objet")),
        State("cascade", later("en suspens : ce dont il dépend est masqué")),
    )
}
UNDECIDED = ("received", "acknowledged", "triage", "proposed")
OPEN = (*UNDECIDED, "contested", "review")
ENDED = ("published", "withdrawn")
REVIEWED = ("upheld", "varied", "reversed")


@dataclass(frozen=True)
class Arrow:
    """One passage. `reasons`: it is not taken without words that say why. `again`: where it was taken already, and twice is
    once. `who`, `needs` and `does` are for whoever reads docs/cases.md; `refused` is said where it does not lead."""

    act: str
    sources: tuple[str, ...]
    target: str
    who: str
    needs: str
    does: str
    refused: str
    reasons: bool = False
    again: tuple[str, ...] = ()


OVER = later("Ce dossier est terminé. S’il y a du nouveau, un nouveau signalement en ouvre un autre.")
TAKEN = later("Ce dossier est déjà décidé, ou quelqu’un d’autre le revoit : relisez où il en est.")
NOT_YET = later("Rien n’est encore décidé ici : il n’y a rien à contester.")
NOT_SEEN = later("Personne ne revoit cette décision pour l’instant.")
ARROWS = (
    Arrow(
        "acknowledge", ("received",), "acknowledged",
        "nobody: at the first report whose author can be answered",
        "a carnet, or a code of eight words",
        "leaves them a sealed box for the answer",
        TAKEN, again=("acknowledged", "triage", "proposed", "contested", "review", "cascade"),
    ),
    Arrow(
        "examine", ("received", "acknowledged"), "triage",
        "a moderator who takes it, or to whom it is handed",
        "not to speak in the thread, and not to have said that they are concerned",
        "says who has it, and so how many each has",
        TAKEN, again=("triage", "proposed"),
    ),
    Arrow(
        "propose", ("triage",), "proposed",
        "a moderator",
        "the statement of reasons of a removal",
        "nothing yet: what is urgent, one hides",
        later("On ne propose de supprimer que ce qui est à l’examen."), reasons=True,
    ),
    Arrow(
        "decline", ("proposed",), "triage",
        "another moderator",
        "why",
        "puts the case back on the table, as it was",
        later("Aucune suppression n’est proposée ici."), reasons=True,
    ),
    Arrow(
        "decide", ("triage", "proposed"), "decided",
        "a moderator; for a removal, another one than who proposed it",
        "the statement: measure, scope, duration, facts, notice or own initiative, software, ground, why, redress",
        "takes the measure, writes the journal's line",
        later("Quelqu’un a décidé entre-temps : relisez où en est ce texte."), reasons=True,
    ),
    Arrow(
        "tell", ("decided",), "told",
        "nobody: with the decision",
        "nothing",
        f"leaves the statement in the author's box and the answer in the reporters'; {MONTHS} months to contest begin",
        later("On ne remet que le motif d’une décision prise."),
    ),
    Arrow(
        "contest", ("told",), "contested",
        "the author, by the key of their carnet",
        "a reason, before the delay is over",
        "puts the case back on the queue, for somebody else",
        NOT_YET, reasons=True, again=("contested", "review"),
    ),
    Arrow(
        "review", ("contested",), "review",
        "a moderator who did not decide, or a jury",
        "not to have decided",
        "says who has it",
        NOT_SEEN, again=("review",),
    ),
    Arrow("uphold", ("review",), "upheld", "who reviews", "a statement of reasons", "leaves the measure", NOT_SEEN,
          reasons=True),
    Arrow("vary", ("review",), "varied", "who reviews", "a statement of reasons", "takes another measure", NOT_SEEN,
          reasons=True),
    Arrow("reverse", ("review",), "reversed", "who reviews", "a statement of reasons", "undoes the measure", NOT_SEEN,
          reasons=True),
    Arrow(
        "publish", ("told", *REVIEWED), "published",
        "nobody: the delay to contest is over, a review has answered, or a later decision takes its place",
        "the statement that was given",
        "erases what reporters wrote; what is to be destroyed is destroyed",
        later("Ce dossier n’a pas encore sa fin."),
    ),
    Arrow(
        "withdraw", (*OPEN, "cascade"), "withdrawn",
        "nobody: the author, or a court, took the text away",
        "why",
        "answers the reporters, erases what they wrote",
        later("Il y a déjà une décision : elle reste au journal."), reasons=True,
    ),
    Arrow(
        "shade", ("received", "acknowledged", "triage"), "cascade",
        "nobody: what it stands under was hidden",
        "nothing",
        "nothing is decided of it meanwhile",
        later("Ce dossier suit son cours."), again=("cascade",),
    ),
    Arrow(
        "unshade", ("cascade",), "triage",
        "nobody: what it stands under came back",
        "nothing",
        "puts it back on the queue",
        later("Ce dossier n’était pas en suspens."), again=UNDECIDED,
    ),
)  # fmt: skip
BY_ACT = {arrow.act: arrow for arrow in ARROWS}
SHADED = later("Ce dont ce texte dépend est masqué : on n’en décide pas tant que cela dure.")
NEED_REASONS = later("Dites pourquoi : rien ne se décide ici sans motif.")


def passage(state: str, act: str, *, reasons: str = "") -> str:
    """The state that `act` leads to; "" where it was taken already. Closed, in words, where it does not lead, or where the
    words that it needs are missing."""
    arrow = BY_ACT[act]
    if state in arrow.again:
        return ""
    if state not in arrow.sources:
        raise Closed(_(SHADED if state == "cascade" else OVER if state in ENDED else arrow.refused))
    if arrow.reasons and not reasons.strip():
        raise Closed(_(NEED_REASONS))
    return arrow.target


def last_day(decided: date) -> date:
    """To contest: the same day of the month, six months later, or the last one of that month."""
    years, month = divmod(decided.month - 1 + MONTHS, 12)
    for day in (decided.day, 30, 29, 28):
        try:
            return date(decided.year + years, month + 1, day)
        except ValueError:
            continue
    raise AssertionError(decided)


def contestable(state: str, until: date | None, today: date) -> bool:
    return state == "told" and until is not None and today <= until


def over(state: str, until: date | None, today: date) -> bool:
    """Whether the end has come by itself."""
    return state in REVIEWED or (state == "told" and until is not None and today > until)


# -- what is destroyed ----------------------------------------------------------

AT_ONCE = ("identifiable", "illegal")  # third persons' data, and what the law forbids to keep


def destroyed(measure: str, state: str, reason: str) -> bool:
    """Whether what was written goes now. Never before the delay to contest is over, but for third persons and the law."""
    if measure != "remove" or state not in ("told", "upheld", "published"):
        return False
    return state == "published" or reason in AT_ONCE
