"""What is typed of a reminder that left."""

from datetime import date

from forum.followups.forms import HOW, RECIPIENT
from forum.http.forms import Form, line


class ReminderForm(Form):
    day: date
    recipient: line(RECIPIENT)  # type: ignore[valid-type]
    how: line(HOW, 0) = ""  # type: ignore[valid-type]
    relaxed: bool = False
