"""Write to staff about what waits for them: ``manage.py send_queues``, once a day from cron or a timer."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cme.desk.queue_mail import send_queues
from cme.learners.models import User


class Command(BaseCommand):
    """May be run as often as you like: everybody gets one mail a day at most."""

    help = "Send everybody at the desk one mail a day about reviews, comments, expiry and disclosures that wait."

    def handle(self, *args: Any, **options: Any) -> None:
        """Send, count, and name whom it could not be sent to."""
        sent, failed = 0, []
        for user in User.objects.filter(is_active=True, is_staff=True).exclude(email="").order_by("pk"):
            try:
                sent += send_queues(user, at=timezone.now())
            except OSError as error:  # smtplib's errors among them
                failed.append(f"{user.get_username()} ({error})")
        self.stdout.write(f"{sent} mails sent.")
        if failed:
            raise CommandError(f"Not sent, and not tried again today: {', '.join(failed)}.")
