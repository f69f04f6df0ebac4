"""Porte-voix: nommer, contester, revendiquer."""
