"""What an organiser types."""

from forum.http.forms import Form, line, prose

TITLE, BODY = 120, 4000


class NewsForm(Form):
    title: line(TITLE)  # type: ignore[valid-type]
    body: prose(BODY)  # type: ignore[valid-type]
    relaxed: bool = False
