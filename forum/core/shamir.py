"""Shamir's secret sharing over GF(256), byte by byte: any `least` shares give the secret, fewer tell nothing.

The field is that of AES (x⁸+x⁴+x³+x+1). A share is its number (1…255) and as many bytes as the secret.
"""

from collections.abc import Callable, Mapping

POLYNOMIAL = 0x11B
ORDER = 255


def _tables() -> tuple[list[int], list[int]]:
    """Powers of the generator 3, and their logarithms."""
    power, log, value = [0] * (2 * ORDER), [0] * 256, 1
    for exponent in range(ORDER):
        power[exponent] = power[exponent + ORDER] = value
        log[value] = exponent
        value ^= (value << 1) ^ (POLYNOMIAL if value & 0x80 else 0)
    return power, log


POWER, LOG = _tables()


def times(a: int, b: int) -> int:
    return POWER[LOG[a] + LOG[b]] if a and b else 0


def over(a: int, b: int) -> int:
    """a / b in the field; nothing is divided by zero here, since share numbers differ."""
    return POWER[LOG[a] + ORDER - LOG[b]] if a else 0


def split(secret: bytes, count: int, least: int, chance: Callable[[int], bytes]) -> dict[int, bytes]:
    """`count` shares of which any `least` give the secret back. `chance(n)` returns n random bytes."""
    if not 1 <= least <= count <= ORDER:
        raise ValueError("1 ≤ least ≤ count ≤ 255")
    higher = [chance(len(secret)) for _ in range(least - 1)]
    return {x: _evaluate([secret, *higher], x) for x in range(1, count + 1)}


def _evaluate(coefficients: list[bytes], x: int) -> bytes:
    result = bytes(len(coefficients[0]))
    for coefficient in reversed(coefficients):
        result = bytes(times(value, x) ^ byte for value, byte in zip(result, coefficient, strict=True))
    return result


def combine(shares: Mapping[int, bytes]) -> bytes:
    """The secret, by Lagrange at zero. Too few or wrong shares give other bytes, not an error: check what you open."""
    length = len(next(iter(shares.values())))
    secret = bytes(length)
    for x, share in shares.items():
        weight = _weight(x, [other for other in shares if other != x])
        secret = bytes(value ^ times(byte, weight) for value, byte in zip(secret, share, strict=True))
    return secret


def _weight(x: int, others: list[int]) -> int:
    weight = 1
    for other in others:
        weight = times(weight, over(other, other ^ x))
    return weight
