"""What a grievance is made of, and the title proposed for it. Pure."""

TITLE = 120
BODY = 4000
SINCE = 80
CONCERNED = 300
SERVICE = 160


def proposed_title(body: str, place: str) -> str:
    """The first sentence (or its beginning) and the place: only proposed, the person writes what they want."""
    first = body.strip().split("\n", 1)[0]
    for end in (". ", " ! ", " ? ", " ; "):
        first = first.split(end, 1)[0]
    first = first.rstrip(" .!?;:")
    if len(first) > 90:
        first = first[:90].rsplit(" ", 1)[0] + "…"
    return f"{first} ({place})" if place and len(first) + len(place) < TITLE - 3 else first
