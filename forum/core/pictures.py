"""Pictures that people send, made again from their pixels by a process apart (`picture_job.py`)."""

import logging
import subprocess
import sys
import threading
from pathlib import Path

from forum.core import picture_job as job
from forum.core.i18n import _

JOB = Path(job.__file__)
SECONDS = 20  # of waiting; its own time is counted apart, in the job
MEDIA_TYPE = "image/webp"
_one = threading.Semaphore(1)  # a photograph takes 200 MB while it is read, and a small machine has 1,000


class BadPicture(Exception):
    """Why this file is not taken, in one sentence for whoever sent it."""


def clean(data: bytes) -> bytes:
    """The picture as WebP, without anything but pixels. It takes half a second: never on the event loop."""
    if data.startswith(b"%PDF"):
        raise BadPicture(
            _("Un PDF ne se joint pas : il garde souvent le nom de qui l’a fait. Donnez plutôt son adresse.")
        )
    with _one:
        try:
            done = subprocess.run(
                [sys.executable, "-I", str(JOB)],
                input=data,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # a decoder's complaint quotes the file
                env={},
                cwd="/",
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise BadPicture(_said(job.BROKEN)) from None
    if done.returncode or not done.stdout:
        kind = done.stdout.decode("ascii", "replace") if done.returncode == job.BROKEN else ""
        # Not a warning: written by default, it would tell at which second somebody sent a picture.
        logging.getLogger("forum").info("picture refused: %d %s", done.returncode, kind)
        raise BadPicture(_said(done.returncode))
    return done.stdout


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
