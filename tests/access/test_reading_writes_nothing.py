"""A GET writes nothing, whoever asks for whatever (A3)."""

import hashlib

import pytest
from django.db import connection

from cme.access.models import Attestation
from tests.visitors import Scene, addresses, body_of, browsers

pytestmark = pytest.mark.django_db
SELDOM = ("expired", "forged", "staff", "attested", "passer")


def checksum() -> dict[str, str]:
    """Return a hash of all rows of each table."""
    sums = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows = sorted(repr(row) for row in cursor.fetchall())
            sums[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return sums


@pytest.mark.parametrize(
    "visitor",
    ["anonymous", "learner", *(pytest.param(kind, marks=pytest.mark.slow) for kind in SELDOM)],
)
def test_no_row_changes_when_every_address_is_read_twice(scene: Scene, visitor: str) -> None:
    client = browsers(scene)[visitor]
    before = checksum()
    for path, data in addresses(scene).values():
        for _ in range(2):
            for response in (client.get(path), client.get(path, data), client.head(path)):
                body_of(response)
    assert checksum() == before


def test_checksum_notices_one_row_in_one_table(scene: Scene) -> None:
    """Negative control."""
    before = checksum()
    Attestation.objects.first().delete()
    assert {table for table, value in checksum().items() if before[table] != value} == {"access_attestation"}
