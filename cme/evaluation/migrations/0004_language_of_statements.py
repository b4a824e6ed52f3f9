"""In which language the statements were asked."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0003_rating_is_never_empty"),
    ]

    operations = [
        migrations.AddField(
            model_name="evaluation",
            name="asked_in",
            field=models.CharField(db_default="en", help_text="Language of the statements.", max_length=12),
        ),
    ]
