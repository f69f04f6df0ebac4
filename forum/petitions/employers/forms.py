"""What an organiser types of an employer."""

from forum.http.forms import Form, line


class DomainForm(Form):
    domain: line(300)  # type: ignore[valid-type]
