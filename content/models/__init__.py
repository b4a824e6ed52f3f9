"""What editors write, one noun a file."""

from content.models.approved_wording import ApprovedWording
from content.models.article import Article
from content.models.contributor import Contribution, Contributor, Disclosure, Relationship
from content.models.disclosure_request import DisclosureRequest
from content.models.dossier import AccreditationFile, Dossier
from content.models.draft_item import DraftItem
from content.models.edition import Edition, EditionItem, EditionTopic, Release
from content.models.figure import Figure
from content.models.funder import Funder, Showing, Support
from content.models.halt import Pause, Reappearance, Retraction
from content.models.history import DraftVersion
from content.models.key_correction import CorrectedRationale, KeyCorrection
from content.models.letter import Letter
from content.models.link_picture import LinkPicture
from content.models.lists import ActivityFormat, AmountBand, Competency
from content.models.lookup import Lookup
from content.models.objective import KeyFigure, Objective
from content.models.open_form import FormDraft, Presence
from content.models.planning import PlanningRecord
from content.models.question import Option, Part, Question, QuestionVersion
from content.models.question_import import QuestionImport
from content.models.rate_bucket import RateBucket
from content.models.reference import Reference, ReferenceKind
from content.models.reference_paste import ReferencePaste
from content.models.related import CitedWork, Kinship, RelatedArticle
from content.models.rendition import EditionPicture, Rendition
from content.models.review import QueueMail, ReviewComment, ReviewLink, ReviewRound, SignOff
from content.models.series import Series, SeriesPart
from content.models.shown_report import ShownReport
from content.models.sign_off_code import SignOffCode
from content.models.study import AgeGroup, StudyDesign
from content.models.topic import Topic
from content.models.translation import MachineUse, TranslatedBlock, Translation
from content.models.twin import TwinDraft, TwinEdition, TwinSignOff, TwinSwitch, TwinVersion
from content.models.video import Video
from content.models.work_notice import EditionNotices, WorkCheck, WorkNotice

__all__ = [
    "AccreditationFile",
    "ActivityFormat",
    "AgeGroup",
    "AmountBand",
    "ApprovedWording",
    "Article",
    "CitedWork",
    "Competency",
    "Contribution",
    "Contributor",
    "CorrectedRationale",
    "Disclosure",
    "DisclosureRequest",
    "Dossier",
    "DraftItem",
    "DraftVersion",
    "Edition",
    "EditionItem",
    "EditionNotices",
    "EditionPicture",
    "EditionTopic",
    "Figure",
    "FormDraft",
    "Funder",
    "KeyCorrection",
    "KeyFigure",
    "Kinship",
    "Letter",
    "LinkPicture",
    "Lookup",
    "MachineUse",
    "Objective",
    "Option",
    "Part",
    "Pause",
    "PlanningRecord",
    "Presence",
    "Question",
    "QuestionImport",
    "QuestionVersion",
    "QueueMail",
    "RateBucket",
    "Reappearance",
    "Reference",
    "ReferenceKind",
    "ReferencePaste",
    "RelatedArticle",
    "Relationship",
    "Release",
    "Rendition",
    "Retraction",
    "ReviewComment",
    "ReviewLink",
    "ReviewRound",
    "Series",
    "SeriesPart",
    "Showing",
    "ShownReport",
    "SignOff",
    "SignOffCode",
    "StudyDesign",
    "Support",
    "Topic",
    "TranslatedBlock",
    "Translation",
    "TwinDraft",
    "TwinEdition",
    "TwinSignOff",
    "TwinSwitch",
    "TwinVersion",
    "Video",
    "WorkCheck",
    "WorkNotice",
]
