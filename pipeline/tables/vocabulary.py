"""The words that columns may hold, each set once: verdicts, purposes, states, methods and so on."""

from typing import Literal, get_args

Verdict = Literal["accepted", "warned", "rejected", "quarantined"]
Provenance = Literal[
    "self_declared", "self_confirmed", "recruiter", "location_inferred", "acoustic_inferred"
]
AccentOutcome = Literal[
    "resolved", "several", "descriptor_only", "ambiguous", "unresolved", "undisclosed"
]
AssignmentState = Literal["open", "leased", "done", "skipped", "flagged"]
AssignmentKind = Literal["correct", "adjudicate"]
CorrectionAction = Literal["accepted", "edited", "imported"]
ReferenceMethod = Literal["single", "medoid", "rover", "adjudicated", "imported", "prompt"]
WorkKind = Literal["correct", "gold", "adjudicate"]
WorkOutcome = Literal["corrected", "skipped", "flagged", "adjudicated"]
PaymentKind = Literal["item", "top_up"]
RulingAction = Literal["picked", "merged", "rewritten"]
AppellantKind = Literal["speaker", "worker"]
AppealState = Literal["open", "upheld", "rejected"]
TombstoneKind = Literal["speaker", "audio"]

VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
USABLE: tuple[Verdict, ...] = ("accepted", "warned")
PURPOSES = ("transcription", "training", "evaluation", "publication")
PROVENANCES: tuple[Provenance, ...] = get_args(Provenance)
ACCENT_OUTCOMES: tuple[AccentOutcome, ...] = get_args(AccentOutcome)
ASSIGNMENT_STATES: tuple[AssignmentState, ...] = get_args(AssignmentState)
ASSIGNMENT_KINDS: tuple[AssignmentKind, ...] = get_args(AssignmentKind)
REFERENCE_METHODS: tuple[ReferenceMethod, ...] = get_args(ReferenceMethod)
WORK_KINDS: tuple[WorkKind, ...] = get_args(WorkKind)
ANY_LISTENER = ""
UNDISCLOSED = "undisclosed"
