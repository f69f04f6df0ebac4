"""What is typed to make a cahier: a title, an introduction, and a rank for each demand one takes."""

import re

from forum.core.errors import Invalid
from forum.core.i18n import _
from forum.http.body import Body
from forum.http.forms import Form, line, prose

PREFIX = "rank-"


class PlatformForm(Form):
    title: line(200)  # type: ignore[valid-type]
    introduction: prose(6000, 0) = ""  # type: ignore[valid-type]
    reason: prose(1000, 0) = ""  # type: ignore[valid-type]
    relaxed: bool = False


def ranks(body: Body) -> list[str]:
    """References in the order of the ranks typed beside them; an empty rank leaves the demand out."""
    typed = {
        name.removeprefix(PREFIX): value.strip() for name, value in body.pairs if name.startswith(PREFIX)
    }
    wrong = [ref for ref, value in typed.items() if value and not re.fullmatch(r"[1-9]\d{0,2}", value)]
    if wrong:
        raise Invalid({PREFIX + ref: _("Écrivez un rang, par exemple 1, 2 ou 3.") for ref in wrong})
    chosen = sorted((int(value), ref) for ref, value in typed.items() if value)
    return [ref for _rank, ref in chosen]
