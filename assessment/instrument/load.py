"""From a folder of questions to an instrument fit for use; nothing else reads `questions/`.

`bank_reader` reads the files, one at a time; what holds across files is `assessment.instrument.checks`.
"""

from hashlib import sha256
from pathlib import Path

from assessment.instrument.bank import INSTRUMENT, Bank, LoadedBank
from assessment.instrument.bank_reader import FRAME, BankReader, adapter_of
from assessment.instrument.checks.integrity import integrity_errors
from assessment.instrument.file_schemas import InstrumentFile
from assessment.instrument.model import Instrument
from assessment.instrument.problems import InstrumentError, Problem, errors
from assessment.instrument.yaml_tree import LARGEST_FILE
from assessment.texts import Text


def shipped_bank() -> Path:
    """Return the folder of the bank that comes with the program."""
    return Path(__file__).resolve().parents[2] / "questions"


def load_instrument(folder: Path) -> Instrument:
    """Read the instrument of a folder, fit for scoring.

    Raises:
        InstrumentError: something cannot be read or points to nothing; says everything that is wrong.
    """
    return load_bank(folder).instrument


def load_bank(folder: Path) -> Bank:
    """Read the instrument of a folder and what stands beside it, fit for use.

    What was read once in this process is read again only where a byte of its files changed.

    Raises:
        InstrumentError: as in `load_instrument`.
    """
    now = fingerprint(folder)
    if now is None:
        return read_bank(folder)
    before, bank = SOUND_BANKS.get(folder, (None, None))
    if bank is None or now != before:
        bank = read_bank(folder)
        SOUND_BANKS[folder] = now, bank
    return bank


SOUND_BANKS: dict[Path, tuple[bytes, Bank]] = {}
"""The sound banks that were read, with the fingerprint of their files."""


def fingerprint(folder: Path) -> bytes | None:
    """Return the digest of the names and bytes of a bank's YAML files; None where one cannot be read."""
    whole = sha256()
    try:
        for path in sorted([*folder.glob("*.y*ml"), *(folder / "dimensions").glob("*.y*ml")]):
            if not path.is_file() or path.stat().st_size > LARGEST_FILE:
                return None
            raw = path.read_bytes()
            whole.update(f"{path.relative_to(folder)} {len(raw)} ".encode())
            whole.update(raw)
    except OSError:
        return None
    return whole.digest()


def read_bank(folder: Path) -> Bank:
    """Read a bank from its files; see `load_bank`."""
    loaded = load(folder)
    trouble = errors([*loaded.problems, *integrity_errors(loaded)])
    if loaded.instrument is None or trouble:
        raise InstrumentError(trouble)
    return Bank(
        loaded.instrument,
        loaded.handbook,
        loaded.contradictions,
        loaded.derived,
        loaded.calendar,
        loaded.roles,
        loaded.columns,
        loaded.answering,
        loaded.lineage,
    )


def load(folder: Path) -> LoadedBank:
    """Read everything in a folder of questions, as far as it can be read."""
    reader = BankReader(folder)
    if not folder.is_dir():
        what = Text("instrument.no_such_folder")
        fix = Text("instrument.fix.check_path")
        reader.problems.append(Problem(str(folder), None, "error", what, fix))
        reader.broken.add(INSTRUMENT)
        return reader.loaded(None)
    frame = reader.shaped(INSTRUMENT, adapter_of(InstrumentFile), FRAME)
    if frame is not None:
        reader.languages = frozenset(frame.languages)
        reader.dimensions = reader.read_dimensions(frame)
    reader.warn_of_unread_files()
    return reader.loaded(frame)
