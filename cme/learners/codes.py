"""A short code by which learners name themselves to the staff; it opens nothing, unlike the secret key."""


def code_of(learner_id: int) -> str:
    """Return the code of a learner: the primary key and a check digit, such as ``L-1042-5``."""
    return f"L-{learner_id}-{_check_digit(learner_id)}"


def learner_id_in(code: str) -> int | None:
    """Return the primary key that a code names; None where it was misread or mistyped."""
    letters = code.strip().upper().replace(" ", "").replace("-", "").removeprefix("L").replace("O", "0")
    if not (letters.isascii() and letters.isdecimal() and 2 <= len(letters) <= 18):
        return None
    number, digit = int(letters[:-1]), int(letters[-1])
    return number if digit == _check_digit(number) else None


def _check_digit(number: int) -> int:
    """Return the digit that tells one wrong digit, and most swapped ones. Source: ISO/IEC 7812-1, the Luhn formula."""
    total = 0
    for place, letter in enumerate(reversed(str(number))):
        digit = int(letter) * (1 if place % 2 else 2)
        total += digit - 9 if digit > 9 else digit
    return -total % 10
