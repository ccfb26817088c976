"""The least a report can say: one grouping and nothing beside it."""

from datetime import UTC, datetime

from pipeline.report.contents import Grouping, ReportContents


def contents_of_one(grouping: Grouping) -> ReportContents:
    """Make the contents of a report with one grouping."""
    return ReportContents(
        campaign="",
        language="en",
        generated_at=datetime(2026, 1, 1, tzinfo=UTC),
        policy="basic-1",
        against="rest",
        engine="",
        model="",
        groupings=(grouping,),
    )
