"""How a person who stands there says yes. Pure."""

from forum.core.i18n import later

CONSENTS = {
    "aloud": later("Je lui ai lu le texte à voix haute, elle a dit oui"),
    "hand": later("Elle l’a lu elle-même, elle a dit oui"),
}
