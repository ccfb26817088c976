"""Review in depth: overlap, gold, adjudication, work and pay."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what many listeners need; stores of the main job go on as they are."""
    _add_columns()
    _add_tables()
    _write_down_work()


def _add_columns() -> None:
    op.add_column(
        "workers", sa.Column("accents", sa.JSON(), nullable=False, server_default=sa.text("'[]'"))
    )
    op.add_column("workers", sa.Column("region", sa.Text(), nullable=True))
    op.add_column(
        "assignments", sa.Column("lane", sa.Text(), nullable=False, server_default=sa.text("''"))
    )
    op.add_column(
        "assignments", sa.Column("blind", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column(
        "assignments", sa.Column("gold", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("assignments", sa.Column("planted_text", sa.Text(), nullable=True))
    op.add_column("corrections", sa.Column("shown_text", sa.Text(), nullable=True))
    op.add_column(
        "corrections", sa.Column("blind", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column(
        "corrections", sa.Column("gold", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("corrections", sa.Column("knows_accent", sa.Boolean(), nullable=True))
    op.add_column(
        "references", sa.Column("votes", sa.JSON(), nullable=False, server_default=sa.text("'[]'"))
    )
    op.drop_index("ix_assignments_kind_state_language_priority_assignment_id", "assignments")
    op.create_index(
        "ix_assignments_kind_state_language_lane_priority_assignment_id",
        "assignments",
        ["kind", "state", "language", "lane", "priority", "assignment_id"],
    )


def _add_tables() -> None:
    _make_drafts()
    _make_work()
    _make_ledger()
    _make_gold_items()
    _make_gold_answers()
    _make_adjudications()
    _make_appeals()
    _make_redactions()


def _make_drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("assignment_id", sa.Text(), nullable=False),
        sa.Column("worker_id", sa.Text(), nullable=False),
        sa.Column("utterance_id", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("active_s", sa.Float(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("assignment_id", "worker_id"),
    )
    op.create_index("ix_drafts_utterance_id", "drafts", ["utterance_id"])


def _make_work() -> None:
    op.create_table(
        "work",
        sa.Column("work_id", sa.Text(), nullable=False),
        sa.Column("worker_id", sa.Text(), nullable=False),
        sa.Column("campaign_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("active_s", sa.Float(), nullable=False),
        sa.Column("audio_s", sa.Float(), nullable=False),
        sa.Column("worked_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("work_id"),
    )
    op.create_index("ix_work_worked_at", "work", ["worked_at"])
    op.create_index("ix_work_worker_id_worked_at", "work", ["worker_id", "worked_at"])


def _make_ledger() -> None:
    op.create_table(
        "ledger",
        sa.Column("ledger_id", sa.Text(), nullable=False),
        sa.Column("posting_id", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("worker_id", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("posted_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("ledger_id"),
    )
    op.create_index("ix_ledger_item_id", "ledger", ["item_id"])
    op.create_index("ix_ledger_worker_id_period", "ledger", ["worker_id", "period"])


def _make_gold_items() -> None:
    op.create_table(
        "gold_items",
        sa.Column("utterance_id", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("set_by", sa.Text(), nullable=False),
        sa.Column("set_at", sa.DateTime(), nullable=False),
        sa.Column("retired_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("utterance_id"),
    )


def _make_gold_answers() -> None:
    op.create_table(
        "gold_answers",
        sa.Column("correction_id", sa.Text(), nullable=False),
        sa.Column("utterance_id", sa.Text(), nullable=False),
        sa.Column("worker_id", sa.Text(), nullable=False),
        sa.Column("distance", sa.Float(), nullable=False),
        sa.Column("limit", sa.Float(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("overturned_by", sa.Text(), nullable=True),
        sa.Column("overturned_because", sa.Text(), nullable=True),
        sa.Column("overturned_at", sa.DateTime(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("correction_id"),
    )
    op.create_index("ix_gold_answers_utterance_id", "gold_answers", ["utterance_id"])
    op.create_index("ix_gold_answers_worker_id", "gold_answers", ["worker_id"])


def _make_adjudications() -> None:
    op.create_table(
        "adjudications",
        sa.Column("adjudication_id", sa.Text(), nullable=False),
        sa.Column("utterance_id", sa.Text(), nullable=False),
        sa.Column("lead_id", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("adjudicated_at", sa.DateTime(), nullable=False),
        sa.Column("retracted_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("adjudication_id"),
    )
    op.create_index("ix_adjudications_utterance_id", "adjudications", ["utterance_id"])


def _make_appeals() -> None:
    op.create_table(
        "appeals",
        sa.Column("appeal_id", sa.Text(), nullable=False),
        sa.Column("utterance_id", sa.Text(), nullable=False),
        sa.Column("by_kind", sa.Text(), nullable=False),
        sa.Column("worker_id", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("text_before", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("text_after", sa.Text(), nullable=True),
        sa.Column("settled_by", sa.Text(), nullable=True),
        sa.Column("raised_at", sa.DateTime(), nullable=False),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("appeal_id"),
    )
    op.create_index("ix_appeals_state", "appeals", ["state"])
    op.create_index("ix_appeals_utterance_id", "appeals", ["utterance_id"])


def _make_redactions() -> None:
    op.create_table(
        "redactions",
        sa.Column("redaction_id", sa.Text(), nullable=False),
        sa.Column("utterance_id", sa.Text(), nullable=False),
        sa.Column("from_s", sa.Float(), nullable=False),
        sa.Column("to_s", sa.Float(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("derived_sha256", sa.Text(), nullable=False),
        sa.Column("redacted_by", sa.Text(), nullable=False),
        sa.Column("redacted_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("redaction_id"),
    )
    op.create_index("ix_redactions_utterance_id", "redactions", ["utterance_id"])


def _write_down_work() -> None:
    """What was corrected before work was written down is to be paid, too."""
    op.execute(
        "INSERT INTO work (work_id, worker_id, campaign_id, kind, outcome, active_s, audio_s, "
        "worked_at) SELECT 'w' || c.correction_id, c.worker_id, u.campaign_id, 'correct', "
        "'corrected', COALESCE(c.active_s, 0), u.duration_s, c.corrected_at FROM corrections c "
        "JOIN utterances u ON u.utterance_id = c.utterance_id WHERE c.action <> 'imported'"
    )
