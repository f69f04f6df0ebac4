"""What each act of the staff's log is called on the screen. Pure."""

from forum.core.i18n import _, later

ACTS = {
    "account.codes": later("a fait des codes de secours"),
    "account.entered.mail_link": later("est entré·e par un lien"),
    "account.entered.password": later("est entré·e par mot de passe"),
    "account.password": later("a changé son mot de passe"),
    "account.removed": later("a retiré un compte de l’équipe"),
    "account.sessions": later("a fermé ses autres sessions"),
    "amendment": later("a proposé un changement à un texte"),
    "amendment.decision": later("a répondu à un changement proposé"),
    "argument": later("a donné un argument"),
    "challenge": later("a écrit une contestation"),
    "collective.founded": later("a fondé le collectif"),
    "collective.settled": later("a changé les réglages"),
    "commitment.recorded": later("a noté un engagement"),
    "delivery.recorded": later("a noté une remise"),
    "demand": later("a écrit une revendication"),
    "demand.readdressed": later("a changé un destinataire"),
    "grievance": later("a écrit une doléance"),
    "institution.added": later("a ajouté une institution"),
    "institution.edited": later("a corrigé une institution"),
    "invitation.made": later("a fait un lien d’invitation"),
    "invitation.withdrawn": later("a retiré un lien d’invitation"),
    "mechanism": later("a décrit un mécanisme"),
    "moderation.hide": later("a masqué un contenu"),
    "moderation.keep": later("a laissé un contenu visible"),
    "moderation.refuse": later("a refusé un texte en attente"),
    "moderation.release": later("a laissé passer un texte en attente"),
    "moderation.restore": later("a rétabli un contenu"),
    "moderation.suspend": later("a mis une voix en retrait"),
    "objection.answered": later("a répondu à une objection"),
    "objective.added": later("a ajouté un objectif officiel"),
    "petition.close": later("a clos une pétition"),
    "petition.create": later("a préparé une pétition"),
    "petition.delete": later("a supprimé un brouillon de pétition"),
    "petition.erratum": later("a ajouté un erratum"),
    "petition.export": later("a pris la liste des signataires"),
    "petition.open": later("a ouvert une pétition"),
    "petition.rewrite": later("a changé un brouillon de pétition"),
    "platform.published": later("a composé un cahier"),
    "reply.recorded": later("a noté une réponse"),
    "role.given.facilitator": later("a donné un rôle d’animation"),
    "role.given.moderator": later("a donné un rôle de modération"),
    "role.given.organiser": later("a donné un rôle d’organisation"),
    "role.taken.facilitator": later("a retiré un rôle d’animation"),
    "role.taken.moderator": later("a retiré un rôle de modération"),
    "role.taken.organiser": later("a retiré un rôle d’organisation"),
    "vote.closed": later("a terminé un vote avant son jour"),
    "vote.opened": later("a ouvert un vote"),
    "workshop.prepared": later("a préparé un atelier"),
}


def sentence(action: str) -> str:
    """An act that this version does not know is shown as it was written: the log hides nothing."""
    return _(ACTS[action]) if action in ACTS else action
