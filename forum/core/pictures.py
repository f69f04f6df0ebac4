"""Pictures that people send, made again from their pixels by a process apart (`picture_job.py`)."""

import logging

from forum.core import apart
from forum.core import picture_job as job
from forum.core.i18n import _

MEDIA_TYPE = "image/webp"


class BadPicture(Exception):
    """Why this file is not taken, in one sentence for whoever sent it."""


def clean(data: bytes) -> bytes:
    """The picture as WebP, without anything but pixels. It takes half a second: never on the event loop."""
    if data.startswith(b"%PDF"):
        raise BadPicture(
            _("Un PDF ne se joint pas : il garde souvent le nom de qui l’a fait. Donnez plutôt son adresse.")
        )
    try:
        return apart.ask(job.__name__, data)
    except apart.TooLong:
        raise BadPicture(_said(apart.BROKEN)) from None
    except apart.Refused as refused:
        # Not a warning: written by default, it would tell at which second somebody sent a picture.
        logging.getLogger("forum").info("picture refused: %d %s", refused.code, refused.kind)
        raise BadPicture(_said(refused.code)) from None


def _said(code: int) -> str:
    if code == job.NOT_A_PICTURE:
        return _("Ce fichier n’est pas une image que nous savons lire : envoyez un JPEG, un PNG ou un WebP.")
    if code == job.TOO_MANY_PIXELS:
        return _("Cette image est trop grande : 40 millions de points au plus. Envoyez-en une copie réduite.")
    if code == job.MOVES:
        return _("Cette image bouge : envoyez une image fixe.")
    return _(
        "Cette image est abîmée, ou nous n’arrivons pas à la lire. Essayez d’en faire une capture d’écran."
    )
