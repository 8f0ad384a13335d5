"""The configuration of a training run: typed, frozen, every key described where it is defined.

`config_file` reads it from YAML; `config_schema` gives the JSON Schema for editors. Units are the syllables
and signs that a model labels (`model.units`); pieces are what its encoder reads: the same units for a compact
one, subwords for a Hugging Face one.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from vnpolice_ie.io.annotated import Format

Share = Annotated[float, Field(ge=0, le=1)]
Dropout = Annotated[float, Field(ge=0, lt=1)]
Weight = Annotated[float, Field(ge=0)]
Rate = Annotated[float, Field(gt=0, le=1)]
Count = Annotated[int, Field(ge=1)]


def _fault(key: str, what: str) -> PydanticCustomError:
    """Return the error for a value that does not fit the others of its section."""
    return PydanticCustomError("unfit", "{what}", {"key": key, "what": what})


def _as_tuple(value: object) -> object:
    if isinstance(value, str):
        return (value,)
    return tuple(value) if isinstance(value, list) else value


_PATH = {"type": "string", "format": "path"}

Paths = Annotated[
    tuple[Path, ...],
    BeforeValidator(_as_tuple),
    WithJsonSchema({"anyOf": [_PATH, {"type": "array", "items": _PATH}]}),
]


class Section(BaseModel):
    """A part of the configuration: unknown keys are refused, values do not change."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        use_attribute_docstrings=True,
        allow_inf_nan=False,
    )


class DataConfig(Section):
    """Annotated documents, and what of their annotation is learnt."""

    train: Annotated[Paths, Field(min_length=1)]
    """Files or folders to learn from. Paths are relative to the folder that the command runs in."""
    dev: Paths = ()
    """Files or folders to choose by: early stopping and the figures of the run."""
    test: Paths = ()
    """Files or folders that are scored once, at the end."""
    dev_share: Annotated[float, Field(gt=0, lt=1)] = 0.1
    """Share of the training documents that is set aside, by the seed, where `dev` is empty."""
    format: Literal["auto", Format] = "auto"
    """Form of the files; `auto` tells it from their endings and content."""
    labels: Literal["schema"] | tuple[str, ...] = "schema"
    """`schema` for the library's own annotation scheme; a list names the labels of another one, and any other
    label in the data is an error. An empty list takes what the data hold."""
    nesting: bool = True
    """Learn spans inside spans with a second tag layer."""
    links: bool = True
    """Learn relations and the arguments of events with the pair head."""


class CompactEncoder(Section):
    """The library's own small encoder: a table of syllables, from word vectors or from random numbers."""

    kind: Literal["compact"] = "compact"
    """`compact`."""
    width: Annotated[int, Field(ge=4, le=2048)] = 192
    """Numbers that stand for a syllable; with `vectors`, what those have."""
    vectors: Path | None = None
    """Word vectors to begin with (safetensors, made by `training/make_model.py`)."""
    vocabulary: Path | None = None
    """The vocabulary of vectors or pretrained weights, one entry a line; without it one is made from the
    training texts."""
    min_count: Count = 2
    """How often a syllable must stand in the training texts to enter a vocabulary that is made from them."""
    pretrained: Path | None = None
    """Weights to begin with (safetensors), from `pretrain`, of a run or of a model folder; width and mixer as
    there. Heads are taken too where they are of the same size."""
    extend: bool = False
    """Add to a given vocabulary what the training texts have `min_count` times and it lacks."""
    frozen: bool = False
    """Leave the table as it is."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.vectors or self.pretrained) and self.vocabulary is None:
            raise _fault(
                "vocabulary", "vectors and pretrained weights need the vocabulary that they were made with"
            )
        return self


class LoraConfig(Section):
    """Low-rank adapters (peft): the encoder's own weights stay as they are."""

    r: Annotated[int, Field(ge=1, le=1024)] = 16
    """Rank of the adapters."""
    alpha: Annotated[float, Field(gt=0)] = 32.0
    """Scale of the adapters; it is divided by the rank."""
    dropout: Dropout = 0.05
    """Dropout before the adapters."""
    targets: tuple[str, ...] = ()
    """Names of the linear layers that get adapters, as `query`; empty for those that peft takes by itself."""


class HfEncoder(Section):
    """An encoder of the Hugging Face hub or of a folder: PhoBERT, XLM-R, any AutoModel."""

    kind: Literal["hf"]
    """`hf`."""
    name: Annotated[str, Field(min_length=1)]
    """Name on the hub, as vinai/phobert-base, or a folder."""
    frozen: bool = False
    """Train the heads only."""
    lora: LoraConfig | None = None
    """Train low-rank adapters instead of the encoder's weights."""
    segmenter: Literal["auto", "none", "rdr", "pyvi", "underthesea"] = "auto"
    """Who joins syllables into words; `auto` does so for the encoders that need it (PhoBERT)."""
    segmenter_folder: Path | None = None
    """For `rdr`: the folder with RDRSegmenter's rule files."""
    layer_decay: Rate = 1.0
    """Each layer learns at the rate of the one above times this; 1 for one rate."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.frozen and self.lora:
            raise _fault("frozen", "a frozen encoder has no adapters; leave out one of frozen and lora")
        if self.segmenter == "rdr" and self.segmenter_folder is None:
            raise _fault("segmenter", "rdr needs the folder of its rule files in segmenter_folder")
        return self


class MixerConfig(Section):
    """The layers between the encoder, whose vectors the features join, and the heads."""

    kind: Literal["conv", "gru", "transformer"] = "conv"
    """Gated convolutions, bidirectional gated recurrent units, or transformer layers."""
    layers: Annotated[int, Field(ge=0, le=48)] | None = None
    """How many; by default 5 on a compact encoder and none on a Hugging Face one."""
    width: Annotated[int, Field(ge=8, le=2048)] = 256
    """Numbers that stand for a unit between the layers."""
    kernel: Annotated[int, Field(ge=1, le=31)] = 3
    """Units that a convolution sees at once; odd. Only for `conv`."""
    dilations: Annotated[tuple[Count, ...], Field(min_length=1)] = (1, 2, 4, 8, 1)
    """Steps between these units, layer by layer, repeated as needed. Only for `conv`."""
    heads: Annotated[int, Field(ge=1, le=64)] = 4
    """Attention heads; they divide the width. Only for `transformer`."""
    dropout: Dropout = 0.2
    """Share of the numbers that is dropped in training, here and in the heads."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.kind == "conv" and self.kernel % 2 == 0:
            raise _fault("kernel", "it must be odd, so that a unit stands in the middle")
        if self.kind == "transformer" and self.width % self.heads:
            raise _fault("heads", f"they must divide the width of {self.width}")
        if self.kind == "gru" and self.width % 2:
            raise _fault("width", "it must be even, for the two directions of a gru")
        return self


class FeatureConfig(Section):
    """What grammar, word lists and rules say of each unit, as small embeddings beside the words."""

    use: bool = True
    """Whether the network reads them."""
    width: Annotated[int, Field(ge=4, le=512)] = 64
    """Numbers of their common embedding."""
    hidden: Share = 0.25
    """Share of the windows that are read without the rules' findings in training; the rules are more often
    right on the documents that they were written from than on others."""
    dropped: Share = 0.12
    """Share of the rules' spans and links that are left out in the other windows."""
    changed: Share = 0.08
    """Share of the rules' spans that get another edge or label there."""


class HeadConfig(Section):
    """The heads: two tag layers and the scorer of pairs."""

    pair_width: Annotated[int, Field(ge=4, le=1024)] = 128
    """Numbers that stand for a span in the pair scorer."""
    rule_links: bool = True
    """Whether the pair scorer is told what the rules linked."""
    max_distance: Count = 160
    """Units between two spans, at most, for them to be scored as a pair."""
    span_weight: Weight = 1.0
    """Weight of the tag layers in the loss."""
    pair_weight: Weight = 1.0
    """Weight of the pairs in the loss."""


class WindowConfig(Section):
    """How long documents are cut: into windows that overlap, each unit scored where it has most context."""

    size: Annotated[int, Field(ge=16, le=8192)] | None = None
    """Pieces in a window; by default 512, or what a Hugging Face encoder takes, and never more than that."""
    overlap: Annotated[float, Field(ge=0, le=0.9)] = 0.25
    """Share of a window that the next one reads again (1 less the stride)."""


class OptimisationConfig(Section):
    """How the weights are found."""

    epochs: Annotated[int, Field(ge=1, le=10_000)] = 30
    """Passes over the training documents, at most."""
    batch_tokens: Count = 4096
    """Units in a batch, padding counted; windows of like length come together."""
    lr: Rate = 1e-3
    """Learning rate of the encoder; of a mixer that comes pretrained with it too."""
    head_lr: Rate | None = None
    """Learning rate of features, heads and a mixer that begins anew; `lr` without it."""
    warmup: Share = 0.05
    """Share of the steps in which the rate rises; then it falls to 0."""
    weight_decay: Weight = 0.01
    """Weight decay (AdamW)."""
    ema: Annotated[float, Field(ge=0, lt=1)] = 0.0
    """Decay of the moving average of the weights that is scored and kept; 0 for none."""
    label_smoothing: Annotated[float, Field(ge=0, lt=0.5)] = 0.0
    """Share of the probability that is given to all tags alike."""
    clip: Annotated[float, Field(gt=0)] = 1.0
    """Greatest norm of the gradient."""
    oversample: Annotated[float, Field(ge=0, le=1)] = 0.0
    """How much more often windows with rare labels come: 0 not at all, 1 as if their labels were not rare."""
    class_weights: Share = 0.0
    """How much more rare tags weigh in the loss: 0 not at all, 1 in inverse proportion to their frequency."""
    precision: Literal["auto", "fp32", "bf16"] = "auto"
    """Numbers in training; `auto` takes bf16 on a GPU that has it, else fp32."""
    seed: Annotated[int, Field(ge=0, le=2**32 - 1)] = 1
    """Seed of all that is random. Same seed, same machine: same weights."""
    deterministic: bool = True
    """Use only operations that give the same result each time."""


class StoppingConfig(Section):
    """When to stop before the last epoch."""

    metric: Literal["entities", "relations", "arguments", "mean"] = "mean"
    """F1 on the development documents that counts; `mean` is the mean of those that the data have."""
    patience: Annotated[int, Field(ge=0)] = 6
    """Evaluations without a better figure before it stops; 0 never stops early."""
    evaluate_every: Count = 1
    """Epochs between evaluations."""


class CheckpointConfig(Section):
    """Checkpoints to resume from."""

    every: Count = 1
    """Epochs between checkpoints."""
    keep: Count = 1
    """How many of the last ones are kept."""


class TrainingConfig(Section):
    """Configuration of `vnpolice-ie train`."""

    output: Path
    """Folder of the run: configuration, checkpoints, curves, figures, the model."""
    data: DataConfig
    encoder: Annotated[CompactEncoder | HfEncoder, Field(discriminator="kind")] = CompactEncoder()
    features: FeatureConfig = FeatureConfig()
    mixer: MixerConfig = MixerConfig()
    heads: HeadConfig = HeadConfig()
    window: WindowConfig = WindowConfig()
    optimisation: OptimisationConfig = OptimisationConfig()
    stopping: StoppingConfig = StoppingConfig()
    checkpoint: CheckpointConfig = CheckpointConfig()


def config_schema() -> dict[str, Any]:
    """Return the JSON Schema of the configuration, for editors."""
    schema = TrainingConfig.model_json_schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "vnpolice-ie train, configuration",
        **{key: value for key, value in schema.items() if key != "title"},
    }
