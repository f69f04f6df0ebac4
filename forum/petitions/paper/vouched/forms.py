"""What a facilitator types for somebody who stands before them."""

from typing import Literal

from forum.http.forms import Form, line
from forum.petitions.forms import NAME, Quality
from forum.petitions.paper.forms import COMMUNE


class VouchedForm(Form):
    """`town` answers a question about a commune, the one that was `asked`.

    `seed` makes the code of the slip: drawn with the page, so that sending twice is signing once.
    """

    name: line(NAME)  # type: ignore[valid-type]
    quality: Quality
    commune: line(COMMUNE, 0) = ""  # type: ignore[valid-type]
    town: str = ""
    asked: str = ""
    consent: Literal["aloud", "hand"]
    seed: line(60, 20)  # type: ignore[valid-type]
