"""The index knows which topics stand above each other, so that articles count for those above their own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0003_narrow_index")]

    operations = [
        migrations.AddField(
            model_name="index",
            name="topics",
            field=models.JSONField(
                default=dict, help_text="cme.search.topics.Tree as values, as the last sweep found it."
            ),
        ),
    ]
