"""The roles that may be asked are told apart, named in every language, and asked each thing once."""

from collections.abc import Iterator

from assessment.instrument.check.languages import language_faults, texts_of
from assessment.instrument.check.place import Place
from assessment.instrument.loaded import RESPONDENTS, Loaded
from assessment.instrument.problems import Problem, both
from assessment.instrument.roles import Role


def role_places(loaded: Loaded) -> Iterator[tuple[Role, Place]]:
    """Yield each role with its place."""
    for rank, role in enumerate(loaded.roles):
        yield role, Place(loaded, RESPONDENTS, (rank,), both(role.id, role.id))


def role_faults(loaded: Loaded) -> Iterator[Problem]:
    """List ids used twice, dimensions named twice, and texts that lack a language."""
    ids: set[str] = set()
    languages = loaded.draft.languages
    for role, place in role_places(loaded):
        if role.id in ids:
            fix = both("名称不能重复，请改一个。", "Ids are unique: rename one.")
            yield place.under("id").error("这个 id 已经用过。", "This id is used twice.", fix)
        ids.add(role.id)
        for rank, dimension in enumerate(role.dimensions):
            if dimension in role.dimensions[:rank]:
                fix = both("只留一个。", "Keep one of them.")
                where = place.under("dimensions", rank)
                yield where.error(f"“{dimension}”写了两次。", f"'{dimension}' is named twice.", fix)
        for at, text in texts_of(role) if languages else ():
            yield from language_faults(text, place.under(*at), languages, complete=True)
