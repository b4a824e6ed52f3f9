"""Addresses of other sites, as editors type them."""

from typing import Any

from django.db import models


class WebAddressField(models.URLField):  # type: ignore[type-arg]  # not generic at run time
    """An address; one typed without its scheme is taken to be https."""

    def formfield(self, **kwargs: Any) -> Any:
        """Return the form field, with the scheme that Django 6 assumes too."""
        return super().formfield(**{"assume_scheme": "https"} | kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Stand in migrations as what it is in the database."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.URLField", list(args), kwargs
