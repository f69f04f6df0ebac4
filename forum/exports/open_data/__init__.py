"""What programs read: a feed, and data with a description of its own."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import APIRouter


def open_data() -> "APIRouter":
    """Imported when somebody first asks: describing data takes models, and most instances are asked once a day."""
    from forum.exports.open_data.routes import router

    return router
