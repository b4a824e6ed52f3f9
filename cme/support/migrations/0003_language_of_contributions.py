"""In which language a contribution was begun, and so its receipts are written; fixed like the rest of the offer.

SQLite makes the table anew, so the guards go before and come back after.
"""

from django.db import migrations, models

from content.guards import changed, guard

TABLE = "support_contribution"
OFFER = ("key", "form_key", "amount_minor", "currency", "rhythm", "provider", "began_at")
FORWARD = guard(
    name="support_contribution_moves_forward",
    table=TABLE,
    events=["UPDATE"],
    refuses="OLD.state <> NEW.state AND NOT (OLD.state IN ('open', 'failed', 'lapsed') AND NEW.state <> 'open' "
    "OR OLD.state = 'paid' AND NEW.state = 'refunded' OR OLD.state = 'active' AND NEW.state = 'ended')",
    message="what was paid, ended or refunded stays so",
)
WORDING = guard(
    name="support_contribution_wording_is_fixed",
    table=TABLE,
    events=["UPDATE"],
    refuses=changed("wording_id"),
    message="what was confirmed is never changed",
)


def of_offers(*more: str) -> migrations.RunPython:
    """Return the guard of what was offered, with the columns that it watches besides the old ones."""
    return guard(
        name="support_contribution_offer_is_fixed",
        table=TABLE,
        events=["UPDATE"],
        refuses=changed(*OFFER, *more),
        message="what was offered is never changed",
    )


def without(step: migrations.RunPython) -> migrations.RunPython:
    """Return the step that takes a guard away, and puts it back on the way down."""
    return migrations.RunPython(step.reverse_code, step.code)


class Migration(migrations.Migration):
    dependencies = [("support", "0002_approved_wordings")]

    operations = [
        without(FORWARD),
        without(of_offers()),
        without(WORDING),
        migrations.AddField(
            model_name="contribution",
            name="language",
            field=models.CharField(
                db_default="en",
                help_text="Of the page on which it was begun, and so of its receipts.",
                max_length=12,
            ),
        ),
        FORWARD,
        of_offers("language"),
        WORDING,
    ]
