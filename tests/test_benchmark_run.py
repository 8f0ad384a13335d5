"""A benchmark from end to end: recipe, seeds that are kept, figures beside published ones."""

import json

import pytest
import torch
import yaml
from safetensors.torch import load_file
from typer.testing import CliRunner

from vnpolice_ie.cli import app
from vnpolice_ie.errors import InputError
from vnpolice_ie.model import config as sizes
from vnpolice_ie.model.assembly import shipped_encoder
from vnpolice_ie.model.folder import (
    VOCABULARY,
    WEIGHTS,
    ModelSettings,
    write_files,
    write_settings,
    write_vocabulary,
)
from vnpolice_ie.model.vocabulary import SPECIAL
from vnpolice_ie.text.source import SourceText
from vnpolice_ie.training.benchmark.adaptation import adapt_encoder, can_adapt
from vnpolice_ie.training.benchmark.published import published
from vnpolice_ie.training.benchmark.recipe import encoder_name, write_recipe
from vnpolice_ie.training.benchmark.run import run_benchmark
from vnpolice_ie.training.benchmark.sets import BENCHMARKS, read_set
from vnpolice_ie.training.config import CompactEncoder, HfEncoder
from vnpolice_ie.training.encoder_run import EncoderWatcher
from vnpolice_ie.training.pretraining import PRETRAINED
from vnpolice_ie.types import Doc, Mention

SENTENCES = [
    (["Anh", "Lê", "Tý", "về", "Bình", "Sơn", "."], ["O", "B-NAME", "I-NAME", "O", "B-LOC", "I-LOC", "O"]),
    (["Chị", "Hoa", "ở", "Tân", "Hà", "."], ["O", "B-NAME", "O", "B-LOC", "I-LOC", "O"]),
    (["Bà", "Mai", "rời", "Vạn", "Lộc", "."], ["O", "B-NAME", "O", "B-LOC", "I-LOC", "O"]),
    (["Không", "ai", "vắng", "."], ["O", "O", "O", "O"]),
    (
        ["Ông", "Phúc", "và", "Hoa", "đến", "Bình", "Sơn"],
        ["O", "B-NAME", "O", "B-NAME", "O", "B-LOC", "I-LOC"],
    ),
]


@pytest.fixture
def folder(tmp_path):
    lines = "".join(json.dumps({"words": words, "tags": tags}) + "\n" for words, tags in SENTENCES)
    for split, times in (("train", 2), ("dev", 1), ("test", 1)):
        (tmp_path / "set").mkdir(exist_ok=True)
        (tmp_path / "set" / f"{split}_syllable.json").write_text(lines * times, encoding="utf-8")
    return tmp_path / "set"


@pytest.fixture
def found(folder):
    return read_set("phoner", folder)


class Trainer:
    """Stands for a training; what it gives back finds all but every n-th span, n being the seed plus one."""

    def __init__(self, found, stop_at=None):
        self.gold = {s.document.id: s.document for s in found.parts["test"]}
        self.seeds = []
        self.stop_at = stop_at

    def __call__(self, config):
        seed = config.optimisation.seed
        if seed == self.stop_at:
            raise KeyboardInterrupt
        self.seeds.append(seed)

        def read(texts):
            docs, count = [], 0
            for name, text in texts:
                assert self.gold[name].text == text
                mentions = []
                for mark in self.gold[name].marks:
                    count += 1
                    if count % (seed + 1):
                        mentions.append(
                            Mention(mark.start, mark.end, f"T{mark.number}", mark.label, mark.text)
                        )
                docs.append(Doc(name, text, tuple(mentions)))
            return docs

        return read


class TestSeeds:
    def test_each_seed_is_trained_and_scored(self, found, tmp_path):
        trainer = Trainer(found)
        result = run_benchmark(found, "compact", out=tmp_path / "out", seeds=[1, 2], train=trainer)
        assert trainer.seeds == [1, 2]
        recalls = [run["levels"][0]["ALL"]["r"] for run in result.runs]
        assert recalls == [5 / 9, 6 / 9]
        assert [run["levels"][0]["ALL"]["p"] for run in result.runs] == [1, 1]
        figures = [2 * r / (1 + r) for r in recalls]
        assert result.f1 == pytest.approx(sum(figures) / 2)
        assert result.spread == pytest.approx(abs(figures[0] - figures[1]) / 2**0.5)

    def test_finished_seeds_are_kept(self, found, tmp_path):
        first = run_benchmark(found, "compact", out=tmp_path / "out", seeds=[1, 2], train=Trainer(found))
        again = Trainer(found)
        second = run_benchmark(found, "compact", out=tmp_path / "out", seeds=[1, 2, 3], train=again)
        assert again.seeds == [3]
        assert second.runs[:2] == first.runs

    def test_after_an_interruption_the_rest_is_done(self, found, tmp_path):
        with pytest.raises(KeyboardInterrupt):
            run_benchmark(
                found, "compact", out=tmp_path / "out", seeds=[1, 2], train=Trainer(found, stop_at=2)
            )
        again = Trainer(found)
        run_benchmark(found, "compact", out=tmp_path / "out", seeds=[1, 2], train=again)
        assert again.seeds == [2]

    def test_a_pretrained_encoder_reads_the_training_texts_once_for_all_seeds(self, found, tmp_path):
        seen, begun = [], []

        def adapt(config, texts, folder, passes):
            assert passes == 3
            seen.append([json.loads(line)["text"] for line in texts.read_text(encoding="utf-8").splitlines()])
            folder.mkdir()
            weights = folder / PRETRAINED
            weights.touch()
            return weights

        def train(config):
            begun.append(config.encoder.pretrained)
            return Trainer(found)(config)

        options = {"out": tmp_path / "out", "train": train, "adapt": adapt, "passes": 3}
        run_benchmark(found, "compact", seeds=[1, 2], **options)
        assert seen == [[sample.document.text for sample in found.parts["train"]]]
        assert begun == [tmp_path / "out" / "adapted-3" / PRETRAINED] * 2
        run_benchmark(found, "compact", seeds=[1, 2], **options)
        assert (len(seen), len(begun)) == (1, 2), "all figures were there"
        for other in (0, 4):
            with pytest.raises(InputError, match="another configuration"):
                run_benchmark(found, "compact", seeds=[1, 2], **{**options, "passes": other})

    def test_an_encoder_from_random_numbers_has_nothing_to_adapt(self, found, tmp_path):
        def adapt(config, texts, folder, passes):
            raise AssertionError

        options = {"out": tmp_path / "out", "train": Trainer(found), "adapt": adapt, "passes": 3}
        run_benchmark(found, "random", seeds=[1], **options)

    @pytest.mark.parametrize("change", ["configuration", "texts"])
    def test_figures_of_something_else_are_not_taken(self, found, folder, tmp_path, change):
        run_benchmark(found, "compact", out=tmp_path / "out", seeds=[1], train=Trainer(found))
        overrides = ["optimisation.lr=0.1"] if change == "configuration" else []
        if change == "texts":
            path = folder / "test_syllable.json"
            path.write_text(path.read_text(encoding="utf-8") * 2, encoding="utf-8")
            found = read_set("phoner", folder)
        trainer = Trainer(found)
        with pytest.raises(
            InputError, match=r"seed-1\.json: the figures are of another configuration or of other texts"
        ):
            run_benchmark(
                found, "compact", out=tmp_path / "out", seeds=[1], train=trainer, overrides=overrides
            )
        assert trainer.seeds == []

    def test_a_training_on_other_texts_is_not_gone_on_with(self, found, folder, tmp_path):
        with pytest.raises(KeyboardInterrupt):
            run_benchmark(found, "compact", out=tmp_path / "out", seeds=[1], train=Trainer(found, stop_at=1))
        path = folder / "train_syllable.json"
        path.write_text(path.read_text(encoding="utf-8") * 2, encoding="utf-8")
        found, trainer = read_set("phoner", folder), Trainer(found)
        with pytest.raises(InputError, match=r"train\.jsonl: the folder holds trainings on other texts"):
            run_benchmark(found, "compact", out=tmp_path / "out", seeds=[1], train=trainer)
        assert trainer.seeds == []

    def test_a_broken_file_of_figures_is_named(self, found, tmp_path):
        out = tmp_path / "out"
        run_benchmark(found, "compact", out=out, seeds=[1], train=Trainer(found))
        (out / "seed-1.json").write_text("[]", encoding="utf-8")
        with pytest.raises(InputError, match=r"seed-1\.json: the file holds no figures\. Remove it"):
            run_benchmark(found, "compact", out=out, seeds=[1], train=Trainer(found))

    def test_all_figures_are_written(self, found, tmp_path):
        result = run_benchmark(found, "compact", out=tmp_path / "out", seeds=[1], train=Trainer(found))
        record = json.loads((tmp_path / "out" / "benchmark.json").read_text(encoding="utf-8"))
        assert record == json.loads(json.dumps(result.to_dict()))
        assert record["texts"] == {"train": 10, "dev": 5, "test": 5}
        assert (record["measure"], record["spread"]) == ("level 1", None)
        assert {row["model"] for row in record["published"]} >= {"PhoBERT base", "BiLSTM-CRF"}


class TestRecipe:
    def write(self, found, tmp_path, encoder="random", **options):
        data = {split: tmp_path / f"{split}.jsonl" for split in ("train", "dev")}
        for path in data.values():
            path.touch()
        return write_recipe(found, encoder, data=data, run=tmp_path / "out" / "seed-7", seed=7, **options)

    def test_the_file_is_what_train_takes(self, found, tmp_path):
        config = self.write(found, tmp_path)
        record = yaml.safe_load((tmp_path / "out" / "seed-7.yaml").read_text(encoding="utf-8"))
        assert record["data"]["labels"] == ["LOC", "NAME"]
        assert config.data.labels == ("LOC", "NAME")
        assert (config.data.nesting, config.data.links) == (False, False)
        assert config.optimisation.seed == 7
        assert isinstance(config.encoder, CompactEncoder)

    def test_the_encoder_from_random_numbers_is_the_pretrained_one_but_for_its_beginning(
        self, found, tmp_path
    ):
        random, pretrained = (self.write(found, tmp_path, name) for name in ("random", "compact"))
        assert pretrained.encoder.pretrained is not None
        assert random.encoder.pretrained is None
        assert random.encoder.width == pretrained.encoder.width
        for part in ("mixer", "features", "heads", "optimisation", "stopping"):
            assert getattr(random, part) == getattr(pretrained, part)

    def test_a_hub_name_is_a_transformers_encoder_with_a_lower_rate(self, found, tmp_path):
        config = self.write(found, tmp_path, "vinai/phobert-base")
        assert isinstance(config.encoder, HfEncoder)
        assert config.encoder.name == "vinai/phobert-base"
        assert config.optimisation.lr < 1e-4 < (config.optimisation.head_lr or 0)

    def test_own_sections_then_own_values_come_first(self, found, tmp_path):
        base = tmp_path / "base.yaml"
        base.write_text(
            "output: x\ndata: {train: y}\noptimisation: {lr: 0.5, epochs: 3}\nencoder: {kind: compact, width: 32}"
        )
        config = self.write(found, tmp_path, base=base, overrides=["optimisation.lr=0.25"])
        assert (config.optimisation.lr, config.optimisation.epochs) == (0.25, 3)
        assert config.encoder == CompactEncoder(width=32)
        assert config.output == tmp_path / "out" / "seed-7"

    def test_an_encoder_section_of_the_other_kind_does_not_count(self, found, tmp_path):
        base = tmp_path / "base.yaml"
        base.write_text("encoder: {kind: hf, name: xlm-roberta-base, frozen: true}")
        assert self.write(found, tmp_path, base=base).encoder == CompactEncoder()
        assert self.write(found, tmp_path, "vinai/phobert-base", base=base).encoder == HfEncoder(
            kind="hf", name="vinai/phobert-base", frozen=True
        )

    def test_without_a_name_the_configuration_tells_the_encoder(self, found, tmp_path):
        base = tmp_path / "base.yaml"
        base.write_text("encoder: {kind: hf, name: xlm-roberta-base}")
        config = self.write(found, tmp_path, None, base=base)
        assert config.encoder == HfEncoder(kind="hf", name="xlm-roberta-base")
        assert config.optimisation.lr < 1e-4

    def test_without_any_the_encoder_that_comes_with_the_library_is_trained_further(self, found, tmp_path):
        config = self.write(found, tmp_path, None)
        folder = shipped_encoder()
        assert config.encoder.pretrained == folder / PRETRAINED
        assert config.encoder.vocabulary == folder / VOCABULARY
        assert config.encoder.extend
        assert config.mixer.layers == 6
        assert encoder_name(config) == "compact"
        assert encoder_name(self.write(found, tmp_path)) == "compact, random"

    @pytest.mark.parametrize("section", ["encoder: compact", "optimisation: 5", "stopping: []"])
    def test_a_section_that_is_none_is_named(self, found, tmp_path, section):
        base = tmp_path / "base.yaml"
        base.write_text(section)
        with pytest.raises(InputError, match=rf"{section.partition(':')[0]} cannot be"):
            self.write(found, tmp_path, None, base=base)

    def test_a_model_folder_lends_its_words_and_layers(self, found, tmp_path):
        folder = tmp_path / "model"
        mixer = sizes.MixerConfig(kind="gru", layers=2, width=32, dilations=(1, 2))
        encoder = sizes.EncoderConfig(size=4, width=16)
        write_settings(
            folder, ModelSettings(sizes.NetworkConfig(encoder, mixer, columns=(3,), feature_width=8))
        )
        write_vocabulary(folder, [*SPECIAL, "anh"])
        write_files(folder, {WEIGHTS: b"weights"})
        config = self.write(found, tmp_path, str(folder))
        assert config.encoder == CompactEncoder(
            width=16, vocabulary=folder / VOCABULARY, pretrained=folder / WEIGHTS, extend=True
        )
        assert (config.mixer.kind, config.mixer.layers, config.mixer.width) == ("gru", 2, 32)
        assert config.features.width == 8
        assert encoder_name(config) == f"compact, from {folder / WEIGHTS}"

    def test_an_unknown_key_is_named(self, found, tmp_path):
        with pytest.raises(InputError, match=r"--set optimisation\.epoch=3: there is no key"):
            self.write(found, tmp_path, overrides=["optimisation.epoch=3"])

    def test_a_configuration_without_keys(self, found, tmp_path):
        base = tmp_path / "base.yaml"
        base.write_text("- a\n")
        with pytest.raises(InputError, match=r"base\.yaml: there are no keys"):
            self.write(found, tmp_path, base=base)


class TestPublished:
    @pytest.mark.parametrize("name", ["phoner", "vlsp2016", "vlsp2018"])
    def test_rows_are_of_known_variants_and_lowest_first(self, name):
        rows = published(name)
        assert rows
        assert all(0.5 < row.f1 < 1 and row.source and row.measure == "level 1" for row in rows)
        assert {row.variant for row in rows} <= {"", *BENCHMARKS[name].variants}
        assert [row.f1 for row in rows] == sorted(row.f1 for row in rows)

    def test_the_rows_that_the_command_is_known_for(self):
        figures = {(r.benchmark, r.variant, r.model): r.f1 for name in BENCHMARKS for r in published(name)}
        assert figures["phoner", "syllable", "BiLSTM-CRF"] == 0.906
        assert figures["phoner", "syllable", "XLM-R base"] == 0.925
        assert figures["phoner", "word", "PhoBERT base"] == 0.942
        assert figures["vlsp2016", "", "PhoBERT base"] == 0.936
        assert figures["vlsp2018", "", "mBERT"] == 0.786

    def test_no_figure_is_given_that_could_not_be_checked(self):
        assert published("vietbioner") == published("vhe") == []


TINY = (
    "mixer: {layers: 1, width: 32, dropout: 0.0}\n"
    "encoder: {kind: compact, width: 16, min_count: 1}\n"
    "features: {width: 8}\n"
    "optimisation: {epochs: 25, lr: 0.02, batch_tokens: 64}\n"
)


def test_adapting_goes_on_with_the_masks_of_the_pretraining(found, tmp_path):
    texts = tmp_path / "texts.jsonl"
    sentences = [sample.document.text for sample in found.parts["train"]] * 40
    texts.write_text("".join(json.dumps({"text": text}) + "\n" for text in sentences), encoding="utf-8")
    data = {"train": texts, "dev": texts}
    config = write_recipe(found, "compact", data=data, run=tmp_path / "run", seed=1)
    assert can_adapt(config)
    assert not can_adapt(write_recipe(found, "random", data=data, run=tmp_path / "run", seed=1))
    told = Told()
    weights = adapt_encoder(config, texts, tmp_path / "adapted", 3, told)
    units = sum(len(SourceText(text).tokens) for text in sentences)
    assert told.units >= 3 * units > told.units - 256 * 16
    before, after = load_file(shipped_encoder() / PRETRAINED), load_file(weights)
    assert before.keys() == after.keys()
    assert not torch.equal(before["mixer.layers.0.weight"].float(), after["mixer.layers.0.weight"])
    texts.write_text(json.dumps({"text": "Quá ngắn."}), encoding="utf-8")
    assert adapt_encoder(config, texts, tmp_path / "short", 3) is None


class Told(EncoderWatcher):
    """Remembers how many units were read."""

    def learnt(self, state, settings):
        self.units = state.units


class TestCommand:
    def run(self, *arguments):
        return CliRunner().invoke(app, ["benchmark", *map(str, arguments)], catch_exceptions=False)

    @pytest.fixture
    def config(self, tmp_path):
        path = tmp_path / "tiny.yaml"
        path.write_text(TINY, encoding="utf-8")
        return path

    def test_a_tiny_encoder_learns_ten_sentences(self, folder, config, tmp_path):
        out = tmp_path / "out"
        result = self.run("PhoNER", folder, "-c", config, "-o", out)
        assert result.exit_code == 0, result.output
        record = json.loads((out / "benchmark.json").read_text(encoding="utf-8"))
        assert record["f1"] > 0.9
        assert record["runs"][0]["exact"]["NAME"]["gold"] == 5
        lines = [line.split() for line in result.stdout.splitlines()]
        assert ["PhoBERT", "base", "word", "0.9420", "Truong", "et", "al.", "2021"] in lines
        own = next(line for line in lines if line[:1] == ["compact,"])
        assert own == ["compact,", "random", "syllable", f"{record['f1']:.4f}", "this", "run,", "1", "seed"]

    def test_a_second_run_takes_the_figures_of_the_first(self, folder, config, tmp_path):
        arguments = ("PhoNER", folder, "-c", config, "-o", tmp_path / "out", "--set", "optimisation.epochs=1")
        first = self.run(*arguments, "--json")
        (tmp_path / "out" / "seed-1" / "best.safetensors").unlink()
        second = self.run(*arguments, "--json")
        assert second.stdout == first.stdout
        assert json.loads(first.stdout)["encoder"] == "compact, random"

    def test_a_training_that_was_stopped_goes_on(self, folder, config, tmp_path):
        whole, parts = tmp_path / "whole", tmp_path / "parts"
        options = ("PhoNER", folder, "-c", config, "--set", "optimisation.epochs=4")
        self.run(*options, "-o", whole)
        assert "epoch 1:" in self.run(*options, "-o", parts).stderr
        # As if it had been stopped after the last checkpoint, before it was scored.
        (parts / "seed-1.json").unlink()
        (parts / "benchmark.json").unlink()
        again = self.run(*options, "-o", parts)
        assert "epoch 1:" not in again.stderr
        figures = [json.loads((out / "benchmark.json").read_text(encoding="utf-8")) for out in (whole, parts)]
        assert figures[0] == figures[1]

    @pytest.mark.parametrize("kind", ["phobert", "xlm-r"])
    def test_an_encoder_in_a_folder(self, folder, tiny_encoders, tmp_path, kind):
        settings = ("optimisation.epochs=25", "optimisation.lr=5e-3", "optimisation.batch_tokens=128")
        changes = [part for setting in settings for part in ("--set", setting)]
        options = ("--encoder", tiny_encoders[kind], "-o", tmp_path / "out", "--json")
        record = json.loads(self.run("PhoNER", folder, *changes, *options).stdout)
        assert record["encoder"] == str(tiny_encoders[kind])
        assert record["f1"] > 0.8

    def test_events_and_their_arguments(self, config, tmp_path):
        text = "Vua sai Lê Tý đánh Tân Hà ."
        event = {
            "type": "attack",
            "trigger_word": "đánh",
            "offset": [14, 18],
            "arguments": [{"mention": "Tân Hà", "offset": [19, 25], "role": "theme"}],
        }
        records = [{"id": f"{n}", "text": text, "events": [event]} for n in range(4)]
        for split in ("train", "dev", "test"):
            path = tmp_path / "vhe" / f"{split}.json"
            path.parent.mkdir(exist_ok=True)
            path.write_text(json.dumps(records), encoding="utf-8")
        result = self.run("vhe", tmp_path / "vhe", "-c", config, "-o", tmp_path / "out", "--json")
        record = json.loads(result.stdout)
        assert (record["measure"], record["f1"]) == ("triggers", 1.0)
        assert record["runs"][0]["arguments_classified"]["theme"]["f1"] == 1.0

    def test_nothing_is_trained_on_a_set_that_is_not_there(self, tmp_path):
        with pytest.raises(InputError, match="no file of the train part of VietBioNER"):
            self.run("vietbioner", tmp_path)
