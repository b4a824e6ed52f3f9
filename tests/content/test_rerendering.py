"""Rendering editions again, from the source that never changes."""

import pytest
from django.core.management import CommandError, call_command

from content.models import Edition
from content.rendering import LONGEST, RENDERER_VERSION
from content.services.rerendering import rerender_edition
from tests.factories import BEFORE, NOW, make_edition

pytestmark = pytest.mark.django_db


def plain_edition() -> Edition:
    return make_edition(questions=0, pre_test=False)


def age(*editions: Edition, **fields) -> None:
    """Make editions look as an older renderer left them."""
    Edition.objects.filter(pk__in=[edition.pk for edition in editions]).update(
        **{"html": {"body": "<p>old</p>"}, "renderer_version": RENDERER_VERSION - 1} | fields
    )


def rerender(capsys, **options) -> str:
    call_command("rerender", **options)
    return capsys.readouterr().out.strip()


def test_edition_comes_out_the_same_from_its_own_source():
    edition = make_edition()
    fresh = Edition.objects.get(pk=edition.pk)
    assert rerender_edition(edition=fresh, at=NOW) is False
    fresh.refresh_from_db()
    assert fresh.html == edition.html
    assert fresh.changed_at == BEFORE


def test_edition_is_rebuilt_and_tells_caches_when_it_comes_out_different():
    edition = make_edition()
    age(edition)
    assert rerender_edition(edition=Edition.objects.get(pk=edition.pk), at=NOW) is True
    fresh = Edition.objects.get(pk=edition.pk)
    assert (fresh.html, fresh.renderer_version, fresh.changed_at) == (edition.html, RENDERER_VERSION, NOW)


def test_nothing_but_the_html_changes():
    edition = make_edition()
    frozen = [field.name for field in Edition._meta.concrete_fields if field.name not in ("html", "changed_at")]
    before = Edition.objects.filter(pk=edition.pk).values(*frozen).get()
    age(edition)
    rerender_edition(edition=Edition.objects.get(pk=edition.pk), at=NOW)
    assert Edition.objects.filter(pk=edition.pk).values(*frozen).get() == before


def test_command_rebuilds_what_an_older_renderer_made_and_no_more(capsys):
    old, same, new = plain_edition(), plain_edition(), plain_edition()
    age(old)
    age(same, html=same.html)
    Edition.objects.filter(pk=new.pk).update(html={"body": "kept"})
    assert rerender(capsys) == "2 editions rendered, 1 came out different."
    assert Edition.objects.get(pk=old.pk).html == old.html
    assert Edition.objects.get(pk=new.pk).html == {"body": "kept"}
    assert rerender(capsys) == "0 editions rendered, 0 came out different."


def test_command_rebuilds_all_when_asked(capsys):
    edition = plain_edition()
    Edition.objects.filter(pk=edition.pk).update(html={})
    assert rerender(capsys, all=True) == "1 editions rendered, 1 came out different."
    assert rerender(capsys, all=True) == "1 editions rendered, 0 came out different."


def test_superseded_editions_are_rebuilt_too(capsys):
    """Old answers still lead to the edition they were about."""
    edition = plain_edition()
    age(edition, superseded_at=NOW)
    assert rerender(capsys) == "1 editions rendered, 1 came out different."


def test_command_names_an_edition_that_the_renderer_refuses_and_goes_on(capsys):
    """Limits may become stricter; what readers see then stays until an editor mends it."""
    long, other = plain_edition(), plain_edition()
    copy = Edition.objects.get(pk=long.pk)
    copy.pk, copy.correction, copy.superseded_at = None, 1, NOW
    copy.source, copy.renderer_version = copy.source | {"body": "a " * LONGEST}, RENDERER_VERSION - 1
    copy.save()
    age(other)
    with pytest.raises(CommandError, match="1 editions keep the HTML they have"):
        call_command("rerender")
    said = capsys.readouterr()
    assert said.err.startswith(f"edition {copy.pk} of {copy.slug}: The text is longer than")
    assert said.out.strip() == "1 editions rendered, 1 came out different."
    assert Edition.objects.get(pk=other.pk).html == other.html
    assert Edition.objects.get(pk=copy.pk).html == long.html
