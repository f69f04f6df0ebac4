"""What is typed to hand a case over."""

from forum.http.forms import Form, prose

NOTE = 600


class HandForm(Form):
    to: int
    note: prose(NOTE, 0) = ""  # type: ignore[valid-type]
