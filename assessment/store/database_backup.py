"""The whole database as one file: every row of every table, from one moment, while others go on writing.

The file is a zip. `<table>.jsonl` holds a row a line, in the order of the
primary key; `manifest.json` says which tables there are, with the number of
rows and a checksum of each, and the revision of the schema. It does not
depend on the kind of database: a file of SQLite's can be brought back into
PostgreSQL, and the other way round. It is for operators, whatever is in it: the
backup of a merchant, which a consultant makes, leaves out links, private notes
and accounts.
"""

import base64
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

import sqlalchemy as sa
from alembic import command
from alembic.migration import MigrationContext

from assessment.store.columns import Day, Moment
from assessment.store.database import LOCK, Database, check_newest, check_schema, connect, default_url
from assessment.store.errors import Newer
from assessment.store.revisions import alembic_config, known_revisions
from assessment.store.schema import actor, instrument, metadata, workspace
from assessment.texts import LocalizedError, Text

FORMAT = 1
MANIFEST = "manifest.json"
AT_ONCE = 500
"""Rows that are read or inserted together; of files one by one, for each may have many megabytes."""
MOST_BYTES = 8 * 2**20
"""Of the lines that are inserted together, unless one alone is longer."""
FOUND_IN_EVERY = (actor.name, instrument.name, workspace.name)
"""Tables with rows that a server writes when it starts on an empty database."""


class NotThisDatabase(LocalizedError):  # noqa: N818 - named after what happened
    """A file cannot be brought back here; nothing was changed."""


@dataclass(frozen=True)
class DatabaseBackup:
    """What a file holds.

    Attributes:
        revision: of the schema.
        made_at: when, in UTC.
        rows: how many, by table.
        columns: of each table, in the order of a line.
        checksums: SHA-256 of each table's lines.
    """

    revision: str
    made_at: datetime
    rows: Mapping[str, int]
    columns: Mapping[str, Sequence[str]] = field(repr=False)
    checksums: Mapping[str, str] = field(repr=False)

    @property
    def total(self) -> int:
        """Rows of all tables together."""
        return sum(self.rows.values())


def back_up_database(url: str | None, file: Path, now: datetime) -> DatabaseBackup:
    """Write every row into a file, and read the file back against the database, row by row.

    Args:
        url: the database, which may be in use: it is read in one transaction, which sees one moment and
            holds up nobody; None for the one of the settings.
        file: not there yet.
        now: aware.

    Raises:
        OSError: the file cannot be written.
        Newer, Unsound: the schema is not the one of this version of the program.
        NotThisDatabase: what was written is not what is in the database.
        StoreError: the database failed.
    """
    with closing(connect(url or default_url())) as database:
        try:
            return _write_all(database, file, now)
        except FileExistsError:
            raise
        except BaseException:
            file.unlink(missing_ok=True)  # half of it is no backup
            raise


def _write_all(database: Database, file: Path, now: datetime) -> DatabaseBackup:
    with database.reading() as connection:
        revision = check_newest(connection, database.where)
        tables = {table.name: table for table in metadata.sorted_tables}
        rows, checksums = {}, {}
        with file.open("xb") as target, ZipFile(target, "w", ZIP_DEFLATED) as archive:
            for name, table in tables.items():
                with archive.open(f"{name}.jsonl", "w", force_zip64=True) as entry:
                    rows[name], checksums[name] = _write(entry, read_lines(connection, table))
            whole = DatabaseBackup(
                revision, now, rows, {name: [c.name for c in t.c] for name, t in tables.items()}, checksums
            )
            archive.writestr(MANIFEST, _manifest(whole))
        with opened(file) as (_, archive):
            for name, table in tables.items():
                _compare(name, lines_of(archive, name), read_lines(connection, table))
    return whole


def read_lines(
    connection: sa.Connection, table: sa.TableClause, names: Sequence[str] = ()
) -> Iterator[bytes]:
    """Return the rows of a table as lines of JSON, in the order of the primary key.

    Args:
        connection: in a transaction.
        table: which.
        names: of its columns; all where none is named.
    """
    known = metadata.tables[table.name]
    columns = [known.c[name] for name in names or known.c.keys()]
    chosen = sa.select(*columns).order_by(*_order(known, connection.dialect.name))
    for row in connection.execute(chosen.execution_options(yield_per=_at_once(known))):
        yield _line([_plain(value) for value in row])


def _at_once(table: sa.Table) -> int:
    return 1 if any(isinstance(column.type, sa.LargeBinary) for column in table.c) else AT_ONCE


def _order(table: sa.Table, dialect: str) -> list[Any]:
    """Return the primary key; texts by their code points, as SQLite compares them, wherever it is."""
    return [
        sa.collate(column, "C") if dialect == "postgresql" and isinstance(column.type, sa.Text) else column
        for column in table.primary_key
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, date):  # a moment is one too
        return value.isoformat()
    return value


def _line(values: Sequence[Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def _write(entry: IO[bytes], lines: Iterator[bytes]) -> tuple[int, str]:
    count, checksum = 0, sha256()
    for line in lines:
        entry.write(line)
        checksum.update(line)
        count += 1
    return count, checksum.hexdigest()


def _manifest(whole: DatabaseBackup) -> str:
    return json.dumps(
        {
            "format": FORMAT,
            "revision": whole.revision,
            "made_at": whole.made_at.isoformat(),
            "tables": {
                name: {
                    "columns": whole.columns[name],
                    "rows": whole.rows[name],
                    "sha256": whole.checksums[name],
                }
                for name in whole.rows
            },
        },
        indent=1,
    )


def _compare(name: str, kept: Iterator[bytes], there: Iterator[bytes]) -> None:
    """Hold the rows of a file against those of the database.

    Raises:
        NotThisDatabase: they differ; says at which row.
    """
    row = 0
    while True:
        row, one, other = row + 1, next(kept, None), next(there, None)
        if one != other and not _alike(one, other):
            raise NotThisDatabase(Text("operate.database.differs", table=name, row=row))
        if one is None:
            return


def _alike(one: bytes | None, other: bytes | None) -> bool:
    """Whether two lines say the same: PostgreSQL writes 1e+16 as 10000000000000000."""
    return one is not None and other is not None and bool(json.loads(one) == json.loads(other))


@contextmanager
def opened(file: Path) -> Iterator[tuple[DatabaseBackup, ZipFile]]:
    """Open a file that `back_up_database` made.

    Raises:
        NotThisDatabase: it is no such file, or was made by a later version of the program.
        OSError: it cannot be read.
    """
    try:
        with ZipFile(file) as archive:
            found = json.loads(archive.read(MANIFEST))
            if found["format"] != FORMAT:
                raise NotThisDatabase(Text("operate.database.later", file=str(file)))
            tables = found["tables"]
            whole = DatabaseBackup(
                found["revision"],
                datetime.fromisoformat(found["made_at"]),
                {name: int(each["rows"]) for name, each in tables.items()},
                {name: list(each["columns"]) for name, each in tables.items()},
                {name: str(each["sha256"]) for name, each in tables.items()},
            )
            yield whole, archive
    except (BadZipFile, zlib.error, KeyError, TypeError, ValueError, AttributeError, EOFError) as error:
        raise NotThisDatabase(Text("operate.database.no_backup", file=str(file))) from error


def lines_of(archive: ZipFile, table: str) -> Iterator[bytes]:
    """Return the lines of a table in a file."""
    with archive.open(f"{table}.jsonl") as entry:
        yield from entry


def check_file(file: Path) -> DatabaseBackup:
    """Make sure that a file is whole: every table with its rows and its checksum.

    Raises:
        NotThisDatabase: it is not.
        OSError: it cannot be read.
    """
    with opened(file) as (whole, archive):
        for name in whole.rows:
            checksum, count = sha256(), 0
            for line in lines_of(archive, name):
                checksum.update(line)
                count += 1
            if (checksum.hexdigest(), count) != (whole.checksums[name], whole.rows[name]):
                raise NotThisDatabase(Text("operate.database.damaged", file=str(file), table=name))
        return whole


def restore_database(url: str | None, file: Path) -> tuple[DatabaseBackup, str]:
    """Bring every row of a file into a database that holds no merchant yet; all of them, or nothing.

    Each row is read back and held against the file before anything is kept. The guards are off until
    then, for the rows come in the order of the tables and not in the one in which they were written.

    Args:
        url: the database, which a server may be using; None for the one of the settings.
        file: what `back_up_database` made.

    Returns:
        What came in, and where to.

    Raises:
        NotThisDatabase: the file is damaged, the database holds data, or a row does not come back as it was.
        Newer: a later version of the program made the file.
        OSError: the file cannot be read.
        StoreError: the database failed.
    """
    with closing(connect(url or default_url())) as database:
        return _restore_all(database, file), database.where


def _restore_all(database: Database, file: Path) -> DatabaseBackup:
    whole = check_file(file)
    with opened(file) as (_, archive), database.writing() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
        _prepare(connection, database.where, whole)
        with _unguarded(connection, list(whole.rows)):
            _set_aside(connection)
            for name in whole.rows:
                _insert(connection, name, whole.columns[name], lines_of(archive, name))
        for name in whole.rows:
            table = metadata.tables[name]
            kept, there = lines_of(archive, name), read_lines(connection, table, whole.columns[name])
            if name == actor.name:
                there = (line for line in there if _SET_ASIDE.encode() not in line)
            elif name in FOUND_IN_EVERY:
                there = _only(there, set(lines_of(archive, name)))
            _compare(name, kept, there)
        if whole.revision != known_revisions()[0]:
            command.upgrade(alembic_config(connection), "head")
        check_schema(connection, database.where)
    return whole


def _prepare(connection: sa.Connection, where: str, whole: DatabaseBackup) -> None:
    """Make the schema that a file was written from, where there is none; refuse a database that is in use.

    Raises:
        NotThisDatabase, Newer: it cannot come in here.
    """
    if whole.revision not in known_revisions():
        raise Newer(where)
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision is None:
        command.upgrade(alembic_config(connection), whole.revision)
    elif revision != whole.revision:
        raise NotThisDatabase(Text("operate.database.other_revision", where=where))
    if set(whole.rows) - set(metadata.tables):
        raise Newer(where)
    for name in whole.rows:
        table = metadata.tables[name]
        used = connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first()
        if name not in FOUND_IN_EVERY and used is not None:
            raise NotThisDatabase(Text("operate.database.in_use", where=where, table=name))


_SET_ASIDE = "·before the restore·"
"""In the label of an actor that a server made here before: it goes on under its own id."""


def _set_aside(connection: sa.Connection) -> None:
    """Make room for what a file brings, without taking from a running server what it works with."""
    connection.execute(sa.update(actor).values(label=actor.c.label + _SET_ASIDE + actor.c.id))


def _only(lines: Iterator[bytes], wanted: set[bytes]) -> Iterator[bytes]:
    return (line for line in lines if line in wanted)


def _insert(connection: sa.Connection, name: str, columns: Sequence[str], lines: Iterator[bytes]) -> None:
    known = metadata.tables[name]
    if set(columns) - set(known.c.keys()):
        raise NotThisDatabase(Text("operate.database.other_revision", where=name))
    table = sa.table(name, *(sa.column(each, known.c[each].type) for each in columns))
    kinds = [known.c[each].type for each in columns]
    there: set[bytes] = set()
    if name in FOUND_IN_EVERY and name != actor.name:
        there = {_line(json.loads(line)[:1]) for line in read_lines(connection, known)}
    batch: list[dict[str, Any]] = []
    size = 0
    for line in lines:
        values = json.loads(line)
        if there and _line(values[:1]) in there:
            continue  # the same: a workspace's or an instrument's row says nothing but what its key does
        if batch and (len(batch) == _at_once(known) or size + len(line) > MOST_BYTES):
            connection.execute(sa.insert(table), batch)
            batch, size = [], 0
        batch.append(dict(zip(columns, map(_typed, values, kinds), strict=True)))
        size += len(line)
    if batch:
        connection.execute(sa.insert(table), batch)


def _typed(value: Any, kind: sa.types.TypeEngine[Any]) -> Any:
    if value is None:
        return None
    if isinstance(kind, Moment):
        return datetime.fromisoformat(value)
    if isinstance(kind, Day):
        return date.fromisoformat(value)
    if isinstance(kind, sa.LargeBinary):
        return base64.b64decode(value)
    return value


@contextmanager
def _unguarded(connection: sa.Connection, tables: Sequence[str]) -> Iterator[None]:
    """Insert without triggers; they are back before the transaction ends, which nobody else sees into."""
    if connection.dialect.name == "postgresql":
        for name in tables:
            connection.exec_driver_sql(f'alter table "{name}" disable trigger user')
        yield
        for name in tables:
            connection.exec_driver_sql(f'alter table "{name}" enable trigger user')
            for column in metadata.tables[name].c:
                if column.identity is not None:
                    # The next row gets the number after the last one.
                    connection.exec_driver_sql(
                        f"select setval(pg_get_serial_sequence('\"{name}\"', '{column.name}'), "  # noqa: S608 - our names
                        f'greatest((select max("{column.name}") from "{name}"), 1))'
                    )
        return
    guards = connection.exec_driver_sql("select name, sql from sqlite_schema where type = 'trigger'").all()
    for name, _ in guards:
        connection.exec_driver_sql(f'drop trigger "{name}"')
    yield
    for _, statement in guards:
        connection.exec_driver_sql(statement)
