"""Where assessments are kept: one schema, one set of statements, SQLite or PostgreSQL.

Nothing here knows what an answer is worth or how a page looks: records go
in, records come out, and the database itself refuses what must not happen.
"""
