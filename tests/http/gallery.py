"""Every component on one page, with made-up data: `gallery.py FOLDER` writes it to look at."""

import sys
from pathlib import Path

import jinja2
from markupsafe import Markup

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = [ROOT / "templates", Path(__file__).parent]
ERRORS = {"what": "Dites ce qui se passe.", "college": "Choisissez votre collège.", "": "Le vote est clos."}


class Collective:
    slug, name = "enfance", "Enfance en commun"


def environment() -> jinja2.Environment:
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDERS),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals |= {
        "_": lambda text: text,
        "ngettext": lambda one, many, n: one if n < 2 else many,
        "asset": lambda name: f"/static/{name}?v=1",
        "account": lambda: Markup('<a class="me" href="/carnet">Mon carnet</a>'),
        "csrf": lambda: Markup('<input type="hidden" name="csrf" value="x">'),
    }
    return env


def page(**given: object) -> str:
    curve = [{"day": f"{1 + n} mars", "count": n * n + 7 * n} for n in range(30)]
    about = {"stage": "nommer", "here": "/c/enfance/doleances", "lang": "fr", "notice": "", "demo": True}
    wanted = {"collective": Collective, "errors": {}, "fields": {}, "values": {}, "has_form": True}
    context = {**about, **wanted, "instance_name": "Porte-voix", "curve": curve, **given}
    return environment().get_template("gallery.html").render(context)


def main() -> None:
    folder = Path(sys.argv[1])
    refused = page(errors=ERRORS, values={"title": "Un <b>titre</b>", "whom": ["parents"]}, notice="")
    folder.joinpath("gallery.html").write_text(page(notice="Votre texte est parti."), "utf-8")
    folder.joinpath("refused.html").write_text(refused, "utf-8")


if __name__ == "__main__":
    main()
