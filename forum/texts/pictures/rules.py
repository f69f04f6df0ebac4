"""Which texts take an image as a source, and how many. Pure."""

KINDS = ("grievance", "challenge", "demand", "argument")
PER_TEXT = 3
LABEL = 300


def page_for(slug: str, ref: str) -> str:
    """Where an image is chosen for a text, sent or public."""
    return f"/c/{slug}/textes/{ref}/images/nouvelle"
