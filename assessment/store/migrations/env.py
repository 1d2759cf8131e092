"""Run by Alembic inside `assessment.store.database`, on the connection that holds the lock."""

from alembic import context

from assessment.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
