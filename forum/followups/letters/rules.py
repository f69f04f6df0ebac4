"""Reminder letters, ready to send: what each says, from what was handed over and what came of it. Pure.

A letter claims only what the page of the suites shows: the days counted, the words of the law with their article, the
demands with the criteria that were voted. Whoever signs it reads it first, and may change every line (Markdown).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from forum.core.i18n import _, later, long_date, ngettext

ANSWER_DAYS = 15
KINDS = {
    "premiere": (later("Premier rappel"), later("À l’institution : poli, court, une question et une date.")),
    "deuxieme": (later("Deuxième rappel"), later("À l’institution : le délai est passé, ou va l’être.")),
    "hierarchie": (
        later("À l’autorité au-dessus"),
        later("À qui dirige ou contrôle l’institution : ministère, préfecture, conseil d’administration."),
    ),
    "droits": (
        later("Au Défenseur des droits"),
        later(
            "Gratuit. Il est saisi par qui s’estime lésé, par un enfant, ou par une association qui défend ses droits. "
            "Joignez les démarches déjà faites. Il n’intervient pas entre une administration et ses agents, "
            "sauf discrimination."
        ),
    ),
    "presse": (later("À la presse"), later("Des faits, des dates, une adresse où tout vérifier.")),
}


@dataclass(frozen=True)
class Asked:
    """One demand and the criteria it was adopted with."""

    title: str
    criteria: Sequence[str]


@dataclass(frozen=True)
class Facts:
    """Plain values. `limit` is the day that runs, `why` the article or the institution's own word that gives it."""

    collective: str
    institution: str
    address: str
    recipient: str
    title: str
    delivered: date
    how: str
    days: int
    answered: bool
    limit: date | None
    why: str
    agreed: bool
    receipt: str
    asked: Sequence[Asked]
    stalled: Sequence[tuple[date, str]]
    late: Sequence[tuple[str, str, date]]
    url: str
    today: date


@dataclass(frozen=True)
class Letter:
    """`to` are the lines of the address; `body` is Markdown."""

    kind: str
    name: str
    subject: str
    to: str
    body: str


def letter(kind: str, facts: Facts) -> Letter:
    subject = _("{title} : {what}").format(title=facts.title, what=_(KINDS[kind][0]).lower())
    to = "\n".join(part for part in (facts.institution, facts.recipient, facts.address) if part)
    if kind in TO:
        to, subject = _(TO[kind]), facts.title
    parts = [_("Madame, Monsieur,"), *_opening(kind, facts), *_happened(facts), _demands(facts)]
    parts += [*_closing(kind, facts), _("Pour {name},").format(name=facts.collective)]
    return Letter(kind, _(KINDS[kind][0]), subject, to, "\n\n".join(part for part in parts if part))


TO = {
    "hierarchie": later("À compléter : qui dirige ou contrôle l’institution"),
    "droits": later("Défenseur des droits"),
    "presse": later("À compléter : la rédaction"),
}


def suggested(facts: Facts) -> str:
    """The letter that comes next, by the days alone; whoever writes decides."""
    if facts.limit is None or facts.today < facts.limit:
        return "premiere"
    return "deuxieme" if facts.today < facts.limit + timedelta(days=30) else "hierarchie"


def _opening(kind: str, facts: Facts) -> list[str]:
    handed = _("La remise de « {title} » a eu lieu le {day} ({name} : {to}).").format(
        day=long_date(facts.delivered), name=facts.institution, to=facts.recipient, title=facts.title
    )
    first = {
        "premiere": _("Nous revenons vers vous au sujet de notre demande."),
        "deuxieme": _("Ceci est notre deuxième rappel."),
        "hierarchie": _("Nous nous adressons à vous, qui dirigez ou contrôlez cette institution."),
        "droits": _("Nous vous demandons d’examiner ce qui suit, et de nous dire si vous pouvez intervenir."),
        "presse": _("Voici des faits que chacun peut vérifier."),
    }[kind]
    return [first, handed]


def _happened(facts: Facts) -> list[str]:
    said = []
    if not facts.answered:
        said.append(
            ngettext(
                "Depuis, {n} jour a passé sans réponse.",
                "Depuis, {n} jours ont passé sans réponse.",
                facts.days,
            ).format(n=facts.days)
        )
        said += [_term(facts, facts.limit)] if facts.limit else []
    said += [
        _("La réponse du {day} ne décide rien : {way}.").format(day=long_date(day), way=way.lower())
        for day, way in facts.stalled
    ]
    said += [
        _("« {what} » ({owner}) était promis pour le {day} : ce jour est passé.").format(
            what=what.rstrip("."), owner=owner, day=long_date(due)
        )
        for what, owner, due in facts.late
    ]
    return said


def _term(facts: Facts, limit: date) -> str:
    passed = facts.today >= limit
    if facts.agreed:
        said = (
            _("Une réponse était promise avant le {day} ({why}) : ce jour est passé.")
            if passed
            else _("Une réponse est promise avant le {day} ({why}).")
        )
    else:
        said = (
            _("Compté de la remise, le délai que nous connaissons est passé depuis le {day} ({why}).")
            if passed
            else _("Compté de la remise, le délai que nous connaissons sera passé le {day} ({why}).")
        )
    return said.format(day=long_date(limit), why=facts.why)


def _demands(facts: Facts) -> str:
    if not facts.asked:
        return ""
    lines = [_("Ce que nous demandons, et à quoi nous verrons que c’est fait :"), ""]
    for one in facts.asked:
        lines.append(f"- **{_plain(one.title)}**")
        lines += [f"    - {_plain(line)}" for line in one.criteria]
    return "\n".join(lines)


def _plain(text: str) -> str:
    """Words of others inside our Markdown: one line, and no mark that would begin something."""
    return " ".join(text.split()).replace("*", "\\*").replace("_", "\\_").replace("<", "\\<")


def _closing(kind: str, facts: Facts) -> list[str]:
    by = long_date(facts.today + timedelta(days=ANSWER_DAYS))
    public = _("Ce qui a été remis, répondu et promis est public : {url}").format(url=facts.url)
    if kind == "presse":
        return [public, _("Nous répondons à vos questions.")]
    ask = {
        "hierarchie": _(
            "Pouvez-vous nous dire, avant le {day}, ce que vous ferez pour qu’une réponse soit donnée ?"
        ),
        "droits": _("Pouvez-vous nous dire, avant le {day}, quelle suite vous donnez à ce courrier ?"),
    }.get(
        kind,
        _(
            "Pouvez-vous nous dire, avant le {day}, qui suit cette demande, ce qui est décidé, et pour quel jour ?"
        ),
    )
    receipt = _(
        "Si un accusé de réception nous a été adressé, merci de nous en renvoyer copie ; sinon, de nous l’adresser ({law})."
    )
    wanted = kind in ("premiere", "deuxieme") and facts.receipt and not facts.answered
    rights = _(
        "Nous écrivons au titre des articles 4 et 5 de la loi organique n°\u00a02011-333 du 29 mars 2011, si vous jugez "
        "qu’ils s’appliquent."
    )
    return [
        *([receipt.format(law=facts.receipt)] if wanted else []),
        *([rights] if kind == "droits" else []),
        ask.format(day=by),
        public,
        *([] if kind == "droits" else [_("Votre réponse sera publiée à cette adresse.")]),
    ]
