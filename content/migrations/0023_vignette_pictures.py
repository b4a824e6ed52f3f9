"""Pictures of vignettes and statements, frozen with their version like everything else in them."""

from django.db import migrations, models

from content.guards import guard

GUARD = guard(
    name="content_part_written_once",
    table="content_part",
    events=["INSERT", "UPDATE"],
    refuses="EXISTS (SELECT 1 FROM content_questionversion v WHERE v.id = NEW.version_id AND v.frozen_at IS NOT NULL)",
    message="the parts of a version that an edition pins are never changed",
)


class Migration(migrations.Migration):
    dependencies = [("content", "0022_approved_wordings")]
    operations = [
        # SQLite makes the table anew without its guard, PostgreSQL keeps it: taken away first, it is put back on both.
        migrations.RunPython(GUARD.reverse_code, GUARD.code),
        migrations.AddField(
            model_name="part",
            name="image_width",
            field=models.PositiveIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="part",
            name="image_height",
            field=models.PositiveIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="part",
            name="image",
            field=models.ImageField(
                blank=True,
                default="",
                height_field="image_height",
                help_text="PNG, JPEG or WebP, up to 2 MB.",
                upload_to="figures/",
                width_field="image_width",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="part",
            name="image_alt",
            field=models.CharField(blank=True, max_length=300, verbose_name="alternative text"),
        ),
        migrations.AddField(
            model_name="part",
            name="image_credit",
            field=models.CharField(blank=True, max_length=200, verbose_name="source and licence"),
        ),
        GUARD,
    ]
