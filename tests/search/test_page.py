"""The page of the search: who finds what there, what it says, and where its links lead."""

import pytest
from django.core.cache import caches
from django.test import Client

from cme.progress.services import record_steps
from cme.search.services import sweep_search
from tests.factories import NOW, make_alias, make_learner
from tests.pages import parse, words
from tests.search.library import add, model
from tests.visitors import client_of

pytestmark = pytest.mark.django_db


def results(client: Client, query: str) -> str:
    """Return what the page says where results stand."""
    response = client.get(f"/search/?{query}")
    assert response.status_code == 200
    page = parse(response)
    return words(next(row for row in page.iter("div") if row.get("data-search-results") is not None))


def test_page_says_how_to_search_when_nothing_was_typed(client: Client) -> None:
    assert "Words, drugs, study names" in results(client, "")


def test_visitor_and_reader_find_what_is_theirs(client: Client) -> None:
    add(model(), "A study", "apples", question="Were there pears?")
    sweep_search(at=NOW)
    assert "1 article for “pears”" in results(client, "q=pears")
    assert "No article for “apples”" in results(client, "q=apples")
    assert "Some patients had apples by then." in results(client_of(), "q=apples")
    assert "confirm on an article" in results(client, "q=pears")
    assert "topics, audiences and authors were searched" in results(client, "q=pears")
    assert "confirm on an article" not in results(client_of(), "q=pears")


def test_network_that_searches_very_often_is_asked_to_wait(client: Client, settings, clock) -> None:
    settings.SEARCHES_A_MINUTE = 2
    add(model(), "A study", "apples")
    sweep_search(at=NOW)
    caches["limits"].clear()
    other = {"REMOTE_ADDR": "198.51.100.7"}
    statuses = [client.get("/search/?q=study").status_code for _ in range(3)]
    refused = client.get("/search/?q=study")
    assert [*statuses, refused.status_code] == [200, 200, 429, 429]
    wait = int(refused["Retry-After"])
    assert f"Try again in {wait} seconds." in words(parse(refused))
    assert "1 article for" not in words(parse(refused))
    assert 0 < int(refused["Retry-After"]) <= 60
    assert "no-store" in refused["Cache-Control"]
    assert client.get("/search/").status_code == 200  # nothing is searched
    assert client.get("/search/?q=study", **other).status_code == 200
    clock.shift(60)
    assert client.get("/search/?q=study").status_code == 200


def test_choices_are_links_that_can_be_taken_back(client: Client) -> None:
    edition = model()
    add(edition, "One", topics=[{"slug": "relapse", "name": "Relapse"}], post_test_items=0)
    add(edition, "Two", topics=[{"slug": "transplant", "name": "Transplant"}])
    sweep_search(at=NOW)
    page = parse(client.get("/search/?q=asked"))
    links = {words(link): link.get("href") for link in page.iter("a") if link.get("href", "").startswith("?")}
    assert links["Relapse"] == "?q=asked&topic=relapse"
    assert links["With a test"] == "?q=asked&test=yes"
    narrowed = parse(client.get("/search/" + links["Relapse"]))
    assert "1 article for “asked”" in words(narrowed)
    back = {words(link): link.get("href") for link in narrowed.iter("a") if link.get("href", "").startswith("?")}
    assert back["Relapse\u00a0×, take this back".replace("\u00a0", " ")] == "?q=asked"
    assert "2 articles without these choices" in results(client, "q=asked&topic=relapse&test=yes")


def test_form_carries_what_narrows_and_orders_to_other_words(client: Client) -> None:
    add(model(), "One", topics=[{"slug": "relapse", "name": "Relapse"}])
    sweep_search(at=NOW)

    def carried(query: str) -> dict[str, str]:
        form = parse(client.get(f"/search/?{query}")).xpath("//form[@role='search']")[0]
        return {row.get("name"): row.get("value") for row in form.iter("input") if row.get("type") == "hidden"}

    assert carried("q=asked&topic=relapse&sort=newest&unread=yes&page=2") == {"topic": "relapse", "sort": "newest"}
    assert carried("q=asked&sort=relevance") == carried("topic=relapse&sort=newest") == {}
    for query in ("q=asked", "q=zqx"):
        page = parse(client.get(f"/search/?{query}&topic=relapse&sort=newest"))
        back = {words(link): link.get("href") for link in page.xpath("//ul[@class='taken']//a")}
        assert set(back.values()) == {f"?{query}&sort=newest", f"?{query}&topic=relapse", f"?{query}"}


def test_what_was_typed_keeps_its_direction_and_names_their_language(client: Client) -> None:
    edition = model()
    add(edition, "One", question="Was Ph+ asked?", topics=[{"slug": "relapse", "name": "Relapse"}])
    add(edition, "Two", question="Was Ph+ asked?")
    sweep_search(at=NOW)
    page = parse(client.get("/ar/search/?q=Ph%2B"))
    assert page.xpath("//input[@name='q']/@dir") == ["auto"]
    assert page.xpath("//p[@data-search-count]/bdi/text()") == ["Ph+"]
    assert page.xpath("//section[@aria-labelledby='facet-topic']//a/span[@lang='en'][@dir='ltr']/text()")
    assert parse(client.get("/ar/search/?q=zqx-")).xpath("//p[@data-search-count]/bdi/text()") == ["zqx-"]


def test_numbers_are_found_by_digits_of_any_script(client: Client) -> None:
    add(model(), "One", question="Were 127 adults asked?")
    sweep_search(at=NOW)
    for digits in ("127", "١٢٧", "۱۲۷"):
        assert "1 article for" in results(client, f"q={digits}")


def test_study_design_and_population_can_be_chosen(client: Client) -> None:
    edition = model()
    add(edition, "One", study_design="single-arm", population=["infants"])
    add(edition, "Two", study_design="cohort", population=["infants", "children"])
    sweep_search(at=NOW)
    page = parse(client.get("/search/?q=asked"))
    links = {words(link): link.get("href") for link in page.iter("a") if link.get("href", "").startswith("?")}
    assert links["Single-arm trial"] == "?q=asked&design=single-arm"
    assert links["Children"] == "?q=asked&population=children"
    assert "1 article for “asked”" in results(client, "q=asked&design=single-arm&population=infants")


def test_reader_can_leave_out_what_was_begun(client: Client) -> None:
    edition, learner = model(), make_learner()
    begun = add(edition, "Begun")
    add(edition, "New")
    sweep_search(at=NOW)
    record_steps(learner=make_alias(learner), edition=begun, kinds=["started"], at=NOW)
    assert "2 articles for “asked”" in results(client_of(learner), "q=asked")
    assert "1 article for “asked”" in results(client_of(learner), "q=asked&unread=yes")
    assert "2 articles for “asked”" in results(client_of(), "q=asked&unread=yes")
    assert "2 articles for “asked”" in results(client_of(learner, is_attested=False), "q=asked&unread=yes")


def test_what_was_meant_and_single_words_are_links(client: Client) -> None:
    edition = model()
    add(edition, "One", question="What of blinatumomab?")
    add(edition, "Two", question="What of ponatinib?")
    sweep_search(at=NOW)
    page = parse(client.get("/search/?q=blinatumomba&sort=newest"))
    links = {words(link): link.get("href") for link in page.iter("a")}
    assert links["blinatumomab"] == "?q=blinatumomab&sort=newest"
    assert "By themselves: blinatumomab, ponatinib." in results(client, "q=blinatumomab+ponatinib")


def test_pages_follow_each_other_and_keep_what_was_chosen(client: Client, monkeypatch) -> None:
    monkeypatch.setattr("cme.search.searching.PER_PAGE", 1)
    edition = model()
    add(edition, "One")
    add(edition, "Two")
    sweep_search(at=NOW)
    page = parse(client.get("/search/?q=asked&sort=newest"))
    assert [link.get("href") for link in page.iter("a") if link.get("rel") == "next"] == ["?q=asked&sort=newest&page=2"]
    for beyond in ("2", "99", "-1", "x", "9" * 50):
        assert "2 articles for “asked”, page" in results(client, f"q=asked&sort=newest&page={beyond}")


def test_too_long_and_empty_queries_are_refused_in_a_sentence(client: Client) -> None:
    for query, sentence in (("a" * 201, "Use at most 200 characters."), ("***", "Type a word with letters or digits.")):
        response = client.get("/search/", {"q": query})
        assert response.status_code == 400
        assert sentence in words(parse(response))
        assert response["Cache-Control"] == "private, no-store"


def test_refusals_speak_the_language_of_their_page_whichever_was_asked_first(client: Client) -> None:
    for start, sentence in (("/de", "Verwenden Sie höchstens 200 Zeichen."), ("", "Use at most 200 characters.")):
        assert sentence in words(parse(client.get(f"{start}/search/", {"q": "a" * 201})))


def test_controls_and_marks_of_direction_are_not_said_again(client: Client) -> None:
    response = client.get("/search/", {"q": "\x00blina\u202etumomab\u2067"})
    assert response.status_code == 200
    assert not set(response.content.decode()) & {"\x00", "\u202e", "\u2067"}


def test_hostile_values_of_choices_are_no_fault(client: Client) -> None:
    add(model(), "One")
    sweep_search(at=NOW)
    for value in ("\x00", "%00", "'", "<script>", "a" * 5_000, "\ud83d"):
        for name in ("topic", "year", "minutes", "sort", "page", "unread", "test", "format"):
            response = client.get("/search/", {"q": "asked", name: value.encode("utf-8", "replace").decode()})
            assert response.status_code == 200
            assert b"<script>" not in response.content


@pytest.mark.parametrize(
    "narrowing", ["kind=%3Cb%3Eany+text", "year=any", "topic=%00", "topic=any-text", "format=x", "design=x"]
)
def test_text_that_is_no_choice_narrows_nothing_and_is_not_shown(client: Client, narrowing: str) -> None:
    add(model(), "One", topics=[{"slug": "relapse", "name": "Relapse"}])
    sweep_search(at=NOW)
    page = parse(client.get(f"/search/?q=asked&{narrowing}"))
    assert "1 article for “asked”" in words(page)
    assert page.xpath("//ul[@class='taken']//a") == []
    assert not page.xpath("//form[@role='search']//input[@type='hidden']")


def test_choice_that_leaves_nothing_is_called_by_its_name(client: Client) -> None:
    edition = model()
    add(edition, "One", topics=[{"slug": "b-all", "name": "B-ALL in adults"}], question="What of apples?")
    add(edition, "Two", topics=[{"slug": "relapse", "name": "Relapse"}], question="What of pears?")
    sweep_search(at=NOW)
    for query in ("q=pears&topic=b-all", "q=zqx&topic=b-all", "q=pears&topic=b-all&minutes=long"):
        page = parse(client.get(f"/search/?{query}"))
        back = [words(link) for link in page.xpath("//ul[@class='taken']//a")]
        assert back[0].startswith("B-ALL in adults"), back
        assert "article for" not in words(page) or "No article for" in words(page)


def test_page_in_another_language_says_that_english_words_find_articles_where_nothing_is_found(client: Client) -> None:
    edition = model()
    add(edition, "One", topics=[{"slug": "relapse", "name": "Relapse"}], question="What of apples?")
    add(edition, "Two", topics=[{"slug": "b-all", "name": "B-ALL"}], question="What of pears?")
    sweep_search(at=NOW)

    def said(address: str) -> str:
        return words(parse(client.get(address)))

    german, arabic = "Artikel sind auf Englisch geschrieben", "المقالات مكتوبة بالإنجليزية"
    for query in ("q=Kinder", "q=apples+pears"):
        assert german in said(f"/de/search/?{query}")
        assert arabic in said(f"/ar/search/?{query}")
        assert "Articles are written in English" not in said(f"/search/?{query}")
    for query in ("q=apples", "q=pears&topic=relapse", ""):
        assert german not in said(f"/de/search/?{query}")
