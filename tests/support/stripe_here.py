"""Stripe on this machine: a real server that opens payment pages as Stripe does, or misbehaves; and its messages."""

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from django.test import Client, override_settings

from cme.support.models import Contribution

SECRET, KEY = "whsec_only_for_tests", "sk_test_only_for_tests"
PAGES = "https://checkout.stripe.com/"
SETTINGS = {
    "PAYMENT_PROVIDER": "stripe", "STRIPE_SECRET_KEY": KEY, "STRIPE_WEBHOOK_SECRETS": ["whsec_older", SECRET],
    "STRIPE_PAGES": PAGES,
}  # fmt: skip


class Stripe(ThreadingHTTPServer):
    """What was asked, the pages that were opened by their idempotency key, and how the next question is answered."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.sessions: dict[str, dict[str, str]] = {}
        self.ended: list[str] = []
        self.next_status = 200
        self.next_body: bytes | None = None


class _Answer(BaseHTTPRequestHandler):
    server: Stripe

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        fields = {name: values[0] for name, values in parse_qs(self.rfile.read(length).decode()).items()}
        self.server.asked.append(("POST", self.path, fields))
        number = len(self.server.sessions) + 1
        opened = {"id": f"cs_test_{number}", "url": f"{PAGES}c/pay/cs_test_{number}"}
        self._say(self.server.sessions.setdefault(self.headers["Idempotency-Key"], opened))

    def do_DELETE(self) -> None:
        self.server.asked.append(("DELETE", self.path, {}))
        self.server.ended.append(self.path.rpartition("/")[2])
        self._say({"status": "canceled"})

    def _say(self, told: dict[str, str]) -> None:
        is_known = self.headers["Authorization"].startswith("Basic ") and self.headers["Stripe-Version"]
        body = self.server.next_body or json.dumps(told).encode()
        self.send_response(self.server.next_status if is_known else 401)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def stripe_here() -> Iterator[Stripe]:
    """Serve, and let the site ask this server."""
    server = Stripe()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with override_settings(**SETTINGS, STRIPE_ADDRESS=f"http://127.0.0.1:{server.server_port}"):
        yield server
    server.shutdown()
    server.server_close()


def event(kind: str, thing: dict[str, Any], *, name: str = "", at: datetime) -> dict[str, Any]:
    """Return a message as Stripe writes it."""
    return {
        "id": name or f"evt_{hashlib.sha256(json.dumps([kind, thing]).encode()).hexdigest()[:16]}",
        "object": "event", "type": kind, "created": int(at.timestamp()), "livemode": False, "data": {"object": thing},
    }  # fmt: skip


def session(row: Contribution, **fields: Any) -> dict[str, Any]:
    """Return a visit to the payment page that ended with money."""
    is_monthly = row.rhythm == "monthly"
    told = {
        "object": "checkout.session", "client_reference_id": row.key, "payment_status": "paid", "status": "complete",
        "amount_total": row.amount_minor, "currency": row.currency.lower(), "payment_intent": f"pi_{row.pk}",
        "mode": "subscription" if is_monthly else "payment", "subscription": None, "invoice": None,
    }  # fmt: skip
    if is_monthly:
        told |= {"subscription": f"sub_{row.pk}", "invoice": f"in_{row.pk}_1", "payment_intent": None}
    return told | fields


def invoice(row: Contribution, number: int = 1, **fields: Any) -> dict[str, Any]:
    """Return a month of a standing order."""
    return {
        "object": "invoice", "id": f"in_{row.pk}_{number}", "amount_paid": row.amount_minor,
        "currency": row.currency.lower(), "subscription": f"sub_{row.pk}",
        "subscription_details": {"metadata": {"contribution": row.key}},
    } | fields  # fmt: skip


def refund(row: Contribution, amount: int, **fields: Any) -> dict[str, Any]:
    """Return a payment of which something was given back."""
    return {
        "object": "charge", "payment_intent": f"pi_{row.pk}", "invoice": None, "amount": row.amount_minor,
        "amount_refunded": amount, "currency": row.currency.lower(), "metadata": {"contribution": row.key},
    } | fields  # fmt: skip


def signature(body: bytes, at: datetime, secret: str = SECRET) -> str:
    """Return the header of a message."""
    time = str(int(at.timestamp()))
    return f"t={time},v1={hmac.new(secret.encode(), f'{time}.'.encode() + body, hashlib.sha256).hexdigest()},v0=00"


def tell(message: dict[str, Any], *, at: datetime, header: str | None = None, body: bytes | None = None) -> Any:
    """Send a message to the site as Stripe does; return the answer."""
    sent = json.dumps(message).encode() if body is None else body
    header = signature(sent, at) if header is None else header
    client = Client(enforce_csrf_checks=True)
    return client.post("/support/stripe/", sent, "application/json", headers={"stripe-signature": header})
