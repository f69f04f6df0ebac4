"""Which texts take an image as a source, and how many. Pure."""

KINDS = ("grievance", "challenge", "demand", "argument")
PER_TEXT = 3
LABEL = 300
