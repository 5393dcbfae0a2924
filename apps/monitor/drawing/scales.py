"""The round numbers at which an axis ends and is marked."""

from math import ceil, floor, log10


def steps(most: float, at_most: int = 6) -> list[float]:
    """Round numbers from 0 to the first that is not below `most`, a few of them."""
    most = max(most, 1.0)
    size = 10.0 ** floor(log10(most / at_most))
    for factor in (1, 2, 2.5, 5, 10, 20):
        step = size * factor
        count = ceil(most / step - 1e-9)
        if count <= at_most:
            return [step * number for number in range(count + 1)]
    return [0.0, most]
