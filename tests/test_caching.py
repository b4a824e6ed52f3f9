"""Caches: what a worker keeps in its memory, and addresses that are made once."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import caches
from django.template import Context, Template
from django.urls import NoReverseMatch, reverse, set_script_prefix

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


def test_same_object_comes_back_when_kept_as_it_is():
    pages, value = caches["pages"], ("frozen",)
    pages.set("key", value)
    assert pages.get("key") is value
    assert not pages.add("key", "other")
    assert pages.get("key") is value
    assert pages.get("none", "empty") == "empty"


def test_value_is_gone_when_its_time_is_over():
    pages = caches["pages"]
    with time_machine.travel(NOON, tick=False) as clock:
        pages.set("key", "value", 60)
        clock.shift(timedelta(seconds=61))
        assert pages.get("key") is None
        assert pages.add("key", "new", 60)
        assert pages.get("key") == "new"


def test_address_is_what_url_says():
    both = Template(
        "{% load ui %}{% address 'catalogue:article' slug %} {% url 'catalogue:article' slug %}"
        "{% address 'catalogue:listing' as kept %} {{ kept }}"
    )
    address, url, kept = both.render(Context({"slug": "one-article"})).split()
    assert address == url == "/articles/one-article/"
    assert kept == "/articles/"


def test_address_follows_when_the_site_moves_below_a_prefix():
    page = Template("{% load ui %}{% address 'catalogue:listing' %}")
    assert page.render(Context()) == "/articles/"
    set_script_prefix("/hub/")
    try:
        assert page.render(Context()) == reverse("catalogue:listing") == "/hub/articles/"
    finally:
        set_script_prefix("/")


def test_address_fails_when_there_is_no_such_page():
    with pytest.raises(NoReverseMatch):
        Template("{% load ui %}{% address 'catalogue:nowhere' %}").render(Context())
