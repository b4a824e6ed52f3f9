"""In which language somebody was reading, so that "continue" leads there."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("progress", "0004_reading_the_paper")]

    operations = [
        migrations.AddField(
            model_name="readingplace",
            name="language",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Of the translation that was read; empty for the original.",
                max_length=12,
            ),
        ),
    ]
