"""The gates of an audit: read before the long work, judged after it, told on stderr."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from isogloss.console import count, warn

if TYPE_CHECKING:
    from pipeline.disparity.gates import Judged
    from pipeline.results.disparity import Disparity
    from pipeline.stages.auditing.assess import Audited

GATE_FAILED = 3
_MOST_SHOWN = 10


class Gates:
    """The gates somebody set; an earlier report is read at once, before the long work.

    Args:
        ratio_above: A group surely worse than this many times fails; None for no such gate.
        cannot_rule_out: A group that may be worse than this many times fails; None for none.
        worse_than: An earlier report; a group surely worse than there fails; None for none.

    Raises:
        TableError: The earlier report cannot be read.
    """

    def __init__(
        self, ratio_above: float | None, cannot_rule_out: float | None, worse_than: Path | None
    ) -> None:
        self._ratio_above = ratio_above
        self._cannot_rule_out = cannot_rule_out
        self._where = str(worse_than or "")
        self._earlier = _read_earlier(worse_than) if worse_than else None
        self._set = not (ratio_above is None and cannot_rule_out is None and worse_than is None)

    def require_speakers(self, *, known: bool) -> None:
        """Refuse to judge by intervals of which nobody knows whether they are long enough.

        Raises:
            ReportError: A gate is set and nobody said who spoke.
        """
        if known or not self._set:
            return
        from pipeline.errors import ReportError

        raise ReportError(
            "nobody said who spoke, so no gate can be judged",
            expected="a column of speakers: intervals over rows are too short",
            where="gates",
            remedy="Name it with --speaker, or say --rows-are-speakers if every row is another "
            "speaker.",
        )

    def judge(self, found: "Audited") -> int:
        """Say on stderr what failed and what could not be judged; give the exit code."""
        if not self._set:
            return 0
        from pipeline.disparity.gates import Judged, cannot_rule_out, ratio_above, worse_than

        systems = [system.found for system in found.systems]
        judged = Judged()
        if self._ratio_above is not None:
            judged += ratio_above(systems, self._ratio_above)
        if self._cannot_rule_out is not None:
            judged += cannot_rule_out(systems, self._cannot_rule_out)
        if self._earlier is not None:
            judged += worse_than(systems, self._earlier, self._where)
        _tell(judged)
        return GATE_FAILED if judged.failed else 0


def _read_earlier(path: Path) -> "tuple[Disparity, ...]":
    from pipeline.errors import TableError
    from pipeline.results.json_reading import read_systems

    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as cause:
        raise TableError(
            f"no JSON ({cause})",
            expected="a report that isogloss audit --json wrote",
            where=str(path),
        ) from cause
    return read_systems(document, str(path))


def _tell(judged: "Judged") -> None:
    unjudged = list(dict.fromkeys(judged.unjudged))
    for sentence in unjudged[:_MOST_SHOWN]:
        warn(f"gate not judged: {sentence}")
    if len(unjudged) > _MOST_SHOWN:
        warn(f"and {count(len(unjudged) - _MOST_SHOWN, 'group')} more not judged")
    for sentence in judged.failed:
        warn(f"gate failed: {sentence}")
    if not judged.failed:
        warn("gates passed" if judged.judged else "not one group could be judged: nothing passed")
