"""The gate in front of the service: every verb of every part passes it, whoever calls.

It asks twice. Does the actor have the right the verb takes: else the answer
is `NotAllowed`, and nothing is looked up. Is what the verb is about among
what the actor may see: else the answer is that of something that is not
here. So no refusal says whether a thing exists. The operator of this machine
has every right, and gets the parts themselves.
"""

import logging
from collections.abc import Callable, Mapping
from functools import cache, wraps
from inspect import Signature, signature
from typing import Any, TypeVar, cast

from assessment.service.context import Context
from assessment.service.events import note_event
from assessment.service.permissions import PERMISSIONS, SUBJECTS, NotAllowed, Permission
from assessment.store.access import sees_all
from assessment.store.errors import NoSuchAssessment, NoSuchMerchant
from assessment.store.schema import assessment, merchant

LOG = logging.getLogger(__name__)

Part = TypeVar("Part")


class Refusals:
    """Notes who was refused what: always in the log, without a name; once in a while among the events."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def note(self, acting: Context, verb: str) -> None:
        """Note that whoever acts was refused a verb."""
        actor = acting.acting
        LOG.warning("refused %s to %s", verb, actor.word)
        if not self._context.recent_events.is_new((actor, verb), self._context.now()):
            return
        is_nobody = actor.kind in {"nobody", "guest"}
        # Where nothing can be written, the refusal stands all the same.
        note_event(acting, "refused", actor.merchant, by_nobody=is_nobody, verb=verb)


class AccessGate:
    """Lets one actor pass, or refuses."""

    def __init__(self, context: Context, refusals: Refusals) -> None:
        self._context = context
        self._actor = context.acting
        self._refusals = refusals

    def admit(self, verb: str, arguments: Mapping[str, Any]) -> None:
        """Let a call pass.

        Args:
            verb: part and name.
            arguments: what it is called with, by name.

        Raises:
            NotAllowed: the actor lacks the right, or nobody has it.
            NoSuchAssessment, NoSuchMerchant: what it is about is not here, or not for the actor to see.
        """
        if self._actor.kind == "local":
            return
        permission = PERMISSIONS.get(verb)
        if permission is None or not self._has_rights(permission, arguments):
            self._refusals.note(self._context, verb)
            raise NotAllowed
        self._see(verb, permission, arguments)

    def guard(self, name: str, part: Part) -> Part:
        """Return a part as the actor gets it."""
        if self._actor.kind == "local":
            return part
        return cast("Part", _GuardedPart(self, name, part))

    def _has_rights(self, permission: Permission, arguments: Mapping[str, Any]) -> bool:
        besides = {
            right for name, (free, right) in permission.more.items() if arguments.get(name, free) != free
        }
        return {permission.right} | besides <= self._actor.rights

    def _see(self, verb: str, permission: Permission, arguments: Mapping[str, Any]) -> None:
        visible = self._context.visible
        if permission.about is None or not visible.is_bounded:
            return
        given = arguments.get(SUBJECTS[permission.about])
        if given is None:
            return
        ids = [given] if permission.about in {"assessment", "merchant"} else list(given)
        of_merchants = permission.about in {"merchant", "merchants"}
        table = merchant if of_merchants else assessment
        with self._context.database.reading() as connection:
            seen = sees_all(connection, visible, table, ids)
        if not seen:
            self._refusals.note(self._context, verb)
            raise NoSuchMerchant if of_merchants else NoSuchAssessment


_signature: Callable[[Callable[..., Any]], Signature] = cache(signature)


class _GuardedPart:
    """A part of the service whose every verb passes the gate."""

    def __init__(self, gate: AccessGate, name: str, part: object) -> None:
        self._gate = gate
        self._name = name
        self._part = part

    def __getattr__(self, verb: str) -> Any:
        key = f"{self._name}.{verb}"
        if verb.startswith("_"):
            raise AttributeError(key)
        declared = getattr(type(self._part), verb)
        if not callable(declared):
            self._gate.admit(key, {})
            return getattr(self._part, verb)
        method = getattr(self._part, verb)
        called = _signature(declared)

        @wraps(method)
        def guarded(*arguments: Any, **named: Any) -> Any:
            given = called.bind(self._part, *arguments, **named).arguments
            self._gate.admit(key, given)
            return method(*arguments, **named)

        return guarded
