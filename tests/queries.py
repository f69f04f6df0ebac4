"""How many SQL statements a page costs: the number must not grow with the rows it shows."""

from tests.counting import statements
from tests.world import World


def cost(world: World, url: str) -> int:
    """Statements for one reading of `url` by somebody who is not signed in, past the front cache."""
    browser = world.browser()
    with statements(world) as seen:
        assert browser.get(url).status == 200
    assert seen
    return len(seen)
