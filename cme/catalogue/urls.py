"""Addresses of the public site."""

from django.urls import path, register_converter

from cme.catalogue.converters import CitationConverter, RoleConverter, SlugConverter
from cme.catalogue.feeds import articles_of_topic, new_articles
from cme.catalogue.views import (
    answers,
    article,
    browse,
    changes,
    citation,
    crawlers,
    figures,
    intext,
    keeping,
    pages,
    paper,
    problem,
    rating,
    result,
    search,
    test,
    translated,
    twins,
    videos,
    yours,
)
from cme.ui.languages import in_each_language

register_converter(SlugConverter, "address")
register_converter(RoleConverter, "role")
register_converter(CitationConverter, "citation")

app_name = "catalogue"
_article = "articles/<address:slug>/"
_test = _article + "<role:role>/"

urlpatterns = [
    # Files, and what machines read: one for all languages.
    path(_article + "citation.<citation:form>", citation.citation, name="citation"),
    path("link-pictures/<str:name>", figures.link_picture, name="link_picture"),
    path("figures/<str:name>", figures.figure, name="figure"),
    path("videos/<str:name>", videos.video, name="video"),
    path("sitemap.xml", crawlers.sitemap, name="sitemap"),
    path("sitemap-<address:section>-<int:number>.xml", crawlers.sitemap_part, name="sitemap_part"),
    path("robots.txt", crawlers.robots, name="robots"),
    in_each_language(
        # Addresses are tried in their order: what is asked for most comes first.
        path(_article, article.article, name="article"),
        path(_article + "reading-list/", keeping.keep, name="keep"),
        path(_article + "place/", keeping.place, name="place"),
        path(_article + "steps/", article.steps, name="steps"),
        path(_article + "changes/", changes.changes, name="changes"),
        path(_article + "problem/", problem.problem, name="problem"),
        path(_article + "in/<address:language>/", translated.translated, name="translated"),
        path(_article + "in-text/", intext.in_text, name="in_text"),
        path(_article + "paper/", paper.paper, name="paper"),
        path(_article + "rate/", rating.rate, name="rate"),
        path(_test, test.test, name="test"),
        path(_test + "start/", test.start, name="test_start"),
        path(_test + "save/", answers.save, name="test_save"),
        path(_test + "check/", answers.check, name="test_check"),
        path(_test + "code/", test.code, name="test_code"),
        path(_test + "submit/", test.submit, name="test_submit"),
        path(_test + "results/<int:number>/", result.result, name="result"),
        path("", browse.home, name="home"),
        path("feed/", new_articles, name="feed"),
        path("articles/", browse.listing, name="listing"),
        path("topics/", browse.topics, name="topics"),
        path("topics/<address:slug>/", browse.topic, name="topic"),
        path("topics/<address:slug>/feed/", articles_of_topic, name="topic_feed"),
        path("topics/<address:slug>/follow/", keeping.follow, name="follow"),
        path("your-reading/", yours.reading, name="reading"),
        path("your-reading/seen/", yours.seen, name="reading_seen"),
        path("your-reading/clear/", yours.clear, name="reading_clear"),
        path("your-reading/copy.json", yours.copy, name="reading_copy"),
        path("series/", browse.all_series, name="all_series"),
        path("series/<address:slug>/", browse.series, name="series"),
        path("search/", search.search_page, name="search"),
        path("start-afresh/", pages.afresh, name="afresh"),
        path("about/", pages.about, name="about"),
        path("contact/", pages.contact, name="contact"),
        path("terms/", pages.terms, name="terms"),
        path("editorial-policy/", pages.editorial_policy, name="editorial_policy"),
        path("privacy/", pages.privacy, name="privacy"),
        path("accessibility/", pages.accessibility, name="accessibility"),
        path("open-to-all/", pages.open_pages, name="open_pages"),
        path("patients-and-carers/", pages.for_patients, name="for_patients"),
        path("patients/", twins.twins, name="twins"),
        path("patients/<address:slug>/", twins.twin, name="twin"),
        path("patients/topics/<address:slug>/", twins.twins_on_topic, name="twins_on_topic"),
    ),
]
