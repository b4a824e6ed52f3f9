from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

REACHES = ("teaser", "full")
SQLITE = (
    *(
        f"CREATE VIRTUAL TABLE search_{reach} USING fts5(title, lead, body, joined, tokenize = 'unicode61')"
        for reach in REACHES
    ),
    "CREATE TRIGGER search_document_forgets AFTER DELETE ON search_document BEGIN "
    + " ".join(f"DELETE FROM search_{reach} WHERE OLD.reach = '{reach}' AND rowid = OLD.id;" for reach in REACHES)
    + " END",
)
POSTGRESQL = (
    "ALTER TABLE search_document ADD COLUMN vector tsvector, ADD COLUMN title_vector tsvector",
    # The long vectors lie outside of the rows, so that counting reads short ones alone.
    "ALTER TABLE search_document SET (toast_tuple_target = 128)",
    *(
        f"CREATE INDEX search_document_{column}_{reach} ON search_document USING gin ({column}) "
        f"WITH (fastupdate = off) WHERE reach = '{reach}'"
        for column in ("vector", "title_vector")
        for reach in REACHES
    ),
)


def add(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL:
        editor.execute(statement)


def remove(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "sqlite":
        editor.execute("DROP TRIGGER search_document_forgets")
        for reach in REACHES:
            editor.execute(f"DROP TABLE search_{reach}")
        return
    editor.execute("ALTER TABLE search_document DROP COLUMN vector, DROP COLUMN title_vector")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunPython(add, remove)]
