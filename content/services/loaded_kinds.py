"""What article files say of the kind of their article, with the pictures and the video that lie beside them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from content.articlefiles import ArticleFile, Fault, FileRefused
from content.kinds import ArticleKind
from content.models import Article, Contribution, Contributor, Figure, Video
from content.pictures import PictureRefused, take_picture
from content.services.figures import reuse_picture
from content.services.loaded_pictures import pictures_named
from content.services.loaded_rows import checked, path_beside
from content.services.videos import set_captions, set_video
from content.videofiles import VideoRefused, take_captions, take_video


def named_files(values: Mapping[str, Any]) -> list[str]:
    """Return the names of the files that an article file names."""
    video = values["video"] or {"file": "", "captions": ""}
    pictures = [*values["figures"], *pictures_named(values["questions"])]
    names = [*(row["file"] for row in pictures), video["file"], video["captions"]]
    return [name for name in names if name]


def set_kind(article: Article, values: Mapping[str, Any]) -> None:
    """Set the fields of an article that its kind needs; what the file leaves out is empty."""
    congress = values["congress"] or {"name": "", "place": "", "begins_on": None, "ends_on": None}
    article.kind = values["kind"] or ArticleKind.SUMMARY
    article.congress_name, article.congress_place = congress["name"], congress["place"]
    article.congress_begins_on, article.congress_ends_on = congress["begins_on"], congress["ends_on"]
    article.case_basis, article.visual_figure = values["case_basis"], values["visual"]


def write_kind(article: Article, file: ArticleFile, folder: Path | None) -> None:
    """Replace the experts, and the figures and the video where the file names some; others came in at the desk.

    Raises:
        FileRefused: A file is not there, or is none that can be taken.
    """
    values = file.values
    article.contributions.filter(role=Contribution.Role.EXPERT).delete()
    for position, name in enumerate(values["experts"], start=article.contributions.count() + 1):
        checked(Contributor(name=name), file.lines["experts"])
        contributor, _ = Contributor.objects.get_or_create(name=name)
        role = Contribution.Role.EXPERT
        Contribution.objects.create(article=article, contributor=contributor, role=role, position=position)
    for row in values["figures"]:
        _write_figure(article, row, folder)
    if values["video"]:
        _write_video(article, values["video"], folder)


def _write_figure(article: Article, row: Mapping[str, Any], folder: Path | None) -> None:
    path = path_beside(row["file"], folder, row["line"])
    article.figures.filter(key=row["key"]).delete()
    try:
        with path.open("rb") as upload:
            picture = take_picture(upload, size=path.stat().st_size)
    except PictureRefused as refusal:
        raise FileRefused([Fault(row["line"], str(refusal))]) from refusal
    figure = Figure(article=article, key=row["key"], alt=row["alt"], credit=row["credit"], image=picture)
    reuse_picture(figure=figure)
    checked(figure, row["line"]).save()


def _write_video(article: Article, row: Mapping[str, Any], folder: Path | None) -> None:
    path, captions = (path_beside(row[name], folder, row["line"]) for name in ("file", "captions"))
    article.videos.all().delete()
    video = Video(article=article, language=row["language"], credit=row["credit"])
    try:
        with path.open("rb") as upload:
            set_video(video=video, taken=take_video(upload, size=path.stat().st_size, most=settings.VIDEO_MOST_BYTES))
            set_captions(video=video, taken=take_captions(captions.read_bytes()))
            checked(video, row["line"]).save()
    except VideoRefused as refusal:
        raise FileRefused([Fault(row["line"], str(refusal))]) from refusal
