"""The whole database as a file, and brought back: for operators, whatever is in it.

This is not the backup of a merchant (`backup.py`), which a consultant makes
and which leaves out links, private notes and accounts.
"""

from contextlib import closing
from datetime import datetime
from pathlib import Path

from assessment.store.database import connect, default_url
from assessment.store.database_backup import (
    DatabaseBackup,
    NotThisDatabase,
    check_file,
    restore_database_backup,
    write_database_backup,
)

__all__ = ["DatabaseBackup", "NotThisDatabase", "back_up_database", "check_file", "restore_database"]


def back_up_database(url: str | None, file: Path, now: datetime) -> DatabaseBackup:
    """Write every row of a database into a file that is not there yet, and compare the two row by row.

    Args:
        url: the database, which may be in use; None for the one of the settings.
        file: where to.
        now: aware.

    Raises:
        OSError: the file cannot be written.
        NotThisDatabase: the file does not hold what the database does.
        StoreError: the database cannot be used, or is not of this version of the program.
    """
    with closing(connect(url or default_url())) as database:
        try:
            return write_database_backup(database, file, now)
        except FileExistsError:
            raise
        except BaseException:
            file.unlink(missing_ok=True)  # half of it is no backup
            raise


def restore_database(url: str | None, file: Path) -> tuple[DatabaseBackup, str]:
    """Bring a file back into an empty database, which a server may be using, and compare row by row.

    Returns:
        What came in, and where to.

    Raises:
        OSError: the file cannot be read.
        NotThisDatabase: it is no sound backup, or the database holds data.
        StoreError: the database cannot be used.
    """
    with closing(connect(url or default_url())) as database:
        return restore_database_backup(database, file), database.where
