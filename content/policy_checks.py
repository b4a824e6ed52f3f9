"""Whether the rules of an article's tests can be kept by anybody who takes them (C3)."""

from collections.abc import Iterator, Sequence

from content.findings import Finding, must, should
from content.models import Article, DraftItem, QuestionVersion


def check_policy(article: Article, items: Sequence[DraftItem]) -> Iterator[Finding]:
    """Find rules that nobody can meet, and rules without effect.

    Args:
        article: The draft.
        items: Its questions, with their versions.
    """
    pool = [item for item in items if item.in_post_test]
    scored = [item for item in pool if item.version.kind != QuestionVersion.Kind.CONFIDENCE]
    if not pool:
        yield should("The article has no post-test.", "questions:", "F1")
    elif not scored:
        yield must(
            "The test asks for confidence alone, so there is nothing to mark. Add a question.", "questions:", "C3"
        )
    yield from _pre_test(article, items)
    if pool:
        yield from _drawing(article, scored)
        yield from _pass_mark(article, len(scored))
    if article.attempts_allowed == 1 and article.wait_hours:
        yield should("A wait between attempts has no effect where there is one attempt.", "wait_hours", "C3")
    if article.time_limit_minutes:
        yield should(
            "The test has a time limit. Keep it only where a scheme demands one: no time limit without need.",
            "time_limit_minutes",
            "W2",
        )


def _pre_test(article: Article, items: Sequence[DraftItem]) -> Iterator[Finding]:
    is_asked = any(item.in_pre_test for item in items)
    if article.has_pre_test and not is_asked:
        yield must("A pre-test is offered, but no question is asked in it.", "has_pre_test")
    if is_asked and not article.has_pre_test:
        yield should("Questions are chosen for the pre-test, but none is offered.", "has_pre_test")
    if article.offers_dont_know and not article.has_pre_test:
        yield should("“I don’t know” is offered in the pre-test, but there is none.", "offers_dont_know")


def _drawing(article: Article, scored: Sequence[DraftItem]) -> Iterator[Finding]:
    """Judge how many are drawn: of those that are marked, as confidence is asked besides."""
    drawn = article.items_drawn
    if drawn is None or not scored:
        return
    if drawn > len(scored):
        yield must(
            f"Each attempt is to ask {drawn} questions, but the test has {len(scored)} that are marked.", "items_drawn"
        )
    paired = sum(item.in_pre_test for item in scored) if article.has_pre_test else 0
    if drawn < paired:
        yield must(
            f"Draw at least {paired} questions: so many of the pre-test are asked again, "
            "and they show what the article added.",
            "items_drawn",
        )


def _pass_mark(article: Article, scored: int) -> Iterator[Finding]:
    wanted = article.pass_mark_items
    if wanted is None:
        return
    marked = min(scored, article.items_drawn or scored)
    if wanted > marked:
        yield must(
            f"{wanted} questions must be right to pass, but an attempt may ask only {marked} that are marked.",
            "pass_mark_items",
            "C3",
        )
