"""Who works at the desk, and what their browser sends."""

from collections.abc import Iterator
from importlib import import_module
from io import BytesIO, StringIO
from xml.etree.ElementTree import Element

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from PIL import Image

from cme.learners.models import User
from tests.pages import Fields, parse

import_module(settings.ROOT_URLCONF)  # the site of the desk is filled with the addresses
# Everything at the desk that has a list and forms; background work is one page of ours.
LISTED = sorted(admin.site._registry.keys() - {DBTaskResult}, key=lambda model: model._meta.label)


def make_user(name: str, *groups: str, **fields: object) -> User:
    """Return a member of staff in these groups."""
    if Group.objects.filter(name__in=groups).count() < len(groups):
        call_command("setup_groups", stdout=StringIO())
    user = User.objects.create(username=name, is_staff=True, **fields)
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


def login(name: str = "ada", *groups: str, **fields: object) -> Client:
    """Return the browser of somebody who is logged in; an editor unless told otherwise."""
    user = User.objects.filter(username=name).first()
    client = Client()
    client.force_login(user or make_user(name, *(groups or ("Editor",)), **fields))
    return client


def superuser(name: str = "root") -> Client:
    """Return the browser of a superuser."""
    client = Client()
    client.force_login(User.objects.create(username=name, is_staff=True, is_superuser=True))
    return client


def picture(colour: str = "teal") -> SimpleUploadedFile:
    """Return a picture as a browser uploads it."""
    out = BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "PNG")
    return SimpleUploadedFile("figure.png", out.getvalue(), "image/png")


def page(name: str, *args: object) -> str:
    """Return the address of a page of an article."""
    return reverse(f"admin:content_article_{name}", args=args)


# A page as a tree, without namespaces.
tree = parse


def controls(element: Element) -> Iterator[Element]:
    """Yield the elements of a page that a browser would use: patterns in templates are none."""
    for child in element:
        if child.tag != "template":
            yield child
            yield from controls(child)


def sent_by(response: HttpResponse) -> Fields:
    """Return what the page's own form would send as it stands, without its buttons."""
    forms = [form for form in controls(tree(response)) if form.tag == "form" and form.get("id") != "logout-form"]
    fields: Fields = {}
    for control in controls(max(forms, key=lambda form: len(list(form.iter())))):
        name, kind = control.get("name"), control.get("type", "text")
        if not name or kind in {"submit", "file"} or control.tag == "button":
            continue
        if control.tag == "select":
            chosen = [option for option in control if option.get("selected") is not None] or list(control)[:1]
            fields.setdefault(name, []).extend(option.get("value", "") for option in chosen)
        elif control.tag == "textarea":
            fields.setdefault(name, []).append((control.text or "").removeprefix("\n"))
        elif control.tag == "input" and (kind not in {"radio", "checkbox"} or control.get("checked") is not None):
            fields.setdefault(name, []).append(control.get("value", "on" if kind == "checkbox" else ""))
    return fields


def ids(response: HttpResponse) -> set[str]:
    """Return every id on a page."""
    return {element.get("id", "") for element in tree(response).iter()} - {""}


def text(response: HttpResponse) -> str:
    """Return the words of a page's main part."""
    main = next(element for element in tree(response).iter("main"))
    return " ".join(" ".join(main.itertext()).split())
