"""The shares of a mark that Moodle knows, between percents in a file and exact fractions."""

from fractions import Fraction

from content.formats.writing import number_of

# Source: Moodle, ``question_bank::fraction_options_full``.
GRADES = [Fraction(share) for share in (
    "0", "1/20", "1/10", "1/9", "1/8", "1/7", "1/6", "1/5", "1/4", "3/10", "1/3", "2/5", "1/2", "3/5", "2/3", "7/10",
    "3/4", "4/5", "5/6", "9/10", "1",
)]  # fmt: skip
SHARES = {*GRADES, *(-grade for grade in GRADES)}
NEAR = Fraction(1, 2000)  # files round to 33.333, 33.33 or 33.3 percent


def share_of(percent: str) -> Fraction | None:
    """Return the share that a percentage stands for: the nearest that Moodle knows, or as written if none is near.

    Returns:
        None if it is no number.
    """
    number = number_of(percent.strip().replace(",", "."))
    if number is None or abs(number) > 1_000_000:
        return None
    written = Fraction(number) / 100
    nearest = min(SHARES, key=lambda share: abs(share - written))
    return nearest if abs(nearest - written) <= NEAR else written


def percent_of(share: Fraction) -> str | None:
    """Return a share as Moodle writes it, or None if Moodle does not know it."""
    if share not in SHARES:
        return None
    return f"{float(share * 100):.5f}".rstrip("0").rstrip(".")
