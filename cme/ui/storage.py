"""How style sheets, scripts and pictures of the site are stored: under names that change with their content."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Names that scripts import change with the content too, so that no page mixes old modules with new ones."""

    support_js_module_import_aggregation = True
