"""Which agreement stands behind the support that an edition names (S3)."""

from collections.abc import Iterable, Mapping, Sequence

from content.models import Support


def agreements_behind(named: Iterable[Mapping[str, str]], rows: Sequence[Support]) -> dict[str, Support]:
    """Return the agreement behind each name that an edition tells, where one is on record.

    Editions freeze names, and funders may be renamed: a name that no agreement has is that of the only one at its level
    which the edition does not name otherwise.

    Args:
        named: The support of an edition's source.
        rows: The agreements of its article, with their funders.
    """
    support = list(named)
    known = {row.funder.name: row for row in rows}
    found = {one["name"]: known[one["name"]] for one in support if one["name"] in known}
    others = [row for row in rows if row.funder.name not in found]
    for one in support:
        renamed = [row for row in others if row.level == one["level"]]
        if one["name"] not in found and len(renamed) == 1:
            found[one["name"]] = renamed[0]
    return found
