"""The words of moderation, and what may be decided of what. Pure."""

GROUND, REASON, LEAST_REASON = 200, 1500, 20

REASONS = {
    "identifiable": "On peut reconnaître quelqu’un",
    "insult": "Insulte, menace ou mépris d’une personne",
    "false_figure": "Un chiffre ou un fait faux",
    "manipulation": "Manipulation : une personne sous plusieurs voix, une consigne",
    "off_charter": "Contraire à la charte, pour une autre raison",
    "illegal": "Contraire à la loi",
    "other": "Autre chose",
}
MEASURES = {
    "hide": "masqué",
    "restore": "rétabli",
    "keep": "laissé tel quel",
    "release": "publié après relecture",
    "refuse": "refusé avant publication",
    "suspend": "voix mise en retrait",
    "remove": "supprimé",
    "redact": "un passage retiré",
    "label": "une mention ajoutée",
    "slow": "voix ralentie",
    "uncounted": "signatures non comptées",
}
KINDS = {
    "amendment": "proposition de changement",
    "amendment.decision": "réponse à une proposition",
    "text.restoration": "retour à une version",
    "text.revision": "texte complété par son auteur·rice",
    "merge": "regroupement proposé",
    "merge.undo": "regroupement à défaire",
    "merge.parting": "vote demandé pour défaire un regroupement",
    "refusal": "refus collectif",
    "objection": "objection à un vote",
    "objection.answer": "réponse à une objection",
    "petition": "pétition",
    "platform": "cahier de revendications",
    "consultation": "consultation",
    "lot": "tirage au sort",
    "conversation": "carte des alliances",
    "phrase": "phrase d’une carte des alliances",
    "opinion.phrase": "phrase proposée à une carte des alliances",
    "picture": "image jointe",
    "voice": "voix",
    "source_verdict": "avis sur une source",
    "author_answer": "réponse d’un·e auteur·rice",
    "author": "écrire un texte à plusieurs",
    "author.invitation": "lien pour écrire un texte à plusieurs",
    "author.uninvitation": "lien retiré",
    "author.leave": "ne plus écrire un texte",
    "author.offer": "offre de reprendre un texte",
}
PARTS = {
    "body": "Texte",
    "title": "Titre",
    "reason": "Motif",
    "since": "Depuis quand ?",
    "concerned": "Qui cela touche-t-il ?",
    "often": "À quelle fréquence ?",
    "service": "Dans quel service ?",
    "refusal": "Refus",
    "note": "Une phrase",
    "label": "Source",
    "url": "Adresse",
    "territory": "Lieu",
    "institution": "Destinataire",
}
# Of an act that waits, what is not words: what it points at, what was picked in a list.
CODES = frozenset({"ref", "kind", "op", "field"})
_POINTERS = (
    "ref kind text territory institution mechanism mechanisms grievance grievances challenge challenges objectives"
    " about question side proposal absorbed survivor amendment verdict merge choice ballot spoken"
    " consultation conversation answers objection version"
)
POINTERS = frozenset(_POINTERS.split())
TOLD = {
    "hide": "La modération a masqué ce que vous avez écrit.",
    "restore": "La modération a rétabli ce que vous avez écrit.",
    "keep": "On nous a signalé ce que vous avez écrit ; la modération le laisse tel quel.",
    "picture.hide": "La modération a masqué une image que vous avez jointe. Le texte reste public.",
    "picture.restore": "La modération a rétabli une image que vous avez jointe.",
    "picture.keep": "On nous a signalé une image que vous avez jointe ; la modération la laisse telle quelle.",
    "phrase.hide": "La modération a masqué une phrase que vous avez proposée. On n’y répond plus.",
    "phrase.restore": "La modération a rétabli une phrase que vous avez proposée.",
    "phrase.keep": "On nous a signalé une phrase que vous avez proposée ; la modération la laisse telle quelle.",
    "remove": "La modération supprime ce que vous avez écrit. Deux personnes l’ont lu et décidé.",
    "suspend": "La modération met votre voix en retrait dans ce collectif jusqu’au {until}.",
}


def told(kind: str, measure: str) -> str:
    """What the author of something of that kind reads first."""
    return TOLD.get(f"{kind}.{measure}", TOLD[measure])


def choices(hidden: bool, precaution: bool = False) -> tuple[str, ...]:
    """What may be decided of a text: a hidden one is restored, a visible one hidden or kept; of one that is hidden by
    precaution nobody has decided yet."""
    if hidden and precaution:
        return ("hide", "restore")
    return ("restore",) if hidden else ("hide", "keep")
