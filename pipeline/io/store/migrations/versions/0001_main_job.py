"""The first store: every table of the main job."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _make_accent_aliases()
    _make_assignments()
    _make_campaigns()
    _make_consents()
    _make_corrections()
    _make_decisions()
    _make_error_counts()
    _make_hypotheses()
    _make_listens()
    _make_measurements()
    _make_prompts()
    _make_references()
    _make_report_files()
    _make_speaker_accents()
    _make_speakers()
    _make_tombstones()
    _make_utterances()
    _make_workers()


def _make_accent_aliases() -> None:
    op.create_table(
        "accent_aliases",
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("accents", sa.JSON(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("language", "text"),
    )


def _make_assignments() -> None:
    op.create_table(
        "assignments",
        sa.Column("assignment_id", sa.Text(), nullable=False),
        sa.Column("utterance_id", sa.Text(), nullable=True),
        sa.Column("speaker_id", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("priority", sa.Float(), nullable=False),
        sa.Column("worker_id", sa.Text(), nullable=True),
        sa.Column("leased_at", sa.DateTime(), nullable=True),
        sa.Column("leased_until", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("assignment_id"),
    )
    op.create_index(
        "ix_assignments_kind_state_language_priority_assignment_id",
        "assignments",
        ["kind", "state", "language", "priority", "assignment_id"],
    )
    op.create_index("ix_assignments_state_leased_until", "assignments", ["state", "leased_until"])
    op.create_index(
        "ix_assignments_utterance_id_worker_id", "assignments", ["utterance_id", "worker_id"]
    )
    op.create_index("ix_assignments_worker_id_state", "assignments", ["worker_id", "state"])


def _make_campaigns() -> None:
    op.create_table(
        "campaigns",
        sa.Column("campaign_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("campaign_id"),
    )


def _make_consents() -> None:
    op.create_table(
        "consents",
        sa.Column("consent_id", sa.Text(), nullable=False),
        sa.Column("speaker_id", sa.Text(), nullable=False),
        sa.Column("text_version", sa.Text(), nullable=False),
        sa.Column("text_language", sa.Text(), nullable=False),
        sa.Column("text_sha256", sa.Text(), nullable=False),
        sa.Column("purposes", sa.JSON(), nullable=False),
        sa.Column("guardian", sa.Boolean(), nullable=False),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("consent_id"),
    )
    op.create_index("ix_consents_speaker_id", "consents", ["speaker_id"])


def _make_corrections() -> None:
    op.create_table(
        "corrections",
        sa.Column("correction_id", sa.Text(), nullable=False),
        sa.Column("utterance_id", sa.Text(), nullable=False),
        sa.Column("worker_id", sa.Text(), nullable=False),
        sa.Column("assignment_id", sa.Text(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("shown_hypothesis_id", sa.Text(), nullable=True),
        sa.Column("active_s", sa.Float(), nullable=True),
        sa.Column("corrected_at", sa.DateTime(), nullable=False),
        sa.Column("retracted_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("correction_id"),
    )
    op.create_index("ix_corrections_utterance_id", "corrections", ["utterance_id"])
    op.create_index(
        "ix_corrections_worker_id_corrected_at", "corrections", ["worker_id", "corrected_at"]
    )


def _make_decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("decision_id", sa.Text(), nullable=False),
        sa.Column("utterance_id", sa.Text(), nullable=True),
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("limit", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("decision_id"),
    )
    op.create_index("ix_decisions_rule", "decisions", ["rule"])
    op.create_index("ix_decisions_source_key", "decisions", ["source_key"])
    op.create_index("ix_decisions_utterance_id", "decisions", ["utterance_id"])


def _make_error_counts() -> None:
    op.create_table(
        "error_counts",
        sa.Column("hypothesis_id", sa.Text(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("reference_id", sa.Text(), nullable=False),
        sa.Column("utterance_id", sa.Text(), nullable=False),
        sa.Column("substitutions", sa.BigInteger(), nullable=False),
        sa.Column("deletions", sa.BigInteger(), nullable=False),
        sa.Column("insertions", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.BigInteger(), nullable=False),
        sa.Column("empty_hypothesis", sa.Boolean(), nullable=False),
        sa.Column("counted_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("hypothesis_id", "policy"),
    )
    op.create_index("ix_error_counts_utterance_id", "error_counts", ["utterance_id"])


def _make_hypotheses() -> None:
    op.create_table(
        "hypotheses",
        sa.Column("hypothesis_id", sa.Text(), nullable=False),
        sa.Column("utterance_id", sa.Text(), nullable=False),
        sa.Column("engine", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("model_sha256", sa.Text(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("mean_log_probability", sa.Float(), nullable=True),
        sa.Column("no_speech_probability", sa.Float(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("transcribed_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("hypothesis_id"),
    )
    op.create_index("ix_hypotheses_identity", "hypotheses", ["identity"])
    op.create_index("ix_hypotheses_utterance_id", "hypotheses", ["utterance_id"])


def _make_listens() -> None:
    op.create_table(
        "listens",
        sa.Column("listen_id", sa.Text(), nullable=False),
        sa.Column("utterance_id", sa.Text(), nullable=False),
        sa.Column("speaker_id", sa.Text(), nullable=False),
        sa.Column("worker_id", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("speed", sa.Float(), nullable=False),
        sa.Column("listened_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("listen_id"),
    )
    op.create_index("ix_listens_speaker_id", "listens", ["speaker_id"])
    op.create_index("ix_listens_utterance_id", "listens", ["utterance_id"])
    op.create_index("ix_listens_worker_id", "listens", ["worker_id"])


def _make_measurements() -> None:
    op.create_table(
        "measurements",
        sa.Column("utterance_id", sa.Text(), nullable=False),
        sa.Column("measures", sa.JSON(), nullable=False),
        sa.Column("measured_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("utterance_id"),
    )


def _make_prompts() -> None:
    op.create_table(
        "prompts",
        sa.Column("prompt_id", sa.Text(), nullable=False),
        sa.Column("campaign_id", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("prompt_id"),
    )


def _make_references() -> None:
    op.create_table(
        "references",
        sa.Column("utterance_id", sa.Text(), nullable=False),
        sa.Column("reference_id", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("workers", sa.BigInteger(), nullable=False),
        sa.Column("agreement", sa.Float(), nullable=True),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("referenced_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("utterance_id"),
    )


def _make_report_files() -> None:
    op.create_table(
        "report_files",
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("path"),
    )


def _make_speaker_accents() -> None:
    op.create_table(
        "speaker_accents",
        sa.Column("speaker_accent_id", sa.Text(), nullable=False),
        sa.Column("speaker_id", sa.Text(), nullable=False),
        sa.Column("verbatim", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("accent", sa.Text(), nullable=True),
        sa.Column("provenance", sa.Text(), nullable=False),
        sa.Column("candidates", sa.JSON(), nullable=False),
        sa.Column("tagged_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("speaker_accent_id"),
    )
    op.create_index("ix_speaker_accents_accent", "speaker_accents", ["accent"])
    op.create_index("ix_speaker_accents_speaker_id", "speaker_accents", ["speaker_id"])


def _make_speakers() -> None:
    op.create_table(
        "speakers",
        sa.Column("speaker_id", sa.Text(), nullable=False),
        sa.Column("accent_text", sa.Text(), nullable=False),
        sa.Column("region_text", sa.Text(), nullable=False),
        sa.Column("first_language", sa.Text(), nullable=False),
        sa.Column("gender", sa.Text(), nullable=False),
        sa.Column("age_band", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("region_outcome", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("speaker_id"),
    )


def _make_tombstones() -> None:
    op.create_table(
        "tombstones",
        sa.Column("tombstone_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("erased_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("tombstone_id"),
    )


def _make_utterances() -> None:
    op.create_table(
        "utterances",
        sa.Column("utterance_id", sa.Text(), nullable=False),
        sa.Column("campaign_id", sa.Text(), nullable=False),
        sa.Column("speaker_id", sa.Text(), nullable=False),
        sa.Column("consent_id", sa.Text(), nullable=False),
        sa.Column("prompt_id", sa.Text(), nullable=True),
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column("audio_sha256", sa.Text(), nullable=False),
        sa.Column("pcm_sha256", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=True),
        sa.Column("container", sa.Text(), nullable=False),
        sa.Column("codec", sa.Text(), nullable=False),
        sa.Column("suffix", sa.Text(), nullable=False),
        sa.Column("sample_rate_hz", sa.BigInteger(), nullable=False),
        sa.Column("channels", sa.BigInteger(), nullable=False),
        sa.Column("frames", sa.BigInteger(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("duration_s", sa.Float(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("environment", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=True),
        sa.Column("collected_at", sa.DateTime(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("utterance_id"),
    )
    op.create_index("ix_utterances_audio_sha256", "utterances", ["audio_sha256"])
    op.create_index("ix_utterances_pcm_sha256", "utterances", ["pcm_sha256"])
    op.create_index("ix_utterances_source_key", "utterances", ["source_key"])
    op.create_index("ix_utterances_speaker_id", "utterances", ["speaker_id"])
    op.create_index("ix_utterances_verdict", "utterances", ["verdict"])


def _make_workers() -> None:
    op.create_table(
        "workers",
        sa.Column("worker_id", sa.Text(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("speaker_id", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("worker_id"),
    )
