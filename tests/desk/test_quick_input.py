"""The quick input writes what Django's own writes."""

import html5lib
import pytest
from django import forms

from cme.desk.forms.quick import QuickTextInput, quicken

ATTRIBUTES = {"id": "id_a", "class": "wide", "disabled": True, "data-x": '"<', "hidden": False}


def attributes(markup):
    (element,) = html5lib.parseFragment(markup, namespaceHTMLElements=False)
    return element.tag, element.attrib


@pytest.mark.parametrize("value", [None, "", "a", '"><img src=x>', 7])
@pytest.mark.parametrize("attrs", [{}, ATTRIBUTES])
def test_quick_input_is_the_same_element(value, attrs):
    quick, slow = (kind(attrs).render("a", value, {"id": "b"}) for kind in (QuickTextInput, forms.TextInput))
    assert attributes(quick) == attributes(slow)


def test_only_plain_text_is_quickened():
    text, day = forms.CharField(), forms.DateField()
    quicken(text)
    quicken(day)
    quicken(None)
    assert isinstance(text.widget, QuickTextInput)
    assert isinstance(day.widget, forms.DateInput)
