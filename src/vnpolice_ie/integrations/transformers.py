"""transformers: a pipeline of our task, which runs without downloads.

from vnpolice_ie.integrations.transformers import pipeline
extract = pipeline("rules")

transformers has a function of that name too. Once this module is imported it knows the task, so
`transformers.pipeline("police-information-extraction")` works; but a string that it gets for `model` and that
is no folder it takes for one of a hub.

The model of transformers behind it holds no weights of its own: it is a name by which `vnpolice_ie.load`
finds the rules and the network, which ONNX Runtime runs on the CPU.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from os import PathLike
from pathlib import Path
from typing import Any, Final, Self

from vnpolice_ie.errors import InputError
from vnpolice_ie.extras import require
from vnpolice_ie.integrations.shared import Recipe, model_files, write_model
from vnpolice_ie.pipeline import Pipeline as Reader
from vnpolice_ie.streaming import Failure, Item, batched
from vnpolice_ie.types import Doc

require("train", "transformers", "torch")

import torch  # noqa: E402
import transformers  # noqa: E402
from transformers import AutoConfig, Pipeline, PretrainedConfig, PreTrainedModel  # noqa: E402
from transformers.pipelines import PIPELINE_REGISTRY  # noqa: E402
from transformers.utils import CONFIG_NAME  # noqa: E402

TASK: Final = "police-information-extraction"
BATCH: Final = 32
_MODEL_TYPE: Final = "vnpolice-facts"
_DEFAULT: Final = Path(__file__).with_name("transformers_default")
_READER: Final = "reader"


class FactsConfig(PretrainedConfig):
    """What reads.

    Args:
        reader: what `vnpolice_ie.load` takes, as a string.
        min_score: what has a lower score is left out.
        kwargs: those of every configuration of transformers.
    """

    model_type = _MODEL_TYPE

    def __init__(self, reader: str | None = None, min_score: float = 0.0, **kwargs: Any) -> None:
        self.reader = reader
        self.min_score = min_score
        super().__init__(**kwargs)


class FactsModel(PreTrainedModel):
    """Stands for one of our pipelines where transformers wants a model."""

    config_class = FactsConfig

    def __init__(self, config: FactsConfig) -> None:
        super().__init__(config)
        self.recipe = Recipe.of(config.reader, config.min_score)
        self.anchor = torch.nn.Parameter(torch.zeros(0), requires_grad=False)  # tells the device

    @classmethod
    def of(cls, model: str | Path | Reader | None = None, *, min_score: float = 0.0) -> Self:
        """Make it of what `vnpolice_ie.load` takes, of a pipeline that it made, or of what was saved.

        Args:
            model: such a one; a pipeline and what `save_pretrained` wrote have a `min_score` of their own.
            min_score: what has a lower score is left out.

        Raises:
            InputError, ResourceError: as of `load`.
        """
        if isinstance(model, (str, Path)) and _is_saved(Path(model)):
            return cls.from_pretrained(model)
        recipe = Recipe.of(model, min_score)
        return cls(FactsConfig(recipe.model, recipe.min_score))

    @classmethod
    def from_pretrained(cls, folder: str | PathLike[str], *args: Any, **kwargs: Any) -> Self:
        """Read what `save_pretrained` wrote."""
        config = FactsConfig.from_pretrained(folder)
        if (Path(folder) / _READER).is_dir():
            config.reader = str(Path(folder) / _READER)
        return cls(config)

    def save_pretrained(self, folder: str | PathLike[str], *args: Any, **kwargs: Any) -> None:
        """Write the configuration and, of a model folder, a copy of it: the whole can be moved."""
        self.config.save_pretrained(folder)
        write_model(model_files(self.recipe.model), Path(folder) / _READER)

    def forward(self, items: list[Item]) -> list[Doc | Failure]:
        """Read documents."""
        return self.recipe.pipeline().read_batch(0, items)


class FactsPipeline(Pipeline):
    """Texts in, facts out.

    `pipe(text)` gives a dict: `entities` as the aggregated dicts of token classification (`entity_group`,
    `score`, `word`, `start`, `end`) with `id` and, of dates, `normalized`; `relations`, `events`,
    `references` and `people` as in the output format, which name entities by their ids. A list gives a list;
    a generator or a dataset gives an iterator. `batch_size` documents are read together; `num_workers` has no
    effect.

    A text among several that cannot be read gives empty lists and its reason under `error`; a single one
    raises.

    Args:
        inputs: a text, a mapping with `text` (and `id`, `date`), or several of these.
        date: the dateline of those that give none.
        facts: False gives the list of entities alone, as token classification does.
    """

    _load_tokenizer = _load_processor = _load_image_processor = False
    _load_video_processor = _load_feature_extractor = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("batch_size", BATCH)
        super().__init__(*args, **kwargs)

    def __call__(self, inputs: Any, **kwargs: Any) -> Any:
        """Read what the class says.

        Raises:
            InputError: a single text cannot be read, or one of several where `facts` is False.
        """
        return [] if inputs == [] else super().__call__(inputs, **kwargs)

    def save_pretrained(self, save_directory: str | PathLike[str], **kwargs: Any) -> None:
        """Write a folder for `pipeline(task, model=folder)`; no code goes with it."""
        self.model.save_pretrained(save_directory)

    def _sanitize_parameters(self, **given: Any) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
        unknown = given.keys() - {"date", "facts"}
        if unknown:
            raise InputError(
                f"there is no parameter {min(unknown)!r}", remedy="The parameters are date and facts"
            )
        before = {"date": given["date"]} if "date" in given else {}
        return before, {}, {"facts": given["facts"]} if "facts" in given else {}

    def preprocess(self, input_: Any, date: Any = None) -> Item:
        """Bring an input into the form that pipelines of ours take."""
        given = input_ if isinstance(input_, dict) else {"text": input_}
        return {"id": "", **given, "date": given.get("date") or date}

    def _forward(self, input_tensors: Item) -> Doc:
        (found,) = self.model([input_tensors])
        if isinstance(found, Failure):
            raise found.error
        doc: Doc = found
        return doc

    def postprocess(self, model_outputs: Doc | Failure, facts: bool = True) -> Any:
        """Bring a reading into plain dicts and lists."""
        if isinstance(model_outputs, Failure):
            if not facts:
                raise model_outputs.error
            empty = Doc(model_outputs.id, "")
            return {**self.postprocess(empty), "error": str(model_outputs)}
        record = dict(model_outputs.to_dict())
        entities = [
            {"entity_group": m.tag, "score": m.score, "word": m.text}
            | {"start": m.start, "end": m.end, "id": m.id}
            | ({"normalized": m.normalized} if m.label == "DATE" else {})
            for m in model_outputs.entities
        ]
        rest = ("relations", "events", "references", "people")
        return {"entities": entities} | {part: record[part] for part in rest} if facts else entities

    def get_iterator(  # noqa: PLR0917  (theirs)
        self,
        inputs: Iterable[Any],
        num_workers: int,
        batch_size: int,
        preprocess_params: dict[str, Any],
        forward_params: dict[str, Any],
        postprocess_params: dict[str, Any],
    ) -> Iterator[Any]:
        """Read several texts, batch after batch: ours are no tensors, so no loader stacks them."""
        for _, some in batched(inputs, batch_size):
            yield from self._read(some, preprocess_params, postprocess_params)

    def _read(self, some: list[Any], before: dict[str, Any], after: dict[str, Any]) -> Iterator[Any]:
        for found in self.model([self.preprocess(one, **before) for one in some]):
            yield self.postprocess(found, **after)


def pipeline(
    model: str | Path | Reader | None = None, *, min_score: float = 0.0, **settings: Any
) -> FactsPipeline:
    """Return the pipeline of transformers for one of ours.

    Args:
        model, min_score: what `FactsModel.of` takes; by default the shipped model.
        settings: those of every pipeline of transformers, such as `batch_size`.

    Raises:
        InputError, ResourceError: as of `vnpolice_ie.load`.
    """
    made: FactsPipeline = transformers.pipeline(
        TASK, model=FactsModel.of(model, min_score=min_score), **settings
    )
    return made


def _is_saved(folder: Path) -> bool:
    """Tell what `FactsModel.save_pretrained` wrote."""
    file = folder / CONFIG_NAME
    return file.is_file() and bool(FactsConfig.get_config_dict(folder)[0].get("model_type") == _MODEL_TYPE)


AutoConfig.register(_MODEL_TYPE, FactsConfig, exist_ok=True)
if TASK not in PIPELINE_REGISTRY.get_supported_tasks():
    PIPELINE_REGISTRY.register_pipeline(
        TASK, pipeline_class=FactsPipeline, pt_model=FactsModel, default={"model": (str(_DEFAULT), None)}
    )
