"""Triggers: what the database refuses, whoever asks.

A completed assessment never changes, nor do its sheets, answers and metrics;
the audit only grows; an instrument is what its digest says. Erasing still
works: a cascade fires once the parent row is gone, so the guards of its
children find nothing left to protect.

The texts are as released with migration 0001. A later change gets a new
migration with its own texts; these stay as they are.
"""

# ruff: noqa: S608 - nothing from outside goes into these texts

CHILDREN = ("sheet", "answer", "metric_value")
FROZEN = "assessment is completed"
APPEND_ONLY = "audit is append only"
KEPT = "an instrument never changes"


def _sqlite() -> list[str]:
    def trigger(name: str, when: str, message: str, condition: str = "true") -> str:
        return f"create trigger {name} {when} begin select raise(abort, '{message}') where {condition}; end"

    kept = "select 1 from instrument where digest = new.digest"

    def completed(*rows: str) -> str:
        ids = ", ".join(f"{row}.assessment_id" for row in rows)
        return f"exists (select 1 from assessment where id in ({ids}) and status = 'completed')"

    guards = [
        trigger("assessment_frozen", "before update on assessment when old.status = 'completed'", FROZEN),
        # `insert or replace` fires no update and no delete trigger.
        trigger(
            "assessment_not_replaced",
            "before insert on assessment",
            FROZEN,
            "exists (select 1 from assessment where id = new.id and status = 'completed')",
        ),
        trigger("audit_append_only", "before update on audit", APPEND_ONLY),
        trigger(
            "audit_not_replaced",
            "before insert on audit",
            APPEND_ONLY,
            "exists (select 1 from audit where id = new.id)",
        ),
        trigger(
            "audit_no_delete",
            "before delete on audit",
            APPEND_ONLY,
            "exists (select 1 from merchant where id = old.merchant_id) and (old.assessment_id is null"
            " or exists (select 1 from assessment where id = old.assessment_id))",
        ),
        trigger("instrument_kept", "before update on instrument", KEPT),
        (
            "create trigger instrument_not_replaced before insert on instrument"
            f" begin select raise(ignore) where exists ({kept}); end"
        ),
    ]
    for table in CHILDREN:
        for event, rows in (("insert", ("new",)), ("update", ("old", "new")), ("delete", ("old",))):
            guards.append(
                trigger(f"{table}_{event}_frozen", f"before {event} on {table}", FROZEN, completed(*rows))
            )
    return guards


def _postgresql() -> list[str]:
    refuse = "raise exception using errcode = 'check_violation', message ="
    guards = [
        f"""create function refuse() returns trigger language plpgsql as $$ begin
            {refuse} tg_argv[0];
        end $$""",
        f"""create function refuse_completed() returns trigger language plpgsql as $$ begin
            if tg_op <> 'INSERT' and exists (
                select 1 from assessment where id = old.assessment_id and status = 'completed'
            ) then {refuse} '{FROZEN}'; end if;
            if tg_op = 'DELETE' then return old; end if;
            if exists (select 1 from assessment where id = new.assessment_id and status = 'completed')
            then {refuse} '{FROZEN}'; end if;
            return new;
        end $$""",
        f"""create function refuse_audit_delete() returns trigger language plpgsql as $$ begin
            if exists (select 1 from merchant where id = old.merchant_id) and (old.assessment_id is null
                or exists (select 1 from assessment where id = old.assessment_id))
            then {refuse} '{APPEND_ONLY}'; end if;
            return old;
        end $$""",
        (
            "create trigger assessment_frozen before update on assessment for each row"
            f" when (old.status = 'completed') execute function refuse('{FROZEN}')"
        ),
        (
            "create trigger audit_append_only before update on audit for each row"
            f" execute function refuse('{APPEND_ONLY}')"
        ),
        (
            "create trigger audit_no_delete before delete on audit for each row"
            " execute function refuse_audit_delete()"
        ),
        (
            "create trigger instrument_kept before update on instrument for each row"
            f" execute function refuse('{KEPT}')"
        ),
    ]
    guards += [
        f"create trigger {table}_frozen before insert or update or delete on {table} for each row"
        " execute function refuse_completed()"
        for table in CHILDREN
    ]
    # Truncating fires no row trigger.
    guards += [
        f"create trigger {table}_no_truncate before truncate on {table} for each statement"
        f" execute function refuse('{APPEND_ONLY if table == 'audit' else FROZEN}')"
        for table in ("assessment", "audit", *CHILDREN)
    ]
    return guards


def guards(dialect: str) -> list[str]:
    """Return the statements that put the triggers into an empty schema of this database."""
    return _sqlite() if dialect == "sqlite" else _postgresql()
