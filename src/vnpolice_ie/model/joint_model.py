"""The joint model as a model of transformers (torch): save_pretrained, from_pretrained, AutoModel, pipeline.

Importing this module registers it with AutoConfig, AutoModel and AutoModelForTokenClassification. A folder
that `save_pretrained` writes is a model folder of the library too (`model.folder`).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from os import PathLike
from pathlib import Path
from typing import Any, Final, Self

import torch
from tokenizers import Tokenizer
from torch import Tensor
from transformers import (
    AutoConfig,
    AutoModel,
    AutoModelForTokenClassification,
    PretrainedConfig,
    PreTrainedModel,
    PreTrainedTokenizerFast,
)
from transformers.modeling_outputs import TokenClassifierOutput
from transformers.utils import cached_file

from vnpolice_ie.model.compact_tokenizer import compact_tokenizer
from vnpolice_ie.model.folder import VOCABULARY, ModelFolder, ModelSettings, seal, write_settings
from vnpolice_ie.model.hf import make_network
from vnpolice_ie.model.joins import joins_of
from vnpolice_ie.model.network import Inputs
from vnpolice_ie.model.paths import best_path, spans_of_path
from vnpolice_ie.model.piece_files import RULES_FILE, SEGMENTER_FOLDER, TOKENIZER_FILE, read_rules
from vnpolice_ie.model.subwords import PieceRules
from vnpolice_ie.model.tags import BEGIN, END, INSIDE, SINGLE
from vnpolice_ie.model.vocabulary import PAD, SPECIAL, UNKNOWN, Vocabulary
from vnpolice_ie.model.weights import read_network

MODEL_TYPE: Final = "vnpolice-joint"
_AHEAD: Final = 1e-3  # of the tag that the decoder chose before the one that is likelier by itself
_NEVER: Final = -1e4  # as good as no probability, and a number in 16 bits too


class JointConfig(PretrainedConfig):
    """Configuration of a joint model.

    Args:
        settings: what `model.json` holds (`ModelSettings.to_dict`), the feature columns as a list, for
            transformers sorts the keys of what it writes.
        special: ids that stand for no unit: those that open and close a text, and the padding.
        unknown: id that is read for one beyond the encoder's table.
        kwargs: those of every configuration of transformers.
    """

    model_type = MODEL_TYPE

    def __init__(
        self,
        settings: dict[str, Any] | None = None,
        special: list[int] | None = None,
        unknown: int = 0,
        **kwargs: Any,
    ) -> None:
        self.settings = settings or {}
        self.special = special or []
        self.unknown = unknown
        if settings:
            names = tag_names(settings["scheme"]["outer"])
            kwargs.setdefault("id2label", dict(enumerate(names)))
            kwargs.setdefault("label2id", {name: number for number, name in enumerate(names)})
        super().__init__(**kwargs)

    def model_settings(self) -> ModelSettings:
        """Return the settings of the model.

        Raises:
            ResourceError: they are of another version of the library.
        """
        where = str(getattr(self, "name_or_path", "")) or MODEL_TYPE
        features = dict(self.settings.get("features", ()))
        return ModelSettings.from_dict({**self.settings, "features": features}, where)


def tag_names(labels: Iterable[str]) -> list[str]:
    """Names of the tags that transformers' pipelines put together: O, B-ORG, I-ORG, …"""
    return ["O", *(f"{place}-{label}" for label in labels for place in "BI")]


class JointModelForTokenClassification(PreTrainedModel):
    """The joint network behind the interface of transformers.

    Its `forward` gives the tags of layer 1 for each piece: no nested spans, relations or events, and no
    features of grammar and word lists, for which the text is needed; a model that learnt with them reads
    worse so. `vnpolice_ie.load` reads everything from the same folder.
    """

    config_class = JointConfig
    base_model_prefix = "network"
    main_input_name = "input_ids"

    def __init__(self, config: JointConfig) -> None:
        super().__init__(config)
        settings = config.model_settings()
        self.network = make_network(settings.network, settings.scheme)
        self._source: Path | None = None
        self._joins: Tensor | None = None
        self.post_init()

    @classmethod
    def from_folder(cls, path: str | Path) -> Self:
        """Make the model of a model folder, as training writes it.

        `save_pretrained` into the same folder adds the files that transformers reads.

        Raises:
            ResourceError: it is no model folder, or damaged.
        """
        folder = ModelFolder.open(Path(path))
        model = cls(_config_of(folder))
        model.network = read_network(folder)
        model._attach(folder.path)
        model.eval()
        return model

    @classmethod
    def from_pretrained(cls, name: str | PathLike[str], *args: Any, **kwargs: Any) -> Self:
        """Load what `save_pretrained` wrote; the arguments are those of every model of transformers."""
        model: Self = super().from_pretrained(name, *args, **kwargs)
        file = cached_file(str(name), TOKENIZER_FILE, revision=kwargs.get("revision"))
        model._attach(Path(file).parent)
        return model

    def save_pretrained(self, save_directory: str | PathLike[str], **kwargs: Any) -> None:
        """Write a folder for `from_pretrained` and, after `vnpolice-ie export`, for `vnpolice_ie.load`.

        Args:
            save_directory: the folder; the one that the model was read from keeps its weights and graphs.
            kwargs: those of every model of transformers.
        """
        target = Path(save_directory)
        target.mkdir(parents=True, exist_ok=True)
        if self._source is not None and target.resolve() == self._source.resolve():
            self.config.save_pretrained(target)
        else:
            kwargs.setdefault("state_dict", self.network.state_dict())
            super().save_pretrained(target, **kwargs)
            if self._source is not None:
                _copy_reader(self._source, target)
            write_settings(target, self.config.model_settings())
        _write_tokenizer(target, self.config)
        seal(target)

    def forward(
        self, input_ids: Tensor, attention_mask: Tensor | None = None, **_: Any
    ) -> TokenClassifierOutput:
        """Return scores of the tags of each piece.

        Args:
            input_ids: ids of the pieces, shape [batch, pieces].
            attention_mask: 1 for pieces that are no padding, shape [batch, pieces].

        Returns:
            `logits`, log-probabilities of shape [batch, pieces, 1 + 2 · labels]. A piece that goes on with
            a unit has the tags of the piece that begins it. Outside of training, the tag of the best
            sequence of whole spans (`model.decode`) is the highest of each piece, so that what takes the
            highest tags finds the spans that the library's decoder finds.
        """
        mask = torch.ones_like(input_ids) if attention_mask is None else attention_mask
        size = self.config.settings["network"]["encoder"]["size"]
        pieces = input_ids.where(input_ids < size, self.config.unknown)
        special = torch.tensor(self.config.special, device=pieces.device)
        kept = mask.bool() & ~torch.isin(pieces, special)
        begins = kept & ~self._goes_on(pieces)
        count = begins.sum(dim=1)
        # The pieces that begin a unit, in order, then the others.
        first = begins.long().argsort(dim=1, descending=True, stable=True)[:, : max(1, int(count.max()))]
        columns = torch.tensor([0, *self.network.config.columns[:-1]], device=pieces.device).cumsum(0)
        inputs = Inputs(
            pieces=pieces,
            piece_mask=mask.bool(),
            first_piece=first,
            place=torch.zeros_like(first),
            features=columns.expand(*first.shape, -1),
            mask=torch.arange(first.shape[1], device=pieces.device) < count.unsqueeze(1),
        )
        _, outer, _ = self.network(inputs)
        unit = (begins.cumsum(dim=1) - 1).clamp(min=0)
        scores = outer.log_softmax(dim=-1)
        by_piece = scores.gather(1, unit.unsqueeze(-1).expand(-1, -1, scores.shape[-1]))
        logits = _begin_inside(by_piece, begins, kept)
        if not self.training:
            best = _best_tags(scores, count).gather(1, unit)
            # B- of a unit is I- of the pieces that go on with it.
            best = torch.where(begins | (best == 0), best, best + best % 2) * kept
            highest = logits.amax(dim=-1, keepdim=True) + _AHEAD
            chosen = best.unsqueeze(-1)
            is_highest = logits.argmax(dim=-1, keepdim=True) == chosen
            logits = logits.scatter(-1, chosen, logits.gather(-1, chosen).where(is_highest, highest))
        return TokenClassifierOutput(logits=logits)

    def _goes_on(self, pieces: Tensor) -> Tensor:
        """Whether each piece goes on with the unit of the one before it."""
        goes_on = torch.zeros_like(pieces, dtype=torch.bool)
        if self._joins is not None:
            joins = self._joins.to(pieces.device)[pieces]
            goes_on[:, 1:] = joins[:, 1:, 0] & joins[:, :-1, 1]
        return goes_on

    def _attach(self, folder: Path) -> None:
        """Remember where the reader's files lie, and which pieces go on with a unit."""
        self._source = folder
        if self.network.config.encoder.kind == "hf":
            tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
            self._joins = torch.from_numpy(joins_of(tokenizer, self.network.config.encoder.size))


def _begin_inside(scores: Tensor, begins: Tensor, kept: Tensor) -> Tensor:
    """Log-probabilities of the tags O, B-, I- of pieces from those of the tags of their units.

    Args:
        scores: of the unit of each piece, shape [batch, pieces, 1 + 4 · labels].
        begins: pieces that begin their unit, shape [batch, pieces].
        kept: pieces that are part of a unit, shape [batch, pieces].
    """
    outside, places = scores[..., :1], scores[..., 1:].reshape(*scores.shape[:-1], -1, 4)
    begin = places[..., [BEGIN, SINGLE]].logsumexp(dim=-1)
    inside = places[..., [INSIDE, END]].logsumexp(dim=-1)
    first = torch.stack([begin, inside], dim=-1).flatten(-2)
    later = torch.stack([torch.full_like(begin, _NEVER), torch.logaddexp(begin, inside)], dim=-1).flatten(-2)
    labels = first.where(begins.unsqueeze(-1), later)
    out = torch.cat([outside, labels], dim=-1)
    nothing = torch.full_like(out, _NEVER)
    nothing[..., 0] = 0.0
    return out.where(kept.unsqueeze(-1), nothing)


def _best_tags(scores: Tensor, count: Tensor) -> Tensor:
    """Tags O, B-, I- of the units on the best sequence of whole spans, shape [batch, units]."""
    tags = torch.zeros(scores.shape[:2], dtype=torch.long)
    values = scores.detach().float().cpu().numpy()
    for row, length in enumerate(count.tolist()):
        for start, end, label in spans_of_path(best_path(values[row, :length])).tolist():
            tags[row, start:end] = 2 + 2 * label
            tags[row, start] = 1 + 2 * label
    return tags.to(scores.device)


def _config_of(folder: ModelFolder) -> JointConfig:
    features = [*folder.settings.features.items()]
    settings = folder.settings.to_dict() | {"features": features, "precision": "", "exported": {}}
    if folder.settings.network.encoder.kind == "compact":
        return JointConfig(settings, [SPECIAL.index(PAD)], SPECIAL.index(UNKNOWN), dtype="float32")
    rules = read_rules(folder.path)
    special = sorted({*rules.opening, *rules.closing, rules.padding})
    return JointConfig(settings, special, rules.unknown, dtype="float32")


def _copy_reader(source: Path, target: Path) -> None:
    for name in (VOCABULARY, TOKENIZER_FILE, RULES_FILE):
        if (source / name).is_file():
            shutil.copyfile(source / name, target / name)
    if (source / SEGMENTER_FOLDER).is_dir():
        shutil.copytree(source / SEGMENTER_FOLDER, target / SEGMENTER_FOLDER, dirs_exist_ok=True)


def _write_tokenizer(folder: Path, config: JointConfig) -> None:
    """Write the tokenizer in the form that AutoTokenizer reads."""
    most = config.settings["network"]["encoder"]["max_pieces"]
    if (folder / VOCABULARY).is_file():
        entries = (folder / VOCABULARY).read_text(encoding="utf-8").split("\n")[:-1]
        tokenizer, names = compact_tokenizer(Vocabulary(entries)), {"pad_token": PAD, "unk_token": UNKNOWN}
    elif (folder / RULES_FILE).is_file():
        tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        names = _special_names(tokenizer, read_rules(folder))
    else:
        return
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=most, **names).save_pretrained(
        folder
    )


def _special_names(tokenizer: Tokenizer, rules: PieceRules) -> dict[str, str]:
    ids = {"pad_token": rules.padding, "unk_token": rules.unknown}
    if rules.opening:
        ids["cls_token"] = rules.opening[0]
    if rules.closing:
        ids["sep_token"] = rules.closing[0]
    return {name: token for name, number in ids.items() if (token := tokenizer.id_to_token(number))}


AutoConfig.register(MODEL_TYPE, JointConfig)
AutoModel.register(JointConfig, JointModelForTokenClassification)
AutoModelForTokenClassification.register(JointConfig, JointModelForTokenClassification)
