"""Figures, side by side in one run. Never a timed test."""
