"""Which approved wording somebody confirmed, where it was not the English text; never changed."""

import django.db.models.deletion
from django.db import migrations, models

from content.guards import changed, guard


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0022_approved_wordings"),
        ("support", "0001_support"),
    ]

    operations = [
        migrations.AddField(
            model_name="contribution",
            name="wording",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                help_text="What was confirmed in another language; empty for English.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="content.approvedwording",
            ),
        ),
        migrations.AddField(
            model_name="grantenquiry",
            name="wording",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                help_text="What was confirmed in another language; empty for the English text of that version.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="content.approvedwording",
            ),
        ),
        migrations.AddField(
            model_name="suggestion",
            name="wording",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                help_text="What was confirmed in another language; empty for the English text of that version.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="content.approvedwording",
            ),
        ),
        *(
            guard(
                name=f"support_{table}_wording_is_fixed",
                table=f"support_{table}",
                events=["UPDATE"],
                refuses=changed("wording_id"),
                message="what was confirmed is never changed",
            )
            for table in ("contribution", "grantenquiry", "suggestion")
        ),
    ]
