"""The wording that a reviewer signs, by version (S0). A wording in use is never changed; the next is new."""

VERSION = "2026-11"
STATEMENTS = {
    "2026-11": (
        "I am not an author of this article. I have read it as it stands. Design, number of people, follow-up and "
        "limits stand beside the results, and harms beside the benefits. Medicines go by their generic names, and "
        "unapproved uses are labelled as such. The questions have the right keys."
    ),
}


def statement() -> str:
    """Return the wording that is signed now."""
    return STATEMENTS[VERSION]
