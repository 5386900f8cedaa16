"""Whether a figure reaches its target, as the tables show both."""


def verdict(figure: float, target: float, *, digits: int) -> str:
    """`digits`: so many decimals of the figure are shown."""
    return "reached" if round(figure, digits) <= target else "missed"
