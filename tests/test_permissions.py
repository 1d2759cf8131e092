"""The table of permissions names every verb there is, and the gate refuses what it does not name."""

import inspect
from collections.abc import Iterator
from typing import cast

import pytest

from assessment.service import LOCAL_OPERATOR, NotAllowed, Service, account_actor
from assessment.service.permissions import PERMISSIONS, SUBJECTS, Permission
from tests.ui.pages import store

OF_THE_SERVICE = {
    *("bank", "actor", "acting_as"),
    *("erasures", "is_erasing", "writers_waiting", "check_database", "look_for_erased", "erased_since"),
}
"""What the service itself tells or does without a right: nothing of it is about a merchant."""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A store that is empty."""
    with store(tmp_path_factory.mktemp("permissions")) as opened:
        yield opened


def verbs(service: Service) -> dict[str, object]:
    """Return every public name of every part, and the service's own, with what stands behind it."""
    found: dict[str, object] = {}
    for name in dir(service):
        if name.startswith("_") or name in OF_THE_SERVICE:
            continue
        part = getattr(service, name)
        if callable(part):
            found[f"service.{name}"] = part
            continue
        for verb in dir(type(part)):
            if not verb.startswith("_"):
                found[f"{name}.{verb}"] = getattr(type(part), verb)
    return found


def test_every_verb_is_in_the_table_and_no_other(service: Service) -> None:
    assert set(verbs(service)) == set(PERMISSIONS)


def test_what_a_verb_is_about_is_among_its_arguments(service: Service) -> None:
    for key, verb in verbs(service).items():
        if not callable(verb):
            continue
        taken = set(inspect.signature(verb).parameters)
        permission = PERMISSIONS[key]
        named = {about for about, argument in SUBJECTS.items() if argument in taken}
        assert named == ({permission.about} if permission.about else set()), key
        assert set(permission.more) <= taken, key
        # Who has the right to lead may see any sheet.
        assert permission.right == "lead" or ("sheet" in permission.more) == ("sheet" in taken), key


def test_a_verb_that_is_not_in_the_table_is_refused_even_to_an_owner(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = service.acting_as(account_actor("1", "owner", sees_all=True))
    assert owner.templates.all() == []
    monkeypatch.delitem(cast("dict[str, Permission]", PERMISSIONS), "templates.all")
    with pytest.raises(NotAllowed):
        owner.templates.all()
    assert service.templates.all() == []


def test_the_operator_of_this_machine_gets_the_parts_themselves(service: Service) -> None:
    assert service.acting_as(LOCAL_OPERATOR) is service


def test_a_refusal_is_logged_without_names(service: Service, caplog: pytest.LogCaptureFixture) -> None:
    viewer = service.acting_as(account_actor("somebody", "viewer", sees_all=True))
    with pytest.raises(NotAllowed):
        viewer.merchants.rename("a-merchant", "another name", "its name")
    assert [record.getMessage() for record in caplog.records] == ["refused merchants.rename to viewer"]
