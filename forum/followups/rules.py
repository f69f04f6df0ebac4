"""The silence clock, and the state of a commitment on a day. Pure.

What we chose, and why:
* An answer stops the clock, whatever it says. A silence that the collective wrote down is no answer.
* Two months are two months of the calendar, from day to day, as an administration counts them.
* A commitment is judged by the two deciding colleges, each for itself: five voices at least, and more on one side
  than on the other. It is *kept* or *broken* only when both say the same; nobody can say so in the other's place.
* *Overdue* needs nobody: the day has passed and both have not said "kept". A promise whose day has not come is never
  broken, but it may be kept early.
"""

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from forum.core.i18n import _, long_date

LEAST = 5
SILENCE_MONTHS = 2
LABELS = {
    "commitment": ("Engagement", "L’institution dit qui fera quoi, et pour quand."),
    "refusal": ("Refus", "L’institution dit non, avec ou sans raison."),
    "stalling": (
        "Manœuvre dilatoire",
        "Ni oui ni non : un comité, une étude, une charte ou une formation, sans décision ni date.",
    ),
    "silence": ("Silence", "Rien, ou un simple accusé de réception. Le compte des jours continue."),
}
# Where the path of each subject begins: a demand that one college carries was voted too, so it is not called adopted.
FIRST_STEPS = {"petition": "Ouverte à la signature", "demand": "Vote clos", "platform": "Cahier publié"}
# Ways of putting off: what each is called, what it is, and what to ask for then.
STALLING = {
    "committee": (
        "Un comité",
        "On se réunit au lieu de décider. Demandez qui y siège, ce qu’il peut décider, et pour quel jour.",
    ),
    "study": (
        "Une étude",
        "On mesure encore ce que nous avons déjà nommé. Demandez la question posée, qui la paie, la date des résultats, "
        "et ce qui sera fait ensuite.",
    ),
    "charter": (
        "Une charte",
        "Des principes que nul n’est tenu de suivre. Demandez ce qui change lundi, et ce qui arrive si ce n’est pas fait.",
    ),
    "training": (
        "Une formation",
        "On demande à celles et ceux qui subissent de s’adapter. Demandez les postes, le temps et les moyens avec.",
    ),
    "elsewhere": (
        "Un renvoi à un autre",
        "Ce n’est pas nous, c’est à côté. Demandez qui décide, par quel texte, et que la demande lui soit transmise.",
    ),
    "trial": (
        "Une expérimentation sans date",
        "On essaie quelque part, sans dire jusqu’à quand. Demandez où, combien de temps, comment on jugera, et la suite.",
    ),
}
STATES = {"open": "en cours", "overdue": "en retard", "kept": "tenu", "broken": "pas tenu"}


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month if it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))


@dataclass(frozen=True)
class Clock:
    """Days of silence from `since` to the answer, or to today.

    `limit` is the day that the law or the institution's own word gives (`agreed`); None where neither says any.
    """

    since: date
    limit: date | None
    days: int
    answered: bool
    passed: bool
    agreed: bool = False


def clock(
    delivered: date,
    answered: date | None,
    today: date,
    *,
    months: int = SILENCE_MONTHS,
    days: int = 0,
    agreed: date | None = None,
) -> Clock:
    """What was agreed runs in the place of the law: it was said for this very request."""
    until = answered or today
    limit = agreed
    if limit is None and (months or days):
        limit = months_after(delivered, months) + timedelta(days)
    passed = limit is not None and until >= limit
    since = max((until - delivered).days, 0)
    return Clock(delivered, limit, since, answered is not None, passed, agreed is not None)


def first_answer(replies: Iterable[tuple[date, str]]) -> date | None:
    """The day of the first (day, label) that is an answer."""
    return min((day for day, label in replies if label != "silence"), default=None)


def next_step(
    *, open_: bool, delivered: bool, answered: bool, passed: bool, uncut: bool, overdue: bool
) -> str:
    """What whoever organises is to do first, by its address; "" where nothing presses. The one button that stands out."""
    if not delivered:
        return "" if open_ else "remise"
    if uncut:
        return "engagements"
    if not answered:
        return "relances" if passed else "reponse"
    return "relances" if overdue else ""


@dataclass(frozen=True)
class Tally:
    """What one college says of a commitment."""

    kept: int = 0
    broken: int = 0

    @property
    def voters(self) -> int:
        return self.kept + self.broken

    @property
    def told(self) -> bool:
        """Few voices are not told apart (PSEUDONYMITY 7)."""
        return self.voters >= LEAST

    @property
    def verdict(self) -> str:
        """`kept`, `broken`, or "" when too few have spoken or they are even."""
        if not self.told or self.kept == self.broken:
            return ""
        return "kept" if self.kept > self.broken else "broken"


def state(due: date, today: date, professional: Tally, concerned: Tally) -> str:
    """`open`, `overdue`, `kept` or `broken`."""
    both = professional.verdict if professional.verdict == concerned.verdict else ""
    if both == "kept":
        return "kept"
    if due >= today:
        return "open"
    return "broken" if both == "broken" else "overdue"


@dataclass(frozen=True)
class Step:
    """One line of a timeline; `day` is ready to read."""

    label: str
    day: str
    state: str


def before_delivery(opens: date, closes: date, today: date, *, closed: bool = False) -> list[Step]:
    running = "done" if closed or today > closes else "todo" if today < opens else "now"
    return [
        Step(_("Ouverte à la signature"), long_date(opens), "todo" if today < opens else "done"),
        Step(_("Fin des signatures"), long_date(closes), running),
        Step(_("Remise à l’institution"), "", "todo"),
    ]


def after_delivery(
    first: tuple[date, str],
    deliveries: Sequence[tuple[date, str]],
    replies: Sequence[tuple[date, str]],
    promises: Sequence[tuple[date, str, str]],
    silence: Clock,
) -> list[Step]:
    """`first` is (day, label), `deliveries` are (day, recipient), `replies` (day, label), `promises` (due, owner, state);
    each in order."""
    past = [(first[0], Step(_(first[1]), long_date(first[0]), "done"))]
    past += [(day, Step(_("Remise : {to}").format(to=to), long_date(day), "done")) for day, to in deliveries]
    past += [(day, Step(_said(label), long_date(day), "done")) for day, label in replies]
    steps = [step for _day, step in sorted(past, key=lambda pair: pair[0])]
    if not silence.answered and silence.limit is not None:
        mark = "late" if silence.passed else "now"
        steps.append(Step(_limit(silence), long_date(silence.limit), mark))
    return steps + [_promised(*promise) for promise in promises]


def _limit(silence: Clock) -> str:
    if silence.agreed:
        return _("Réponse promise pour ce jour")
    return (
        _("Deux mois sans réponse")
        if silence.limit == months_after(silence.since, SILENCE_MONTHS)
        else _("Fin du délai de la loi")
    )


def _said(label: str) -> str:
    return _("Silence constaté") if label == "silence" else f"{_('Réponse')} : {_(LABELS[label][0]).lower()}"


def _promised(due: date, owner: str, current: str) -> Step:
    mark = {"kept": "done", "open": "todo"}.get(current, "late")
    return Step(_("Échéance : {owner}").format(owner=owner), long_date(due), mark)


def criteria(text: str) -> list[str]:
    """A demand's own criteria of success, one a line; list marks are dropped."""
    return [line.strip().lstrip("-*•").strip() for line in text.splitlines() if line.strip(" -*•\t")]
