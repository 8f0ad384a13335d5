"""Readings of annotated documents, perfect or spoilt on purpose."""

import random

from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.schema import RELATIONS, fillers_of, roles_of


def perfect(document: GoldDocument) -> dict:
    """The reading in which everything is right."""
    names = {m.number: f"T{i}" for i, m in enumerate(document.marks, 1)}

    def groups(label):
        keys = {}
        for m in document.marks:
            if m.label == label:
                keys.setdefault(m.key, []).append(m)
        return keys

    return {
        "id": document.id,
        "text": document.text,
        "entities": [
            {"id": names[m.number], "start": m.start, "end": m.end, "label": m.label, "text": m.text}
            | ({"type": m.event_type} if m.event_type else {})
            | ({"normalized": m.key} if m.label == "DATE" else {})
            for m in document.marks
        ],
        "relations": [
            {"type": r.type, "head": names[r.head], "tail": names[r.tail]} for r in document.relations
        ],
        "events": [
            {
                "id": key,
                "type": marks[0].event_type,
                "triggers": [names[m.number] for m in marks],
                "arguments": [
                    {"role": a.role, "entity": names[a.filler]}
                    for a in document.arguments
                    if a.trigger in {m.number for m in marks}
                ],
            }
            for key, marks in groups("EVENT").items()
        ],
        "references": [
            {"key": document.documents[key], "mentions": [names[m.number] for m in marks]}
            for key, marks in groups("DOC_REF").items()
        ],
        "people": [
            {"name": marks[0].text, "mentions": [names[m.number] for m in marks]}
            for marks in groups("PERSON").values()
        ],
    }


def spoilt(document: GoldDocument, seed: int) -> dict:
    """A reading with faults of every kind: lost, moved, relabelled and invented spans, wrong links and keys."""
    chance = random.Random(f"{seed}{document.id}")
    record = perfect(document)
    text = record["text"]
    entities = []
    for e in record["entities"]:
        kind = chance.random()
        if kind < 0.1:
            continue
        if kind < 0.2 and e["end"] - e["start"] > 2:
            e["end"] -= 1
        elif kind < 0.25 and e["label"] in {"ORG", "LOC"}:
            e["label"] = "LOC" if e["label"] == "ORG" else "ORG"
        elif kind < 0.3 and e["label"] == "EVENT":
            e["type"] = chance.choice(["MEETING", "SPEECH"])
        elif kind < 0.5 and e["label"] == "DATE":
            e["normalized"] = chance.choice([None, "2020"])
        e["text"] = text[e["start"] : e["end"]]
        entities.append(e)
    for n in range(5):
        start = chance.randrange(len(text) - 10)
        entities.append({"id": f"N{n}", "start": start, "end": start + 7, "label": chance.choice(["ORG", "AWARD"]), "text": text[start : start + 7]})  # fmt: skip
    by_id = {e["id"]: e for e in entities}
    record["entities"] = entities

    def kept(ids):
        return [i for i in ids if i in by_id]

    ids = list(by_id)
    for kind, (heads, tails) in RELATIONS.items():
        head = [i for i in ids if by_id[i]["label"] in heads]
        tail = [i for i in ids if by_id[i]["label"] in tails]
        if head and tail:
            record["relations"].append(
                {"type": kind, "head": chance.choice(head), "tail": chance.choice(tail)}
            )
    record["relations"] = [
        r
        for r in record["relations"]
        if len(kept([r["head"], r["tail"]])) == 2
        and by_id[r["head"]]["label"] in RELATIONS[r["type"]].heads
        and by_id[r["tail"]]["label"] in RELATIONS[r["type"]].tails
        and chance.random() > 0.1
    ]
    events = []
    for v in record["events"]:
        v["triggers"] = [t for t in kept(v["triggers"]) if by_id[t]["label"] == "EVENT"]
        v["arguments"] = [
            a
            for a in v["arguments"]
            if kept([a["entity"]]) and by_id[a["entity"]]["label"] in fillers_of(a["role"])
        ]
        for role in roles_of(v["type"]):
            fillers = [i for i in ids if by_id[i]["label"] in fillers_of(role)]
            if fillers and chance.random() < 0.1:
                v["arguments"].append({"role": role, "entity": chance.choice(fillers)})
        if v["triggers"]:
            events.append(v)
    record["events"] = merged(events, chance, lambda a, b: a["type"] == b["type"], "triggers")
    for part in ("references", "people"):
        for group in record[part]:
            group["mentions"] = kept(group["mentions"])
        record[part] = merged(
            [g for g in record[part] if g["mentions"]], chance, lambda a, b: True, "mentions"
        )
    for r in record["references"]:
        if chance.random() < 0.2:
            r["key"] = r["key"].lower() if chance.random() < 0.5 else r["key"] + "1"
    return record


def merged(groups, chance, may_merge, members):
    out = []
    for group in groups:
        if out and may_merge(out[-1], group) and chance.random() < 0.15:
            out[-1][members] = out[-1][members] + group[members]
        else:
            out.append(group)
    return out
