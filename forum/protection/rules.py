"""What the page says of this instance, drawn from how it runs: each sentence follows a setting, none is a promise."""

from dataclasses import dataclass

from forum.core.backup import is_recipient
from forum.core.i18n import _, later, ngettext
from forum.core.outbox import DAYS_IN_CLEAR
from forum.core.settings import LOOPBACK, Settings

NOTICEABLE = 30  # seconds: under this, the moment a count moves says when somebody signed


@dataclass(frozen=True)
class Running:
    """What the settings alone do not say."""

    access_logged: bool
    demo: bool
    shared_sessions: bool
    idle_minutes: int
    own_device_hours: int
    most_hours: int


@dataclass(frozen=True)
class Fact:
    """One sentence, and whether it is good news: bad news comes first on the page."""

    good: bool
    text: str


TRANSPORT = {
    "https": (
        True,
        later(
            "Notre adresse commence par https : le réseau voit que vous venez ici, pas ce que vous lisez ni "
            "ce que vous écrivez. Vérifiez-la dans votre navigateur : s’il montre http, sans s, n’écrivez rien."
        ),
    ),
    "onion": (
        True,
        later(
            "L’adresse finit par .onion, pour le navigateur Tor : le réseau ne voit pas que vous venez ici, "
            "et nous ne voyons pas d’où vous venez."
        ),
    ),
    "here": (
        False,
        later(
            "La liaison n’est pas chiffrée (http) : c’est une installation d’essai, n’y écrivez rien de vrai."
        ),
    ),
    "http": (
        False,
        later(
            "L’adresse commence par http, sans s : tout ce que vous lisez et écrivez peut se lire sur le "
            "réseau. N’écrivez rien ici."
        ),
    ),
}


def facts(settings: Settings, running: Running) -> list[Fact]:
    """How this instance is set; the page puts the bad news first."""
    return [
        _transport(settings),
        _visits(running),
        _before_us(settings),
        *_trial(running),
        *_mail(settings, running),
        *_weekly(settings, running),
        _signatures(settings),
        _sessions(running),
        _closing(running),
        _backups(settings),
        *_words(settings),
        _database(settings),
    ]


def _transport(settings: Settings) -> Fact:
    good, text = TRANSPORT[settings.transport]
    return Fact(good, _(text))


def _visits(running: Running) -> Fact:
    if running.access_logged:
        return Fact(
            False,
            _(
                "Le forum tient en ce moment un journal des visites : l’adresse de votre connexion, l’heure et "
                "la page. Dites-le à qui l’héberge, et n’écrivez rien d’ici là."
            ),
        )
    return Fact(
        True, _("Le forum n’écrit nulle part l’adresse de votre connexion, votre appareil ni vos visites.")
    )


def _before_us(settings: Settings) -> Fact:
    """What stands before the forum is not ours to see: the host declares, and a silence counts as a yes."""
    if settings.legal_logs:
        declared = _(
            "Qui héberge déclare, sur les adresses des connexions : « {text} ». Nous ne pouvons pas le vérifier."
        )
        return Fact(False, declared.format(text=settings.legal_logs))
    return Fact(
        False,
        _(
            "Le serveur web et le loueur de la machine peuvent noter l’adresse de votre connexion et "
            "l’heure. Qui héberge n’en a rien dit : faites comme si c’était noté."
        ),
    )


def _trial(running: Running) -> list[Fact]:
    if not running.demo:
        return []
    return [
        Fact(False, _("Il y a ici une démonstration : ses textes sont inventés. N’y écrivez rien de vrai."))
    ]


def _letters(settings: Settings, running: Running) -> bool:
    """Whether signing by mail is offered: as `petitions/routes.py` does it, a demonstration offers it as well."""
    return settings.mails or running.demo


IN_CLEAR = later(
    "Aucun courriel ne part d’ici : tous sont écrits en clair, avec l’adresse à qui ils vont, dans "
    "un dossier du serveur, {n} jours au plus. Signez avec un carnet, ou sur papier."
)


def _mail(settings: Settings, running: Running) -> list[Fact]:
    if not _letters(settings, running):
        none = _(
            "Aucun courriel ne part d’ici. Signez avec un carnet, ou sur papier. Seuls les courriels à "
            "l’équipe sont écrits, dans un dossier du serveur."
        )
        return [Fact(False, none)]
    if not settings.smtp_host:
        return [Fact(False, _(IN_CLEAR).format(n=DAYS_IN_CLEAR))]
    use = _(
        "Le courriel ne sert qu’à confirmer une signature, à l’entrée de l’équipe et à la lettre de la "
        "semaine, pour qui la demande. Un carnet n’en demande jamais."
    )
    if settings.smtp_host in LOOPBACK:
        return [Fact(True, use), Fact(True, _("Les courriels partent de cette machine même."))]
    by = _(
        "Les courriels partent par {host} : qui tient ce serveur voit à quelle adresse nous écrivons, et le message."
    )
    clear = _("La liaison avec le serveur de courriel n’est pas chiffrée.")
    told = [Fact(True, use), Fact(True, by.format(host=settings.smtp_host))]
    return told if settings.smtp_tls else [*told, Fact(False, clear)]


def _weekly(settings: Settings, running: Running) -> list[Fact]:
    if not _letters(settings, running):
        return []
    list_ = _(
        "La lettre de la semaine a sa liste d’adresses, à part des carnets et reliée à aucun. Elle est verrouillée par une "
        "clé de cette machine : qui prend le disque avec ses clés peut la lire. On en sort d’un geste, et l’adresse est "
        "effacée."
    )
    return [Fact(False, list_)]


def _signatures(settings: Settings) -> Fact:
    seconds = settings.signature_slot_seconds
    if seconds < NOTICEABLE:
        return Fact(
            False,
            _(
                "Les signatures sont comptées presque aussitôt : qui regarde le compte sait à quelle heure on signe."
            ),
        )
    if seconds >= 120:
        return Fact(
            True,
            _("Les signatures sont comptées par créneaux, toutes les {n} minutes.").format(n=seconds // 60),
        )
    return Fact(
        True, _("Les signatures sont comptées par créneaux, toutes les {n} secondes.").format(n=seconds)
    )


def _sessions(running: Running) -> Fact:
    if running.shared_sessions:
        return Fact(
            True,
            _(
                "Un carnet ouvert est tenu dans une mémoire que plusieurs machines partagent, fermée par un "
                "secret que seul votre navigateur garde."
            ),
        )
    return Fact(
        True,
        _(
            "Un carnet ouvert n’est tenu que dans la mémoire de ce serveur, fermé par un secret que seul "
            "votre navigateur garde."
        ),
    )


def _closing(running: Running) -> Fact:
    text = _(
        "Un carnet se referme après {idle} minutes sans rien faire, {own} heures sur votre appareil, et "
        "au plus tard {most} heures après son ouverture."
    )
    return Fact(
        True, text.format(idle=running.idle_minutes, own=running.own_device_hours, most=running.most_hours)
    )


def _backups(settings: Settings) -> Fact:
    if settings.backup_recipient and not is_recipient(settings.backup_recipient):
        return Fact(False, _("La clé des sauvegardes est mal réglée : aucune sauvegarde ne peut se faire."))
    if settings.backup_recipient:
        return Fact(True, _("Les sauvegardes sont chiffrées avec une clé qui n’est pas sur ce serveur."))
    return Fact(
        False,
        _(
            "Aucune clé de sauvegarde n’est réglée : si des copies sont faites, nous ne pouvons pas dire "
            "qu’elles sont chiffrées."
        ),
    )


def _words(settings: Settings) -> list[Fact]:
    """Only when somebody made guessing cheaper than it comes."""
    fields = type(settings).model_fields
    weak = any(
        getattr(settings, name) < fields[name].default for name in ("argon2_memory_kib", "argon2_time")
    )
    text = _(
        "Essayer des mots au hasard coûte ici moins cher que prévu (réglage argon2) : un disque "
        "volé résisterait moins."
    )
    return [Fact(False, text)] if weak else []


def _database(settings: Settings) -> Fact:
    if settings.url.startswith("sqlite"):
        return Fact(True, _("La base de données est un fichier de ce serveur."))
    return Fact(
        True,
        _(
            "La base de données est tenue par un autre programme (PostgreSQL) : ses journaux et ses "
            "copies comptent aussi."
        ),
    )


GRANTED = {
    "code": later("Un code sur papier, remis en main propre ou tiré d’un chapeau : il sert une fois."),
    "link": later(
        "Un lien de l’organisation, qui a un nombre de places : rien n’empêche une même personne d’en prendre deux."
    ),
    "vouched": later("La parole d’une personne qui anime, pour qui n’a pas d’appareil."),
}
# What is offered today; the other tiers of `petitions/models.py` have no page yet.
SIGNED = {
    "carnet": later("Avec un carnet qui a une attestation : une fois par carnet."),
    "open": later("Avec un carnet ouvert, sans attestation : rien n’empêche d’en ouvrir plusieurs."),
    "email": later(
        "Signature par courriel : une par adresse. Cela ne prouve pas qu’une personne n’a qu’une adresse."
    ),
    "sheet": later(
        "Sur la feuille à imprimer : ces signatures-là restent sur le papier, et ne sont pas dans le compte d’ici."
    ),
}
NO_MAIL = later("Par courriel : impossible ici, aucun courriel ne part.")
MAIL_IN_CLEAR = later(
    "Par courriel : une par adresse. Ici, les adresses et les courriels restent quelques jours en clair sur le "
    "serveur."
)


def ways_to_sign(settings: Settings, running: Running) -> list[str]:
    """Every sort of signature there is; the one by mail says when it cannot be."""
    in_clear = MAIL_IN_CLEAR if _letters(settings, running) else NO_MAIL
    by_mail = SIGNED["email"] if settings.smtp_host else in_clear
    said = {**SIGNED, "email": by_mail}
    return [_(text) for text in said.values()]


def ways_to_count() -> list[str]:
    return [_(text) for text in GRANTED.values()]


def pace(minutes: int) -> str:
    """How long something waits, as one says it."""
    if minutes >= 60 and minutes % 60 == 0:
        hours = minutes // 60
        return ngettext("toutes les heures", "toutes les {n} heures", hours).format(n=hours)
    return ngettext("toutes les minutes", "toutes les {n} minutes", minutes).format(n=minutes)
