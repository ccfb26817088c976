"""isogloss.toml, read once and passed down: every limit and choice of a campaign, with its default.

Sections of the file are the fields of `Settings`; an unknown key is an error, because a
misspelled limit that is ignored in silence decides whose voice is kept.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Section(BaseModel):
    """A part of the settings: frozen, and closed to unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class CampaignSettings(Section):
    """What is collected, in which language, and for which accents."""

    name: str = "default"
    language: str = Field(default="en", min_length=2, description="BCP-47")
    target_accents: tuple[str, ...] = ()
    expected_speakers: dict[str, float] = Field(
        default_factory=dict, description="accent slug -> share wanted; empty: CLDR population"
    )


class AudioLimits(Section):
    """Limits of the audio checks; `warn_` limits let an utterance in with a remark.

    Durations in seconds, levels in decibels, bandwidth in hertz, shares as fractions.
    The lower limit is 0.1 s because a limit of 0.3 s throws out 28 of 50 digits of one real
    speaker and none of another.
    """

    min_duration_s: float = Field(default=0.1, gt=0)
    warn_min_duration_s: float = Field(default=0.3, ge=0)
    max_duration_s: float = Field(default=30.0, gt=0, le=3600)
    hard_max_duration_s: float = Field(
        default=60.0, gt=0, le=3600, description="declared length beyond which nothing is decoded"
    )
    max_channels: int = Field(default=2, ge=1, le=8)
    min_sample_rate_hz: int = Field(default=4_000, ge=1)
    max_sample_rate_hz: int = Field(default=192_000, le=768_000)
    min_speech_ratio: float = Field(default=0.2, ge=0, le=1)
    min_snr_db: float = 5.0
    warn_snr_db: float = 15.0
    max_clipped_ratio: float = Field(default=0.01, ge=0, le=1)
    warn_bandwidth_hz: float = Field(default=3_400.0, ge=0)
    silent_peak: float = Field(default=0.001, ge=0, description="peak below which all is silence")


class ConsentSettings(Section):
    """What speakers are asked to allow, and for how long their data are kept."""

    text_version: str = "1"
    text_language: str = "en"
    text_sha256: str = ""
    retention_days: int = Field(default=730, ge=1)
    accept_minors_with_guardian: bool = False
    consent_for_release: tuple[str, ...] = Field(
        default=(), description="what speakers of a published release are taken to have allowed"
    )
    covers_outside_recogniser: bool = Field(
        default=False, description="the consent text allows audio to leave for a recogniser"
    )


class AsrSettings(Section):
    """The recogniser: faster-whisper by name or path, or any command that prints JSON lines."""

    engine: Literal["faster-whisper", "command"] = "faster-whisper"
    model: str = "tiny.en"
    model_sha256: str = Field(default="", description="empty: checked where the package is known")
    command: tuple[str, ...] = ()
    leaves_machine: bool = Field(
        default=False, description="the command sends audio elsewhere; the consent must cover it"
    )
    hear_refused: bool = Field(
        default=False,
        description="recordings that a sound check refused are recognised too, only so that the "
        "report can tell how its gaps would stand with them in",
    )
    beam_size: int = Field(default=1, ge=1, le=10)
    batch_utterances: int = Field(default=32, ge=1, le=512)
    threads: int = Field(default=0, ge=0, description="0: as many as cores")


class ReviewSettings(Section):
    """How people's work is handed out, shown and merged.

    Distances are edit distances in words over the words of the longer text, from 0 to 1.
    """

    language: Literal["en", "fr"] = Field(default="en", description="of the corrector's screen")
    lease_minutes: float = Field(default=30.0, gt=0)
    listeners: int = Field(default=2, ge=1, le=7, description="to begin with")
    most_listeners: int = Field(default=5, ge=1, le=7)
    agree_within: float = Field(
        default=0.1, ge=0, le=1, description="two texts this near are enough"
    )
    random_share: float = Field(
        default=0.2, ge=0, le=1, description="taken in any order, so that no group is judged on "
        "its hard clips alone",
    )  # fmt: skip
    blind_share: float = Field(default=0.1, ge=0, le=1, description="shown without a hypothesis")
    planted_share: float = Field(
        default=0.02, ge=0, le=0.2, description="shown with a wrong word on purpose"
    )
    gold_share: float = Field(default=0.05, ge=0, le=0.5)
    gold_within: float = Field(default=0.15, ge=0, le=1)
    requeue_below_skill: float = Field(
        default=0.5, ge=0, le=1, description="work of who is surely below is heard once more"
    )
    too_fast_ratio: float = Field(
        default=0.8, ge=0, description="accepted unchanged in less than this share of its length"
    )
    idle_after_s: float = Field(
        default=30.0, gt=0, description="a longer pause, beside the recording's length, is no work"
    )
    doubtful_below: float = Field(default=0.6, ge=0, le=1, description="word probability")
    prompt_is_reference: bool = False
    harmful_words: dict[str, tuple[str, ...]] = Field(
        default_factory=dict,
        description="language -> words whose mishearing harms, beside the built-in lists",
    )
    built_in_harmful_words: bool = True
    keys: dict[str, str] = Field(
        default_factory=dict, description="what is done -> key, for the full screen"
    )


class PaySettings(Section):
    """What work pays, and what an hour of it must come to.

    Amounts are in units of the currency (12.5 is twelve and a half).
    """

    currency: str = Field(default="EUR", pattern=r"^[A-Z]{3}$")
    per_item: float = Field(default=0.0, ge=0)
    per_audio_minute: float = Field(default=0.0, ge=0)
    skip_is_paid: bool = True
    hourly_floor: dict[str, float] = Field(
        default_factory=dict,
        description='ISO 3166 region of the worker -> least hourly rate; "" is anywhere else',
    )
    min_cell: int = Field(default=3, ge=2, description="fewer workers in a cell are folded")


class ReportSettings(Section):
    """What the report counts, compares and withholds."""

    system: str = Field(
        default="", description="engine, model or engine/model; empty: the one with most hypotheses"
    )
    policy: str = "basic-1"
    second_policy: str = Field(
        default="",
        description="a policy to set beside it; empty: the language's own, such as english-1",
    )
    alternatives: str = Field(
        default="", description="a table of spellings that count as equal (GLM), in the workspace"
    )
    against: str = "rest"
    min_speakers: int = Field(default=10, ge=2)
    min_effective_speakers: float = Field(default=5.0, ge=1)
    fold_small_groups: bool = Field(
        default=False,
        description="before publishing: groups below min_speakers are counted under 'other'",
    )
    worst_utterances: int = Field(default=20, ge=0, le=200)
    include_inferred_accents: bool = False
    random_intercept: bool = Field(
        default=False,
        description="beside gaps at equal covariates, those of a model in which each speaker has "
        "an intercept; they decide no verdict",
    )
    notes: tuple[str, ...] = Field(
        default=(), description="what a reader must know first, such as that voices are synthetic"
    )
    language: Literal["en", "fr"] = "en"


class ScheduleSettings(Section):
    """When `isogloss serve` runs the nightly flow; a deployment has its cron in prefect.yaml."""

    cron: str = "0 2 * * *"
    timezone: str = "UTC"
    inbox: str = "inbox"


class FlowSettings(Section):
    """How flows run: threads in this process, or an existing Dask cluster."""

    runner: Literal["threads", "dask"] = "threads"
    dask_address: str = ""
    workers: int = Field(
        default=1,
        ge=1,
        le=64,
        description="batches under way at once; threads wait for one another in Python, so more "
        "pays with Dask, and with recordings of many seconds",
    )
    check_batch: int = Field(default=500, ge=1, le=5000)


class StoreSettings(Section):
    """Where the database and the audio are; empty means inside the workspace."""

    url: str = ""
    audio_url: str = ""


class Settings(Section):
    """All settings of one workspace."""

    campaign: CampaignSettings = CampaignSettings()
    audio: AudioLimits = AudioLimits()
    consent: ConsentSettings = ConsentSettings()
    asr: AsrSettings = AsrSettings()
    review: ReviewSettings = ReviewSettings()
    pay: PaySettings = PaySettings()
    report: ReportSettings = ReportSettings()
    schedule: ScheduleSettings = ScheduleSettings()
    flows: FlowSettings = FlowSettings()
    store: StoreSettings = StoreSettings()
