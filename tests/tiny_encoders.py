"""Tiny encoders of three kinds with tokenizers trained on the spot: PhoBERT, XLM-R, ModernBERT."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Final

import torch
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import AutoModel, ModernBertConfig, PreTrainedTokenizerFast, RobertaConfig, XLMRobertaConfig

KINDS: Final = ("phobert", "xlm-r", "modernbert")
SPECIAL: Final = ["<s>", "<pad>", "</s>", "<unk>"]
_SIZES: Final = {
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 64,
}


def build(kind: str, folder: Path, texts: Iterable[str]) -> Path:
    """Write a model with random weights and its tokenizer, trained on the texts."""
    folder.mkdir(parents=True)
    lines = [line for text in texts for line in text.splitlines()]
    config = {"phobert": _phobert, "xlm-r": _xlm_roberta, "modernbert": _modernbert}[kind](folder, lines)
    torch.manual_seed(1)
    model = AutoModel.from_config(config)
    model.save_pretrained(folder)
    return folder


def _phobert(folder: Path, lines: list[str]) -> RobertaConfig:
    words = Counter(word for line in lines for word in _words(line) if word not in SPECIAL)
    merges = _learn_merges(words, 300)
    pieces = Counter()
    for word, count in words.items():
        for piece in _cut(word, merges):
            pieces[piece] += count
    (folder / "bpe.codes").write_text("".join(f"{a} {b} 1\n" for a, b in merges), encoding="utf-8")
    vocabulary = "".join(f"{piece} {count}\n" for piece, count in pieces.most_common())
    (folder / "vocab.txt").write_text(vocabulary, encoding="utf-8")
    return RobertaConfig(
        vocab_size=len(pieces) + len(SPECIAL) + 1,
        max_position_embeddings=258,
        type_vocab_size=1,
        pad_token_id=1,
        tokenizer_class="PhobertTokenizer",
        **_SIZES,
    )


def _words(line: str) -> list[str]:
    """Words as a segmenter gives them, near enough: each two syllables are one."""
    syllables = line.split()
    return ["_".join(syllables[i : i + 2]) for i in range(0, len(syllables), 2)] + syllables


def _learn_merges(words: Counter[str], count: int) -> list[tuple[str, str]]:
    """Byte-pair encoding (Sennrich et al. 2016), as fastBPE learns it."""
    cut = {word: [*word[:-1], word[-1] + "</w>"] for word in words}
    merges: list[tuple[str, str]] = []
    for _ in range(count):
        pairs: Counter[tuple[str, str]] = Counter()
        for word, parts in cut.items():
            for pair in pairwise(parts):
                pairs[pair] += words[word]
        if not pairs:
            break
        best = max(pairs, key=lambda pair: (pairs[pair], pair))
        merges.append(best)
        cut = {word: _merged(parts, best) for word, parts in cut.items()}
    return merges


def _merged(parts: list[str], pair: tuple[str, str]) -> list[str]:
    out: list[str] = []
    i = 0
    while i < len(parts):
        both = tuple(parts[i : i + 2]) == pair
        out.append("".join(parts[i : i + 2]) if both else parts[i])
        i += 1 + both
    return out


def _cut(word: str, merges: list[tuple[str, str]]) -> list[str]:
    parts = [*word[:-1], word[-1] + "</w>"]
    for pair in merges:
        parts = _merged(parts, pair)
    return [*(part + "@@" for part in parts[:-1]), parts[-1].removesuffix("</w>")]


def _xlm_roberta(folder: Path, lines: list[str]) -> XLMRobertaConfig:
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()]
    )
    tokenizer.decoder = decoders.Metaspace()
    trainer = trainers.UnigramTrainer(
        vocab_size=400, special_tokens=[*SPECIAL, "<mask>"], unk_token="<unk>", show_progress=False
    )
    tokenizer.train_from_iterator(lines, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    _save(tokenizer, folder, dict(zip(("bos", "pad", "eos", "unk"), SPECIAL, strict=True)))
    return XLMRobertaConfig(
        vocab_size=tokenizer.get_vocab_size(),
        max_position_embeddings=130,
        type_vocab_size=1,
        pad_token_id=1,
        **_SIZES,
    )


def _modernbert(folder: Path, lines: list[str]) -> ModernBertConfig:
    special = ["[UNK]", "[CLS]", "[SEP]", "[PAD]", "[MASK]"]
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=600,
        special_tokens=special,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(lines, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 1), ("[SEP]", 2)]
    )
    _save(tokenizer, folder, {"unk": "[UNK]", "cls": "[CLS]", "sep": "[SEP]", "pad": "[PAD]"})
    return ModernBertConfig(
        vocab_size=tokenizer.get_vocab_size(),
        max_position_embeddings=512,
        pad_token_id=3,
        cls_token_id=1,
        sep_token_id=2,
        bos_token_id=1,
        eos_token_id=2,
        global_attn_every_n_layers=2,
        local_attention=32,
        **_SIZES,
    )


def _save(tokenizer: Tokenizer, folder: Path, special: dict[str, str]) -> None:
    names = {f"{name}_token": token for name, token in special.items()}
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, **names).save_pretrained(folder)
