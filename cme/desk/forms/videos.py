"""The form of an article's video: files are checked by their content and named by it, and say themselves how long."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms import FileInput

from cme.desk.forms.rows import RowForm
from content.services.videos import set_captions, set_video
from content.videofiles import LARGEST_CAPTIONS, TakenCaptions, TakenVideo, VideoRefused, take_captions, take_video


class VideoForm(RowForm):
    """The video and its captions; a new file takes the place of the one that is there."""

    needed = ("file",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, kinds in (("file", ".mp4,.webm"), ("captions", ".vtt")):
            if name in self.fields:
                self.fields[name].widget = FileInput({"accept": kinds})  # what is there is told beside it
                self.fields[name].max_length = None  # type: ignore[attr-defined]  # it gets a name of its own

    def has_changed(self) -> bool:
        """Take a new row that has a language alone for an empty one."""
        if self.instance.pk is None:
            return bool(set(self.changed_data) - {"language"})
        return super().has_changed()

    def clean_file(self) -> Any:
        """Take a new video in; leave one that is there."""
        file = self.cleaned_data["file"]
        if not isinstance(file, UploadedFile):
            return file
        try:
            return take_video(file, size=file.size or 0, most=settings.VIDEO_MOST_BYTES)
        except VideoRefused as refusal:
            raise ValidationError(str(refusal)) from refusal

    def clean_captions(self) -> Any:
        """Take new captions in; leave those that are there."""
        file = self.cleaned_data["captions"]
        if not isinstance(file, UploadedFile):
            return file
        try:
            return take_captions(file.read(LARGEST_CAPTIONS + 1))  # no more of a huge one is ever in memory
        except VideoRefused as refusal:
            raise ValidationError(str(refusal)) from refusal

    def _get_validation_exclusions(self) -> set[str]:
        """Leave the name of the file to the database: it gets its folder only as it is stored."""
        return super()._get_validation_exclusions() | {"file"}  # type: ignore[misc]

    def _post_clean(self) -> None:
        """Give the row what the files say of themselves before it is checked."""
        video, captions = self.cleaned_data.get("file"), self.cleaned_data.get("captions")
        if isinstance(video, TakenVideo):
            set_video(video=self.instance, taken=video)
            self.cleaned_data["file"] = self.instance.file
        if isinstance(captions, TakenCaptions):
            set_captions(video=self.instance, taken=captions)
            self.cleaned_data["captions"] = self.instance.captions
        super()._post_clean()  # type: ignore[misc]
