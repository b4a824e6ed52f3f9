"""Editions and the question versions they pin are never changed, whatever the door."""

from django.db import migrations

from content.guards import changed, guard

FROZEN_VERSION = (
    "EXISTS (SELECT 1 FROM content_questionversion v WHERE v.id = NEW.version_id AND v.frozen_at IS NOT NULL)"
)


class Migration(migrations.Migration):
    dependencies = [("content", "0001_initial")]
    operations = [
        guard(
            name="content_edition_written_once",
            table="content_edition",
            events=["UPDATE"],
            refuses=changed(
                "release_id",
                "correction",
                "slug",
                "teaser",
                "source",
                "source_hash",
                "listed_at",
                "released_at",
                "expires_on",
                "pass_mark_percent",
                "policy",
                "is_demonstration",
                "what_changed",
            ),
            message="a published edition is never changed",
        ),
        guard(
            name="content_editionitem_written_once",
            table="content_editionitem",
            events=["UPDATE"],
            refuses="TRUE",
            message="what an edition pins is never changed",
        ),
        guard(
            name="content_questionversion_written_once",
            table="content_questionversion",
            events=["UPDATE"],
            refuses="OLD.frozen_at IS NOT NULL AND ("
            + changed(
                "question_id",
                "number",
                "kind",
                "scoring",
                "level",
                "stem",
                "hint",
                "points",
                "denominator",
                "unit",
                "is_case_sensitive",
                "image",
                "image_alt",
                "image_credit",
                "frozen_at",
            )
            + ")",
            message="a version that an edition pins is never changed",
        ),
        guard(
            name="content_option_written_once",
            table="content_option",
            events=["INSERT", "UPDATE"],
            refuses=FROZEN_VERSION,
            message="the options of a version that an edition pins are never changed",
        ),
        guard(
            name="content_part_written_once",
            table="content_part",
            events=["INSERT", "UPDATE"],
            refuses=FROZEN_VERSION,
            message="the parts of a version that an edition pins are never changed",
        ),
        guard(
            name="content_keycorrection_written_once",
            table="content_keycorrection",
            events=["UPDATE"],
            refuses="TRUE",
            message="a correction of a key is never changed; another one follows it",
        ),
    ]
