"""How the number of an edition is written, and how that of a release which gave its number up."""

GIVEN_UP = 1_000_000_000  # what is above it is no number: this and the key of a release that was withdrawn unseen
WITHDRAWN = "withdrawn-"  # before the key of such a release


def said_number(release: int, correction: int) -> str:
    """Return the number of an edition as people read it."""
    return said_release(release) if release > GIVEN_UP else f"{release}.{correction}"


def said_release(release: int) -> str:
    """Return the number of a release as people read it."""
    return f"{WITHDRAWN}{release - GIVEN_UP}" if release > GIVEN_UP else str(release)


def numbers_in(said: str) -> tuple[int, int] | None:
    """Return release and correction of a number as people write it; None for what is none."""
    key = said.removeprefix(WITHDRAWN)
    if key != said:
        return (GIVEN_UP + int(key), 0) if key.isdecimal() else None
    release, _, correction = said.partition(".")
    return (int(release), int(correction)) if release.isdecimal() and correction.isdecimal() else None
