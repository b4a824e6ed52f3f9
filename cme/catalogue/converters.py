"""What may stand in an address."""

from content.models.question import Role

ROLES = {"pre-test": Role.PRE, "test": Role.POST, "self-check": Role.SELF}
NAMES = {role: name for name, role in ROLES.items()}


class SlugConverter:
    """Letters, digits, hyphens and underscores; another case is another, unknown address.

    The desk gives lower-case letters, digits and hyphens alone. A row with more from elsewhere must not stop the pages
    that lead to it.
    """

    regex = "[a-zA-Z0-9_-]+"

    def to_python(self, value: str) -> str:
        """Return the slug as it is."""
        return value

    def to_url(self, value: str) -> str:
        """Return the slug as it is."""
        return value


class RoleConverter(SlugConverter):
    """``pre-test``, ``test`` or ``self-check``, as the role it names."""

    regex = "pre-test|test|self-check"

    def to_python(self, value: str) -> str:
        """Return the role."""
        return ROLES[value]

    def to_url(self, value: str) -> str:
        """Return the name of a role; a name is left as it is."""
        return NAMES[Role(value)] if value in Role.values else value


class CitationConverter(SlugConverter):
    """The form of a citation, as the ending of its file."""

    regex = "ris|bib|txt"
