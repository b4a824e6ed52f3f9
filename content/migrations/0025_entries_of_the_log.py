"""What several entries of the independence log are called."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("content", "0024_shown_reports")]

    operations = [
        migrations.AlterModelOptions(
            name="showing",
            options={
                "ordering": ["shown_at", "pk"],
                "verbose_name": "entry of the independence log",
                "verbose_name_plural": "entries of the independence log",
            },
        ),
    ]
