"""The admin classes, one subject a module; importing this package registers them."""

from cme.desk.admin import (
    allowances,
    articles,
    bank,
    disclosures,
    funding,
    instruments,
    news,
    people,
    records,
    reports,
    series,
    support,
    tasks,
    wordings,
)

__all__ = [
    "allowances",
    "articles",
    "bank",
    "disclosures",
    "funding",
    "instruments",
    "news",
    "people",
    "records",
    "reports",
    "series",
    "support",
    "tasks",
    "wordings",
]
