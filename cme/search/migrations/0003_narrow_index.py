"""On PostgreSQL: the index in tables of its own, whose rows are short, with words that follow one another.

Reading the numbers of 45,000 matches out of the wide rows of ``search_document`` took a tenth of a second, and the words
of each text had to be read where a query had quotes: docs/decisions/0031.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

REACHES = ("teaser", "full")
FORGETS = " ".join(f"DELETE FROM search_{reach} WHERE rowid = OLD.id;" for reach in REACHES)
FORWARDS = (
    "ALTER TABLE search_document DROP COLUMN vector, DROP COLUMN title_vector",
    "ALTER TABLE search_document RESET (toast_tuple_target)",
    *(
        statement
        for reach in REACHES
        for statement in (
            f"CREATE TABLE search_{reach} (rowid bigint PRIMARY KEY, title_words tsvector NOT NULL, "
            # The long vectors lie outside of the rows, so that numbers are read from few pages.
            "words tsvector NOT NULL, vector tsvector NOT NULL) WITH (toast_tuple_target = 128)",
            f"CREATE INDEX search_{reach}_words ON search_{reach} USING gin (words) WITH (fastupdate = off)",
            f"CREATE INDEX search_{reach}_title_words ON search_{reach} USING gin (title_words) "
            "WITH (fastupdate = off)",
        )
    ),
    f"CREATE FUNCTION search_document_forgets() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {FORGETS} "
    "RETURN NULL; END $$",
    "CREATE TRIGGER search_document_forgets AFTER DELETE ON search_document FOR EACH ROW "
    "EXECUTE FUNCTION search_document_forgets()",
    "ALTER TABLE search_document ENABLE ALWAYS TRIGGER search_document_forgets",
    "UPDATE search_index SET analysis = 0",  # the next sweep makes it anew
)
BACKWARDS = (
    "DROP FUNCTION search_document_forgets() CASCADE",
    *(f"DROP TABLE search_{reach}" for reach in REACHES),
    "ALTER TABLE search_document ADD COLUMN vector tsvector, ADD COLUMN title_vector tsvector",
    "ALTER TABLE search_document SET (toast_tuple_target = 128)",
    *(
        f"CREATE INDEX search_document_{column}_{reach} ON search_document USING gin ({column}) "
        f"WITH (fastupdate = off) WHERE reach = '{reach}'"
        for column in ("vector", "title_vector")
        for reach in REACHES
    ),
    "UPDATE search_index SET analysis = 0",
)


def add(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in FORWARDS if editor.connection.vendor == "postgresql" else ():
        editor.execute(statement)


def remove(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in BACKWARDS if editor.connection.vendor == "postgresql" else ():
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0002_full_text_index")]

    operations = [migrations.RunPython(add, remove)]
