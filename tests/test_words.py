"""No word that readers see is left in English alone: in templates, in scripts, and on pages as they are served."""

from functools import cache

import pytest
import time_machine
from django.conf import settings
from django.db import transaction

from tests.factories import NOW
from tests.pseudo import Content, outside, pseudo, unbracketed
from tests.visitors import addresses, ask, browsers, make_scene
from tests.words import templates_of_readers, unmarked_in, unmarked_in_script

TEMPLATES = {
    path.relative_to(settings.BASE_DIR / "templates").as_posix(): path.read_text(encoding="utf-8")
    for path in templates_of_readers(settings.BASE_DIR)
}
SCRIPTS = {path.name: path.read_text(encoding="utf-8") for path in (settings.BASE_DIR / "cme/ui/assets").glob("*.js")}
# Templates whose words are not marked yet. The list only shrinks: a template without a fault must leave it.
NOT_YET: set[str] = set()
# Pages on which words of Python, or of such templates, still stand unmarked; both lists are empty in the end.
PAGES_NOT_YET: set[str] = set()
# What the translator of the tests makes of any text: it is in the language of its page.
TRANSLATED = "Wort "


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_template_marks_its_words(name):
    found = [f"templates/{name}:{fault.line}: {fault.text}" for fault in unmarked_in(TEMPLATES[name])]
    if name in NOT_YET:
        assert found, f"{name} is marked now; take it out of NOT_YET"
    else:
        assert found == []


@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_script_gets_its_words_from_the_page(name):
    assert [f"{name}:{fault.line}: {fault.text}" for fault in unmarked_in_script(SCRIPTS[name])] == []


def test_lists_name_what_exists():
    assert set(TEMPLATES) >= NOT_YET
    assert TEMPLATES
    assert SCRIPTS


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>Read on</p>", ["Read on"]),
        ('<p>{% translate "Read on" %}</p>', []),
        ("<p>{% blocktranslate trimmed %}Read <b>on</b>{% endblocktranslate %} now</p>", ["now"]),
        ('<img alt="A chart" src="x.png" class="Big One">', ["A chart"]),
        ('<img alt="{% if x %}{{ alt }}{% else %}A chart{% endif %}">', ["A chart"]),
        ('<button data-busy="Sending…" data-state="saved">{{ text }}</button>', ["Sending…"]),
        ("{{ n }} item{{ n|pluralize }}", ["|pluralize knows English alone; use blocktranslate count", "item"]),
        ('{{ name|default:"this topic" }}{{ day|date:"j F Y" }}', ["this topic"]),
        ('{% include "a/_b.html" with did="took this test on" role="test" only %}', ["took this test on"]),
        ('{% include "a/_b.html" with did=_("took this test on") only %}', []),
        ("{# A comment #}{% comment %}More{% endcomment %}<script>let x = 'Some text';</script>", []),
        ("{{ n }} % · RIS – UTC &nbsp; 5", []),
    ],
)
def test_unmarked_words_are_found(source, found):
    assert [fault.text for fault in unmarked_in(source)] == found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('say("saved", "Saved")', ["Saved"]),
        ("status.textContent = `Place ${at} of ${all}`;", ["Place ${at} of ${all}"]),
        ("// It says “Read on” here\nconst a = word('read-on'); /* or 'More words here' */", []),
        ('document.querySelector("form [name=submit] button")', []),
    ],
)
def test_unmarked_words_of_scripts_are_found(source, found):
    assert [fault.text for fault in unmarked_in_script(source)] == found


@pytest.mark.django_db
def test_brackets_tell_what_a_message_said():
    assert outside("⟦Read ⟦5⟧ of⟧ now ⟦then") == ("\n\n now ", 1)
    page = '<html lang="de"><p>⟦Read <a href="#">all of</a> it⟧ now</p><p lang="en">Content</p><p>{}</p></html>'
    assert unbracketed(page.format("⟦Ja⟧"), Content([])) == ["now"]


@cache
def strays() -> frozenset[tuple[str, str]]:
    """Walk all pages that have languages in the pseudo-language, once a run; the database is as it was before.

    Returns:
        Names of pages, each with a text that is in no bracket.
    """
    found = set()
    with time_machine.travel(NOW, tick=False), transaction.atomic():
        scene = make_scene()
        known = Content(["survival patients"])  # what is searched for
        people = browsers(scene)
        with pseudo():
            for name, (path, data) in addresses(scene).items():
                if not path.startswith("/de/"):
                    continue
                for who in ("anonymous", "learner", "passer", "attested"):
                    for method, sent in (("GET", {}), ("POST", data), ("POST", {})):
                        response = ask(people[who], path, method, sent)
                        if response.whole and "text/html" in response.headers.get("Content-Type", ""):
                            strange = unbracketed(response.whole.decode(), known)
                            found |= {(name, text) for text in strange if TRANSLATED not in text}
        transaction.set_rollback(True)
    return frozenset(found)


@pytest.mark.django_db
def test_pages_say_nothing_that_is_not_marked():
    found = sorted(f"{name}: {text}" for name, text in strays() if name not in PAGES_NOT_YET)
    assert not found, "\n".join(found)


@pytest.mark.django_db
def test_pages_not_yet_marked_are_listed_as_long_as_they_need_it():
    assert {name for name, _ in strays()} >= PAGES_NOT_YET
