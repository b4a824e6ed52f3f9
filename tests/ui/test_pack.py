"""The crispy pack "house" and the error summary: names, hints and errors hang together, also for those who listen."""

from html.parser import HTMLParser

import html5lib
import pytest
from crispy_forms.utils import render_crispy_form
from django import forms
from django.template.loader import render_to_string

from cme.ui.forms import HouseForm


class SampleForm(HouseForm):
    """One field of every kind that the pack knows."""

    who = forms.ChoiceField(
        label="I am",
        choices=[("a", "a physician"), ("b", "a nurse")],
        widget=forms.RadioSelect(attrs={"data-caption": "Question 1 of 2"}),
        error_messages={"required": "Choose what describes you."},
    )
    several = forms.MultipleChoiceField(
        label="Which are right?",
        help_text="Choose all that apply.",
        choices=[("1", "One <b>bold</b> answer"), ("2", "Two")],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one."},
    )
    agree = forms.ChoiceField(
        label="The content was clear",
        required=False,
        choices=[(str(value), f"Point {value}") for value in range(1, 6)],
        widget=forms.RadioSelect(attrs={"data-scale": "agreement"}),
    )
    note = forms.CharField(label="Comment", required=False, widget=forms.Textarea, help_text="No patient details.")
    name = forms.CharField(label="Name", error_messages={"required": "Enter your name."})
    country = forms.ChoiceField(label="Country", choices=[("x", "Here"), ("y", "There")])
    ok = forms.BooleanField(label="I agree", error_messages={"required": "Tick the box."})
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


class Page(HTMLParser):
    """Collects elements with their attributes, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def ids(self) -> list[str | None]:
        return [attributes["id"] for _, attributes in self.elements if "id" in attributes]


def render(form: forms.Form) -> str:
    return render_crispy_form(form, form.helper)


@pytest.fixture
def empty() -> Page:
    return Page(render(SampleForm({"secret": "x"})))


def test_every_field_is_rendered_once_when_the_form_is_valid():
    html = render(SampleForm())
    names = [attributes.get("name") for _, attributes in Page(html).elements if attributes.get("name")]
    assert set(names) == set(SampleForm.base_fields)
    assert html.count("<fieldset") == html.count("<legend") == 3


def test_markup_is_sound_when_parsed_strictly():
    for form in (SampleForm(), SampleForm({})):
        html = f"<!doctype html><title>x</title><form>{render(form)}</form>"
        html5lib.HTMLParser(strict=True).parse(html)


def test_labels_name_their_controls_when_rendered(empty):
    ids = empty.ids()
    assert len(ids) == len(set(ids))
    targets = {attributes["for"] for attributes in empty.all("label")}
    assert targets <= set(ids)
    assert {"id_who_0", "id_several_1", "id_note", "id_name", "id_country", "id_ok"} <= targets


def test_hint_and_error_are_read_with_their_control_when_there_are_any(empty):
    described = {
        attributes["id"]: attributes["aria-describedby"]
        for _, attributes in empty.elements
        if "aria-describedby" in attributes
    }
    assert described["id_several"] == "id_several_helptext id_several_error"
    assert described["id_who"] == "id_who_error"
    assert described["id_note"] == "id_note_helptext"
    assert described["id_name"] == "id_name_error"
    named = {word for words in described.values() for word in (words or "").split()}
    assert named <= set(empty.ids())


def test_nothing_is_chosen_beforehand_and_nothing_is_required_by_the_browser_when_fresh():
    page = Page(render(SampleForm()))
    assert not [attributes for attributes in page.all("input") if "checked" in attributes]
    assert not [attributes for _, attributes in page.elements if "required" in attributes]


def test_scale_and_caption_follow_the_widget_when_it_carries_them():
    html = render(SampleForm())
    assert html.count('<fieldset class="likert"') == 1
    assert html.count('class="scale"') == 1
    assert html.count('<span class="caption">Question 1 of 2</span>') == 1


def test_optional_texts_say_so_when_they_may_be_left_empty():
    html = render(SampleForm())
    assert html.count('<span class="optional">(optional)</span>') == 1


def test_labels_are_escaped_when_they_hold_markup():
    html = render(SampleForm())
    assert "<b>" not in html
    assert "One &lt;b&gt;bold&lt;/b&gt; answer" in html


def test_summary_links_to_first_controls_in_page_order_when_fields_are_wrong(empty):
    form = SampleForm({})
    form.add_error(None, "The test has closed.")
    page = Page(render_to_string("ui/_error_summary.html", {"form": form}))
    links = [attributes["href"] for attributes in page.all("a")]
    assert links == ["#id_who_0", "#id_several_0", "#id_name", "#id_country", "#id_ok"]
    assert {link[1:] for link in links} <= set(empty.ids())
    (summary,) = [attributes for attributes in page.all("div") if attributes.get("role") == "alert"]
    assert summary["tabindex"] == "-1"
    assert "autofocus" in summary


def test_summary_is_absent_when_nothing_is_wrong():
    assert render_to_string("ui/_error_summary.html", {"form": SampleForm()}).strip() == ""
