"""Measures beside a yardstick, in the same run on the same machine: `make bench`. Never part of the tests."""
