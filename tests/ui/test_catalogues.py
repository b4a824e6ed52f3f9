"""The files of translated words: what is wrong with one, and the compiled copies that are never out of date."""

import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import translation
from django.utils.formats import date_format

from cme.ui.catalogues import catalogues_in, compile_stale, faults_of, placeholders
from cme.ui.languages import language_of
from cme.ui.templatetags.ui import roles
from tests.marked import Message, in_python, in_template, marked_in

HEAD = r"""msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

"""


def catalogue(folder: Path, body: str, language: str = "de") -> Path:
    path = folder / language / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEAD + body, encoding="utf-8")
    return path


@pytest.mark.parametrize("path", list(catalogues_in(settings.LOCALE_PATHS)), ids=lambda path: path.parts[-3])
def test_catalogue_has_no_fault(path):
    assert list(faults_of(path, is_complete=True)) == []


@cache
def marked() -> tuple[frozenset[Message], tuple[str, ...]]:
    found, faults = marked_in(settings.BASE_DIR)
    return frozenset(found), tuple(faults)


@pytest.mark.parametrize("path", list(catalogues_in(settings.LOCALE_PATHS)), ids=lambda path: path.parts[-3])
def test_catalogue_holds_every_message_that_is_marked_and_no_other(path):
    """Run `make messages` after a word changed."""
    rows = [row for row in polib.pofile(str(path)) if not row.obsolete]
    held = {(row.msgctxt or "", row.msgid, row.msgid_plural) for row in rows}
    assert len(held) == len(rows)
    assert sorted(marked()[0] - held) == []
    assert sorted(held - marked()[0]) == []


def test_every_mark_can_be_collected():
    found, faults = marked()
    assert not faults
    assert ("navigation", "Main", "") in found
    assert ("", "a patient or carer", "") in found


def test_marks_are_found_in_templates_and_python():
    template = """
      {% translate "One" %}{% translate 'New' context "article" %}{% trans "It’s now" as x %}
      {% blocktranslate trimmed with name=x %}
        Read {{ name }},
        please
      {% endblocktranslate %}
      {% blocktranslate count n=n %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}
      {% include "a.html" with text=_("Two") only %}{# translate "None" #}
    """
    assert in_template(template) == {
        ("", "One", ""),
        ("article", "New", ""),
        ("", "It’s now", ""),
        ("", "Read %(name)s, please", ""),
        ("", "%(n)s day", "%(n)s days"),
        ("", "Two", ""),
    }
    python = """
from django.utils.translation import gettext as _, ngettext, pgettext_lazy, gettext_lazy as later
A = _("One " "and two"), ngettext("%(n)s day", "%(n)s days", n), pgettext_lazy("x", "Three")
B = later("Four"), _(f"Five {n}"), _(text)
other("No mark")
"""
    found, faults = in_python(python)
    assert found == {("", "One and two", ""), ("", "%(n)s day", "%(n)s days"), ("x", "Three", ""), ("", "Four", "")}
    assert len(faults) == 2


def test_site_speaks_every_language_that_has_a_file():
    with_file = {path.parts[-3] for path in catalogues_in(settings.LOCALE_PATHS)}
    assert {"de", "ar"} <= with_file
    assert {code for code, _ in settings.LANGUAGES} == {"en", *with_file}
    assert language_of("ar").name == "العربيّة"
    assert (language_of("ar").direction, language_of("de").direction) == ("rtl", "ltr")


@pytest.mark.parametrize("path", list(catalogues_in(settings.LOCALE_PATHS)), ids=lambda path: path.parts[-3])
def test_catalogue_counts_as_the_language_does(path):
    """The forms of Django's own words are those of ours; Arabic has six."""
    forms = {"ar": 6, "de": 2}
    text = path.read_text(encoding="utf-8")
    assert f"nplurals={forms.get(path.parts[-3], 0)};" in text or path.parts[-3] not in forms


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('msgid "Read"\nmsgstr ""\n', "not translated"),
        ('#, fuzzy\nmsgid "Read"\nmsgstr "Lesen"\n', "fuzzy"),
        ('msgid "Read %(name)s"\nmsgstr "Lesen"\n', "placeholders"),
        ('msgid "Read {name}"\nmsgstr "Lies {nam}"\n', "placeholders"),
        ('msgid "%(n)s day"\nmsgid_plural "%(n)s days"\nmsgstr[0] "%(n)s Tag"\n', "plural forms"),
        ('msgid "%(n)s day"\nmsgid_plural "%(n)s days"\nmsgstr[0] "%(n)s Tag"\nmsgstr[1] ""\n', "empty"),
        (
            'msgid "%(n)s day"\nmsgid_plural "%(n)s days"\nmsgstr[0] "%(m)s Tag"\nmsgstr[1] "%(n)s Tage"\n',
            "placeholders",
        ),
        ('msgid "Read"\nmsgstr " Lesen"\n', "space"),
    ],
)
def test_fault_is_found(tmp_path, body, fault):
    faults = list(faults_of(catalogue(tmp_path, body), is_complete=True))
    assert len(faults) == 1
    assert fault in faults[0]


@pytest.mark.parametrize(
    "body",
    [
        'msgid "Read %(name)s"\nmsgstr "%(name)s lesen"\n',
        'msgid "one day"\nmsgid_plural "%(n)s days"\nmsgstr[0] "ein Tag"\nmsgstr[1] "%(n)s Tage"\n',
        'msgid "%(n)s day"\nmsgid_plural "%(n)s days"\nmsgstr[0] "ein Tag"\nmsgstr[1] "%(n)s Tage"\n',
        '#~ msgid "Gone"\n#~ msgstr ""\n',
    ],
)
def test_sound_catalogue_has_no_fault(tmp_path, body):
    assert list(faults_of(catalogue(tmp_path, body), is_complete=True)) == []


def test_what_is_not_translated_may_wait_while_it_is_not_complete(tmp_path):
    path = catalogue(tmp_path, 'msgid "Read"\nmsgstr ""\n\nmsgid "A %(b)s"\nmsgstr "A"\n')
    assert [fault.partition(": ")[2] for fault in faults_of(path, is_complete=False)] == [
        "form 0 has the placeholders [] instead of ['%(b)s']"
    ]


def test_placeholders_are_all_that_is_put_in():
    assert placeholders("%(one)s {two} {three!r} %d 100%% %s") == ["%(one)s", "%d", "%s", "{three!r}", "{two}"]


def test_copy_is_made_again_when_its_source_changes(tmp_path):
    path = catalogue(tmp_path, 'msgid "Read"\nmsgstr "Lesen"\n')
    assert compile_stale([tmp_path]) == [path.with_suffix(".mo")]
    assert compile_stale([tmp_path]) == []
    catalogue(tmp_path, 'msgid "Read"\nmsgstr "Lies"\n')
    assert compile_stale([tmp_path]) == [path.with_suffix(".mo")]
    assert b"Lies" in path.with_suffix(".mo").read_bytes()
    assert [file.name for file in path.parent.iterdir() if file.name.startswith(".")] == []


def test_start_fails_when_a_copy_cannot_be_written(tmp_path):
    path = catalogue(tmp_path, 'msgid "Read"\nmsgstr "Lesen"\n')
    path.with_suffix(".mo").mkdir()  # whoever runs the tests may write anywhere
    with pytest.raises(ImproperlyConfigured, match="cannot be written"):
        compile_stale([tmp_path])


def test_copies_beside_our_sources_are_those_of_now():
    assert compile_stale(settings.LOCALE_PATHS) == []
    for code, _ in settings.LANGUAGES:
        with translation.override(code):
            assert translation.gettext("January")  # Django's own words are there as well


# What is counted in the plural from 3 to 10 and in the singular from 11 on, so that one form cannot serve all numbers.
COUNTED = "يوم|يومًا|أيام|ساعة|ساعات|دقيقة|دقائق|سؤال|سؤالًا|أسئلة|نقطة|نقاط|شخص|شخصًا|أشخاص|تقييم|تقييمًا|تقييمات"
AFTER_NUMBER = re.compile(rf"(?:%\(\w+\)[sd]|\{{\w+\}})(?:<[^>]*>|\s)+(?:{COUNTED})(?!\w)")


def test_arabic_counts_by_plural_forms():
    rows = [row for row in polib.pofile(str(settings.LOCALE_PATHS[0] / "ar/LC_MESSAGES/django.po")) if not row.obsolete]
    assert [row.msgid for row in rows if not row.msgid_plural and AFTER_NUMBER.search(row.msgstr)] == []
    few_and_many = [(row.msgstr_plural[3], row.msgstr_plural[4]) for row in rows if row.msgid_plural]
    assert [few for few, many in few_and_many if few == many and AFTER_NUMBER.search(few)] == []
    assert AFTER_NUMBER.search("%(points)s من %(most)s</span> <span>نقطة؛")


@pytest.mark.parametrize("code", ["de", "ar"])
def test_steps_on_the_start_page_begin_no_line_with_a_sign(code):
    """The word in bold is a line of its own there."""
    steps = re.findall(
        r'translate "(<strong>.+?)" %', (settings.BASE_DIR / "templates/catalogue/home.html").read_text()
    )
    assert len(steps) == 3
    with translation.override(code):
        said = [translation.gettext(step) for step in steps]
    assert [text for text in said if not re.search(r"</strong> \w", text)] == []


# -- Arabic -----------------------------------------------------------------------------------------------------------
LETTERS = "\u0621-\u0652"
ENDS_SO = "ذلك كذلك لذلك بذلك تلك هناك ترك يترك تسلك ملك يشارك مشترك اشتراك الاشتراك ندرك"  # no address of anybody
TO_ONE = "أنت لست اختر ابدأ أعد اضغط انظر اتصل أجبت اخترت أكدت أديت"


def test_arabic_addresses_readers_in_the_plural_everywhere():
    folder = settings.BASE_DIR / "locale" / "ar"
    said = [(folder / "wordings.yaml").read_text(encoding="utf-8")]
    for entry in polib.pofile(str(folder / "LC_MESSAGES" / "django.po")):
        said += [entry.msgstr, *entry.msgstr_plural.values()] if not entry.obsolete else []
    words = {re.sub("[\u064b-\u0652]", "", word) for text in said for word in re.findall(f"[{LETTERS}]+", text)}
    ends = {word for word in words if word.endswith("ك") and word.removeprefix("و") not in ENDS_SO.split()}
    assert ends | (words & set(TO_ONE.split())) == set()


def test_arabic_words_are_parted_by_arabic_commas():
    with translation.override("ar"):
        assert date_format(datetime(2026, 11, 12, 21, 5, tzinfo=UTC), "j F Y, H:i") == "12 نوفمبر 2026، 21:05"
        assert roles("author, expert") == "التأليف، الرأي الخبير"
    for entry in polib.pofile(str(settings.BASE_DIR / "locale" / "ar" / "LC_MESSAGES" / "django.po")):
        for text in (entry.msgstr, *entry.msgstr_plural.values()):
            assert not re.search(f"[{LETTERS}]\\)?,|, *[{LETTERS}]", text), entry.msgid
