"""Whether the server around us writes down who comes: asked of the running process, not of what was meant."""

import logging

ACCESS = ("uvicorn.access", "hypercorn.access", "gunicorn.access")


def access_logged() -> bool:
    """Whether a visit would leave a line: `forum serve` never does this, somebody else's command may."""
    return any(_writes(logging.getLogger(name)) for name in ACCESS)


def _writes(logger: logging.Logger) -> bool:
    return logger.isEnabledFor(logging.INFO) and logger.hasHandlers()
