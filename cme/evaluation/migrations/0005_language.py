"""The language that was read, with each evaluation."""

import django.db.models.deletion
from django.db import migrations, models

import content.translating.languages


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0020_translations"),
        ("evaluation", "0004_language_of_statements"),
    ]

    operations = [
        migrations.AddField(
            model_name="evaluation",
            name="language",
            field=models.CharField(
                default=content.translating.languages.original_language, max_length=16, verbose_name="article read in"
            ),
        ),
        migrations.AddField(
            model_name="evaluation",
            name="translation",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="evaluations",
                to="content.translation",
            ),
        ),
    ]
