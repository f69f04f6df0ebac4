"""The life of a petition as one machine: which passages there are, who takes them, what each does and needs. Pure.

What we chose, and why:
* *Settled* and *abandoned* are ends. The addresses of those who were told go then, and whoever signed was promised so:
  what was erased cannot be taken up again. A promise that is broken later still shows in the suites, and another petition
  can be opened. A *followed* one is not an end: it waits for what was promised, and any organiser may go on with it.
* To be *settled* there must be an answer on record: what was obtained has a source.
* A draft is deleted, not abandoned: nobody signed it. An open one is closed first, so that each signature is counted.
* Silence ends nothing by itself before a notice stood on the public page for a month.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from forum.core.errors import Closed
from forum.core.i18n import _, later, long_date

KEPT_DAYS, MOST_KEPT = 30, 365
NOTICE = timedelta(days=30)
REMINDED = timedelta(days=14)


@dataclass(frozen=True)
class State:
    """`label` on a badge; `step` on the path, for whoever reads it."""

    name: str
    label: str
    step: str


STATES = {
    state.name: state
    for state in (
        State("draft", later("brouillon"), later("On l’écrit")),
        State("open", later("ouverte"), later("Ouverte à la signature")),
        State("closed", later("close"), later("Fin des signatures")),
        State("delivered", later("remise"), later("Remise à l’institution")),
        State("answered", later("répondue"), later("Une réponse est venue")),
        State("followed", later("suivie"), later("Des engagements sont pris, on les suit")),
        State("settled", later("aboutie"), later("Aboutie")),
        State("abandoned", later("abandonnée"), later("Abandonnée")),
    )
}
ENDED = ("settled", "abandoned")
HANDED = ("delivered", "answered", "followed", *ENDED)
OVER = ("closed", *HANDED)


@dataclass(frozen=True)
class Arrow:
    """One passage, from each of `sources`. `again`: where it was taken already, and twice is once. `refused` is said where
    it does not lead; `who`, `needs` and `does` are for whoever reads docs/lifecycle.md."""

    act: str
    sources: tuple[str, ...]
    target: str
    again: tuple[str, ...]
    who: str
    needs: str
    does: str
    refused: str


ARROWS = (
    Arrow(
        "open", ("draft",), "open", ("open",),
        "an organiser",
        "a last day to come, a text, a key for the names, demands that were not joined with others",
        "freezes the text, publishes its hash, begins the log and the suites",
        later("Cette pétition est close : elle ne peut pas rouvrir."),
    ),
    Arrow(
        "close", ("open",), "closed", OVER,
        "an organiser, or its last day passed",
        "nothing",
        "erases what nobody confirmed, destroys the key that knows addresses again",
        later("Cette pétition n’est pas ouverte."),
    ),
    Arrow(
        "deliver", ("closed",), "delivered", ("delivered", "answered", "followed"),
        "an organiser, noting the handing over",
        "a day and whom it was handed to",
        "starts the silence clock, and the days for which names are kept",
        later("Fermez d’abord la pétition : on ne remet que ce qui est compté."),
    ),
    Arrow(
        "answer", ("delivered",), "answered", ("answered", "followed"),
        "an organiser, noting a reply",
        "a reply that is no silence, with its source",
        "stops the silence clock",
        later("Notez d’abord la remise : on ne répond qu’à ce qui a été remis."),
    ),
    Arrow(
        "follow", ("delivered", "answered"), "followed", ("followed",),
        "an organiser, noting a commitment",
        "who, what, by when, how we shall know",
        "lets both colleges judge it",
        later("Notez d’abord une réponse : un engagement vient d’une réponse."),
    ),
    Arrow(
        "settle", ("answered", "followed"), "settled", ("settled",),
        "an organiser",
        "a public reason",
        "a last letter to the suivi, whose addresses then go; the page stays",
        later("Notez d’abord, dans les suites, ce que l’institution a répondu ou fait : on doit pouvoir le vérifier."),
    ),
    Arrow(
        "abandon", ("closed", "delivered", "answered", "followed"), "abandoned", ("abandoned",),
        "an organiser",
        "a public reason",
        "a last letter to the suivi, whose addresses then go; the page stays",
        later("Fermez d’abord la pétition, pour que chaque signature soit comptée. Un brouillon, lui, se supprime."),
    ),
    Arrow(
        "lapse", ("closed", "delivered", "answered", "followed"), "abandoned", ("abandoned",),
        "nobody: a long silence",
        "a month of notice on the public page, and nothing noted since",
        "as abandon; the page says that nobody carried it any more",
        later("Fermez d’abord la pétition, pour que chaque signature soit comptée. Un brouillon, lui, se supprime."),
    ),
)  # fmt: skip
BY_ACT = {arrow.act: arrow for arrow in ARROWS}


def passage(state: str, act: str) -> str:
    """The state that `act` leads to; "" where it was taken already, so that twice is once. Closed, in words, where it does
    not lead."""
    arrow = BY_ACT[act]
    if state in arrow.sources:
        return arrow.target
    if state in arrow.again:
        return ""
    if state in ENDED:
        raise Closed(over_words(state))
    raise Closed(_(arrow.refused))


def over_words(state: str) -> str:
    """To whoever acts on a petition that has ended, from a page that grew old."""
    if state == "settled":
        return _("Cette pétition a abouti : son chemin est fini. Ce qui la suit se lit sur sa page.")
    return _("Cette pétition est abandonnée : son chemin est fini. On peut en ouvrir une autre.")


def signing_words(state: str) -> str:
    """To whoever signs too late."""
    if state in ENDED:
        return _(
            "Cette pétition est finie : elle ne prend plus de signatures. Sa page dit ce qu’elle a donné."
        )
    return _("Cette pétition est close : elle ne prend plus de signatures.")


# -- where it stands ----------------------------------------------------------


@dataclass(frozen=True)
class Dates:
    """The days of the passages; None for those that were not taken."""

    opens: date
    closes: date
    delivered: date | None = None
    answered: date | None = None
    followed: date | None = None
    ended: date | None = None


@dataclass(frozen=True)
class Step:
    """One line of the path; `day` is ready to read, `state` one of done, now, todo."""

    label: str
    day: str
    state: str


ROAD = ("open", "closed", "delivered", "answered", "followed", "settled")


def path(state: str, at: Dates) -> list[Step]:
    """The whole road, what was done and what is to come; an abandoned one shows what it did, and that it stopped."""
    days = (at.opens, at.closes, at.delivered, at.answered, at.followed, at.ended)
    steps = [
        Step(_(STATES[name].step), long_date(day) if day else "", _mark(name, state, day))
        for name, day in zip(ROAD, days, strict=True)
    ]
    if state == "abandoned":
        done = [step for step in steps[:-1] if step.state == "done"]
        return [*done, Step(_(STATES[state].step), long_date(at.ended) if at.ended else "", "done")]
    if state == "settled":  # what was skipped on the way is not to come any more
        return [step for step in steps if step.state == "done"]
    return steps


def _mark(name: str, state: str, day: date | None) -> str:
    if state == "draft":
        return "todo"
    if name in ("delivered", "answered", "followed"):
        reached = day is not None
    elif state == "abandoned":
        reached = name in ("open", "closed")
    else:
        reached = ROAD.index(name) <= ROAD.index(state)
    if not reached:
        return "todo"
    return "now" if name == state and state in ("open", "followed") else "done"


# -- erasing what names people --------------------------------------------------


def erasure_day(kept_from: date | None, kept_days: int) -> date | None:
    """So many days after the handing over was noted, or after the end where nothing was handed over; None before."""
    return kept_from + timedelta(days=kept_days) if kept_from else None


# -- silence -------------------------------------------------------------------


@dataclass(frozen=True)
class Silence:
    """Days without a sign of those who organise before they are reminded, before the public page says so, before the end."""

    team: int
    public: int
    end: int


SILENCES = {
    "closed": Silence(30, 60, 180),
    "delivered": Silence(90, 180, 730),
    "answered": Silence(90, 180, 730),
    "followed": Silence(180, 365, 1095),
}


@dataclass(frozen=True)
class Standing:
    """What a silence has come to on a day. `ends` is told from the notice on; `lapsed` when it is over."""

    days: int = 0
    reminded: bool = False
    public: bool = False
    noticed: bool = False
    ends: date | None = None
    lapsed: bool = False


def standing(state: str, since: date, today: date, warned: date | None = None) -> Standing:
    """`since` is the last sign of those who organise. `warned` is the day on which the notice began to stand: an instance
    that was off all that time gives a whole month again."""
    limits = SILENCES.get(state)
    if limits is None:
        return Standing()
    days = max((today - since).days, 0)
    ends = since + timedelta(days=limits.end)
    if warned is not None:
        ends = max(ends, warned + NOTICE)
    elif ends - NOTICE <= today:
        ends = max(ends, today + NOTICE)
    noticed = today >= ends - NOTICE
    lapsed = warned is not None and today >= ends
    return Standing(days, days >= limits.team, days >= limits.public, noticed, ends, lapsed)


# -- opening -------------------------------------------------------------------


def lacking(*, closes: date, today: date, body: str, key: bytes, moved: Iterable[str]) -> list[str]:
    """What a draft still lacks before people may sign it, each in one sentence that says what to do."""
    said = [
        _("La date de fin est passée. Changez-la avant d’ouvrir.") if closes < today else "",
        "" if body.strip() else _("Le texte est vide. Écrivez-le avant d’ouvrir."),
        "" if key else _("Les noms n’ont pas de clé. Préparez la pétition de nouveau, avec une phrase."),
    ]
    joined = _("« {title} » est maintenant regroupée avec une autre : choisissez celle qui reste.")
    return [line for line in said if line] + [joined.format(title=title) for title in moved]
