"""Study design and population: words of a list, frozen with the edition, shown before and after the gate."""

import pytest
from django.db import IntegrityError, transaction

from content.articlefiles import FileRefused, read_article
from content.models import AgeGroup, Article, StudyDesign
from content.models.study import POPULATIONS, join_groups, split_groups, study_of
from content.source import hash_of, source_of, teaser_of
from tests.content.files import GOOD
from tests.desk.desks import login, page, sent_by
from tests.factories import make_article, make_edition
from tests.pages import parse, words
from tests.visitors import client_of

pytestmark = pytest.mark.django_db
SAID = {"study_design": "single-arm", "population": "children,aya"}


def test_every_choice_of_age_groups_can_be_kept_and_read_again() -> None:
    assert len(POPULATIONS) == len(set(POPULATIONS)) == 2 ** len(AgeGroup.values)
    for kept in POPULATIONS:
        assert join_groups(split_groups(kept)) == kept
        assert len(kept) <= Article._meta.get_field("population").max_length
    assert join_groups(["adults", "infants", "adults", "nobody"]) == "infants,adults"


@pytest.mark.parametrize(
    "wrong", [{"study_design": "survey"}, {"population": "adults,children"}, {"population": "cats"}]
)
def test_database_refuses_what_is_not_of_the_list(wrong: dict[str, str]) -> None:
    article = make_article()
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.filter(pk=article.pk).update(**wrong)


def test_edition_freezes_codes_and_one_without_them_has_the_source_that_it_had() -> None:
    plain = source_of(make_article())
    assert not {"study_design", "population"} & {*plain, *teaser_of(plain)}
    article = make_article(**SAID)
    source = source_of(article)
    assert teaser_of(source)["study_design"] == "single-arm"
    assert teaser_of(source)["population"] == ["children", "aya"]
    before = hash_of(source)
    article.population = "adults"
    assert hash_of(source_of(article)) != before


def test_teaser_and_article_say_them_in_words() -> None:
    edition = make_edition(**SAID)
    assert edition.study == study_of(edition.teaser)
    for client in (client_of(), client_of(is_attested=False)):
        shown = words(parse(client.get(f"/articles/{edition.slug}/")))
        assert "Single-arm trial" in shown
        assert "Children, Adolescents and young adults" in shown
    silent = make_edition()
    assert "Study design" not in words(parse(client_of().get(f"/articles/{silent.slug}/")))


def test_file_says_them_and_faults_name_the_choices() -> None:
    said = GOOD.replace("minutes: 4\n", "minutes: 4\nstudy_design: cohort\npopulation: [older-adults]\n")
    values = read_article(said).values
    assert (values["study_design"], values["population"]) == ("cohort", ["older-adults"])
    assert (read_article(GOOD).values["study_design"], read_article(GOOD).values["population"]) == ("", [])
    for line, told in [
        ("study_design: survey", f"“study_design” must be one of {', '.join(StudyDesign.values)}"),
        ("population: [cats]", "“population” must be a list in square brackets, of infants"),
        ("population: adults", "“population” must be a list in square brackets"),
        ("population: [[adults]]", "“population” must be a list in square brackets"),
    ]:
        with pytest.raises(FileRefused, match="must be") as refused:
            read_article(GOOD.replace("minutes: 4\n", f"minutes: 4\n{line}\n"))
        assert told in str(refused.value)


def test_desk_keeps_what_is_ticked() -> None:
    client, article = login(), make_article(**SAID)
    sent = sent_by(client.get(page("change", article.pk)))
    assert (sent["study_design"], sent["population"]) == (["single-arm"], ["children", "aya"])
    answer = client.post(page("change", article.pk), sent | {"population": ["older-adults", "adults"]})
    assert answer.status_code == 302
    article.refresh_from_db()
    assert (article.study_design, article.population) == ("single-arm", "adults,older-adults")
    sent = sent_by(client.get(page("change", article.pk)))
    client.post(page("change", article.pk), {name: value for name, value in sent.items() if name != "population"})
    article.refresh_from_db()
    assert article.population == ""
