"""A browser without JavaScript: follows links and submits the forms of the page as they are, over parsed HTML."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

from lxml import html as parser
from starlette.testclient import TestClient

# A tenth of an HTML5 parser's time; that the pages are valid HTML5 is the business of tests/browser/test_valid_html.py.
_PARSER = parser.HTMLParser(encoding="utf-8", remove_comments=True)
_AREA = re.compile(r"(<textarea[^>]*>)\n")
Values = Mapping[str, str | list[str]]


@dataclass
class Page:
    """An answer, parsed."""

    status: int
    url: str
    text: str
    headers: Mapping[str, str]

    @cached_property
    def root(self) -> Element:
        """Parsed when first asked for: pages that a walk only passes through cost nothing."""
        text = _AREA.sub(r"\1", self.text)  # as browsers do: the line break after the tag is not of the text
        root = parser.document_fromstring(text.encode(), parser=_PARSER)
        for name in ("checked", "selected", "disabled", "open", "hidden"):
            for element in root.xpath(f"//*[@{name}]"):
                element.set(name, "")
        return cast(Element, root)

    def all(self, tag: str, **attributes: str) -> list[Element]:
        return [
            e
            for e in self.root.iter(tag)
            if all(e.get(k.rstrip("_").replace("_", "-")) == v for k, v in attributes.items())
        ]

    def one(self, tag: str, **attributes: str) -> Element:
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} <{tag} {attributes}> in {self.url}: {self.words[:400]}"
        return found[0]

    @property
    def words(self) -> str:
        """What is read on the page, blanks folded, special spaces made plain."""
        main = next(iter(self.all("main")), self.root)
        return words(main)

    @property
    def title(self) -> str:
        return words(self.one("h1"))

    def link(self, label: str) -> str:
        found = [a.get("href", "") for a in self.all("a") if label in words(a)]
        assert found, f"no link « {label} » in {self.url}: {self.words[:400]}"
        return found[0]

    def error(self, name: str) -> str:
        """The error shown beside a field."""
        inputs = [e for e in self.root.iter() if e.get("name") == name and e.get("aria-invalid") == "true"]
        assert inputs, f"no error on {name} in {self.url}: {self.words[:600]}"
        described = inputs[0].get("aria-describedby", "").split()
        return " ".join(words(e) for e in self.root.iter() if e.get("id") in described)

    def form(self, label: str) -> Element:
        """The form whose button says `label`."""
        for form in self.all("form"):
            if any(label in words(b) for b in form.iter("button")):
                return form
        raise AssertionError(f"no form with « {label} » in {self.url}: {self.words[:600]}")


def words(element: Element) -> str:
    text = " ".join("".join(element.itertext()).split())
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def controls(form: Element) -> dict[str, list[str]]:
    """What the form would send untouched."""
    values: dict[str, list[str]] = {}
    for element in form.iter():
        name = element.get("name")
        if not name or element.get("disabled") is not None:
            continue
        values.setdefault(name, []).extend(_value(element))
    return values


def _value(element: Element) -> list[str]:
    if element.tag == "textarea":
        return [element.text or ""]
    if element.tag == "select":
        options = list(element.iter("option"))
        chosen = [o for o in options if o.get("selected") is not None] or options[:1]
        return [o.get("value", o.text or "") for o in chosen]
    if element.tag == "input" and element.get("type") in ("checkbox", "radio"):
        return [element.get("value", "on")] if element.get("checked") is not None else []
    return [element.get("value", "")] if element.tag == "input" else []


class Browser:
    """One person's browser: cookies are kept, redirections followed."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.page: Page

    def get(self, url: str, **headers: str) -> Page:
        return self._keep(self.client.get(url, headers={k.replace("_", "-"): v for k, v in headers.items()}))

    def follow(self, label: str) -> Page:
        return self.get(urljoin(self.page.url, self.page.link(label)))

    def post(self, url: str, values: Values | None = None, **headers: str) -> Page:
        """A bare POST, without the page's form (and so without its mark)."""
        return self._keep(
            self.client.post(
                url, data=dict(values or {}), headers={k.replace("_", "-"): v for k, v in headers.items()}
            )
        )

    def send(self, label: str, **typed: str | list[str]) -> Page:
        """Fill in the form whose button is `label`, and press it. Fields not in the form are a mistake of the test."""
        form = self.page.form(label)
        values: dict[str, Any] = controls(form)
        for name, value in typed.items():
            assert name in values, f"the form « {label} » has no field {name}: {sorted(values)}"
            values[name] = value
        button = next(b for b in form.iter("button") if label in words(b))
        if button.get("name"):
            values[button.get("name", "")] = button.get("value", "")
        url = urljoin(self.page.url, button.get("formaction") or form.get("action") or self.page.url)
        url = url.partition("#")[0]
        if form.get("method", "get").lower() == "get":
            return self._keep(self.client.get(url, params=values))
        return self._keep(self.client.post(url, data=values, headers={"origin": "http://testserver"}))

    def attach(self, label: str, field: str, content: bytes, /, **typed: str) -> Page:
        """Choose a file in the form whose button is `label`, and press it. Its name says too much, as names do."""
        form = self.page.form(label)
        assert form.get("enctype") == "multipart/form-data"
        values: dict[str, Any] = {**controls(form), **typed}
        assert values.pop(field) == [""], f"the form « {label} » has no empty field {field}"
        url = urljoin(self.page.url, form.get("action") or self.page.url)
        files = {field: ("IMG_Camille_Durand_2026.jpg", content, "image/jpeg")}
        headers = {"origin": "http://testserver"}
        return self._keep(self.client.post(url, data=values, files=files, headers=headers))

    def _keep(self, response: Any) -> Page:
        parts = urlsplit(str(response.url))
        url = parts.path + (f"?{parts.query}" if parts.query else "")
        self.page = Page(response.status_code, url, response.text, response.headers)
        return self.page
