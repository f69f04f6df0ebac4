"""The claims of an existing leaflet, charter or motion, each to become a draft demand."""

from forum.texts.claims.reading import Claim, Left, Reading, extract, left_out, read

__all__ = ["Claim", "Left", "Reading", "extract", "left_out", "read"]
