"""The admin classes, one subject a module; importing this package registers them."""

from cme.desk.admin import (
    allowances,
    articles,
    bank,
    disclosures,
    funding,
    instruments,
    people,
    records,
    reports,
    series,
    tasks,
)

__all__ = [
    "allowances",
    "articles",
    "bank",
    "disclosures",
    "funding",
    "instruments",
    "people",
    "records",
    "reports",
    "series",
    "tasks",
]
