"""Pictures that are stored, and drafts whose text shows them."""

from io import BytesIO

from PIL import Image

from content.models import Article, Figure
from content.pictures import take_picture
from content.services.figures import reuse_picture
from tests.factories import make_article


def make_figure(article: Article, key: str, *, size: tuple[int, int] = (800, 400), kind: str = "PNG") -> Figure:
    """Give a draft a stored figure that nobody else has: its colours come from its key."""
    out = BytesIO()
    seed = sum(map(ord, key))
    Image.linear_gradient("L").resize(size).convert("RGB").point(lambda value: (value + seed) % 256).save(out, kind)
    out.seek(0)
    taken = take_picture(out, size=out.getbuffer().nbytes)
    figure = Figure(article=article, key=key, alt="A gradient", credit="CC0", image=taken)
    reuse_picture(figure=figure)
    figure.save()
    return figure


def make_illustrated(*, figures: int = 1, size: tuple[int, int] = (800, 400), kind: str = "PNG", **fields) -> Article:
    """Return a draft whose text shows so many figures."""
    article = make_article(**fields)
    for number in range(figures):
        make_figure(article, f"figure-{number}-{article.pk}", size=size, kind=kind)
    shown = "\n\n".join(f'![](figure:{figure.key} "A caption")' for figure in article.figures.all())
    article.body += f"\n\n{shown}\n"
    article.save()
    return article
