"""In which language somebody subscribed, and to which approved wording."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0022_approved_wordings"),
        ("news", "0001_news"),
    ]

    operations = [
        migrations.AddField(
            model_name="subscriptionrequest",
            name="language",
            field=models.CharField(db_default="en", help_text="Of the page on which it was entered.", max_length=12),
        ),
        migrations.AddField(
            model_name="subscriptionrequest",
            name="wording",
            field=models.ForeignKey(
                blank=True,
                help_text="What was shown in another language; empty for the English text of that version.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="content.approvedwording",
            ),
        ),
    ]
