"""What an organiser says of an objective of the register."""

from typing import Literal

from forum.http.forms import Form


class StandingForm(Form):
    withdrawn: Literal["yes", "no"]
