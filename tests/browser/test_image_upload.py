"""A picture chosen and sent by a real browser: htmx sends the same multipart form as a browser without JavaScript."""

import pytest
from playwright.sync_api import Page, Request

from forum.texts.models import Evidence, PendingPicture, Picture
from tests.browser.conftest import Site, faults, shoot, wider_than_screen
from tests.core import images

SEEN = "Le panneau de la permanence, fermé jusqu’à nouvel ordre."
NAME = "IMG_Camille_Durand_2026.png"
MODES = [True, False]


def at_the_image(site: Site, *, javascript: bool, width: int = 360) -> Page:
    """Alice has written, and is asked for her picture."""
    page = site.person(site.world.alice, javascript=javascript, width=width)
    page.goto("/c/lorne/doleances/nouvelle")
    page.locator("[name=body]").fill("Les visites sont supprimées.")
    page.locator("[name=territory]").select_option("nord")
    page.locator("[name=since]").fill("mars")
    page.locator("details:has(#f-picture) > summary").click()
    page.locator("#f-picture").check()
    page.locator("#send").click()
    page.locator("#join").wait_for()
    return page


def choose(page: Page, content: bytes, words: str = SEEN) -> None:
    page.locator("#f-picture").set_input_files({"name": NAME, "mimeType": "image/png", "buffer": content})
    page.locator("#f-alt").fill(words)
    page.locator("#join").click()


def sent(page: Page) -> list[Request]:
    found: list[Request] = []
    page.on("request", lambda request: found.append(request) if request.method == "POST" else None)
    return found


@pytest.mark.parametrize("javascript", MODES, ids=["js", "sans-js"])
def test_a_picture_goes_and_is_published_with_its_text(site: Site, javascript: bool) -> None:
    page = at_the_image(site, javascript=javascript)
    requests = sent(page)
    choose(page, images.encoded(images.scene(), "PNG"))
    page.get_by_text("L’image est prête").first.wait_for()
    (request,) = requests
    assert request.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert request.resource_type == ("fetch" if javascript else "document"), "htmx, and only with JavaScript"
    assert page.locator("figure.picture img").get_attribute("alt") == SEEN
    assert page.locator("figure.picture img").evaluate("e => e.decode().then(() => e.naturalWidth)") == 60
    assert page.locator("#f-alt").input_value() == ""
    (waiting,) = site.world.rows(PendingPicture)
    assert waiting.label == SEEN
    assert wider_than_screen(page) <= 0
    shoot(page, f"image-jointe-{'js' if javascript else 'sans-js'}")
    site.world.slot()
    (source,) = site.world.rows(Evidence)
    assert (source.kind, source.label) == ("image", SEEN)
    assert len(site.world.rows(Picture)) == 1
    assert NAME.encode() not in site.world.rows(Picture)[0].data


@pytest.mark.parametrize("javascript", MODES, ids=["js", "sans-js"])
def test_what_is_no_picture_is_said_beside_the_field_and_the_words_stay(site: Site, javascript: bool) -> None:
    page = at_the_image(site, javascript=javascript, width=1280)
    choose(page, b"ceci n'est pas une image")
    page.locator("#f-picture-e").wait_for()
    assert "n’est pas une image" in page.locator("#f-picture-e").inner_text()
    assert page.locator("#f-alt").input_value() == SEEN
    assert page.locator("#f-picture").get_attribute("aria-invalid") == "true"
    assert site.world.rows(PendingPicture) == []
    choose(page, images.encoded(images.scene(), "PNG"))
    page.get_by_text("L’image est prête").first.wait_for()
    assert len(site.world.rows(PendingPicture)) == 1


def test_the_page_of_the_image_is_for_everybody(site: Site) -> None:
    page = at_the_image(site, javascript=True)
    choose(page, b"rien")
    page.locator("#f-picture-e").wait_for()
    assert faults(page, "image-refusee") == []
