"""Attestations are append-only (A1), whatever the door."""

from django.db import migrations

from content.guards import guard


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial"), ("content", "0002_written_once")]
    operations = [
        guard(
            name="access_attestation_written_once",
            table="access_attestation",
            events=["UPDATE"],
            refuses="TRUE",
            message="an attestation is never changed",
        )
    ]
