"""Triggers of the roadmaps that were kept: a row, once written, never changes.

Erasing still works, as in `guards`: a cascade fires once the assessment is
gone, and then nothing is left to protect. What is said about the progress of
steps has no guard; it goes on changing.

The texts are as released with migration 0002. A later change gets a new
migration with its own texts; these stay as they are.
"""

# ruff: noqa: S608 - nothing from outside goes into these texts

KEPT = "a kept roadmap never changes"
STILL_THERE = "exists (select 1 from assessment where id = old.assessment_id)"


def _sqlite() -> list[str]:
    def trigger(name: str, when: str, condition: str = "true") -> str:
        return f"create trigger {name} {when} begin select raise(abort, '{KEPT}') where {condition}; end"

    # `insert or replace` fires no update and no delete trigger.
    same = "id = new.id or (assessment_id = new.assessment_id and rank = new.rank)"
    return [
        trigger("roadmap_kept", "before update on roadmap"),
        trigger(
            "roadmap_not_replaced",
            "before insert on roadmap",
            f"exists (select 1 from roadmap where {same})",
        ),
        trigger("roadmap_no_delete", "before delete on roadmap", STILL_THERE),
    ]


def _postgresql() -> list[str]:
    # `refuse` came with the first migration.
    return [
        f"""create function refuse_roadmap_delete() returns trigger language plpgsql as $$ begin
            if {STILL_THERE}
            then raise exception using errcode = 'check_violation', message = '{KEPT}'; end if;
            return old;
        end $$""",
        (
            "create trigger roadmap_kept before update on roadmap for each row"
            f" execute function refuse('{KEPT}')"
        ),
        (
            "create trigger roadmap_no_delete before delete on roadmap for each row"
            " execute function refuse_roadmap_delete()"
        ),
        # Truncating fires no row trigger.
        (
            "create trigger roadmap_no_truncate before truncate on roadmap for each statement"
            f" execute function refuse('{KEPT}')"
        ),
    ]


def guards(dialect: str) -> list[str]:
    """Return the statements that put these triggers into a database of this kind."""
    return _sqlite() if dialect == "sqlite" else _postgresql()
