"""Controls of the desk that show what is there."""

from typing import Any

from django.forms import FileInput
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cme.desk.pages import address_of_picture


class PictureInput(FileInput):
    """Chooses a picture, and shows the one that is there; its words for who cannot see it stand in the same row."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Put the stored picture before the control; its file name says nothing."""
        control = super().render(name, value, attrs, renderer)
        if not value or not getattr(value, "url", ""):
            return control
        shown = '<img src="{}" alt="" width="160" loading="lazy" class="picture-now">{}'
        return format_html(shown, address_of_picture(value.name), control)
