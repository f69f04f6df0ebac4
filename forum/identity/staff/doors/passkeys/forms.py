"""Forms of passkeys."""

from forum.http.forms import Form, line


class KeyForm(Form):
    name: line(60)  # type: ignore[valid-type]
