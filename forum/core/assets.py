"""Where templates, static files, migrations and catalogues are: in the wheel, or beside the package."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def asset_dir(name: str) -> Path:
    """`<package>/assets/<name>` in an installed wheel, `<checkout>/<name>` otherwise."""
    installed = PACKAGE / "assets" / name
    return installed if installed.is_dir() else PACKAGE.parent / name
