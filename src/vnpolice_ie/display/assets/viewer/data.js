// What the page carries (display/collection/packing.py): the index at once, texts in batches when one is needed.
const index = JSON.parse(document.querySelector("script.index").textContent);
// The texts stand behind this script: the list grows until the page is whole.
const batches = document.getElementsByClassName("texts");
const isWhole = () => document.readyState !== "loading";
const whenWhole = (work) => (isWhole() ? work() : document.addEventListener("DOMContentLoaded", work, { once: true }));
const { tags: TAGS, labels: LABELS, words: LABEL_WORDS, events: EVENTS, roles: ROLES, relations: RELATIONS } = index.scheme;
const LINKS = index.scheme.links, KINDS = index.scheme.kinds;
const isLabel = (tag) => LABELS.includes(tag);
const labelOf = (tag) => (isLabel(tag) ? tag : "EVENT");

const pairs = (flat) => Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i], flat[2 * i + 1]]);
const chunks = (flat, size) => Array.from({ length: flat.length / size }, (_, i) => flat.slice(i * size, (i + 1) * size));

// A few batches stay unpacked; the rest stays as it came.
const KEPT_BATCHES = 8;
const unpacked = new Map();
const batchAt = (number) => {
  let batch = unpacked.get(number);
  if (!batch) {
    batch = JSON.parse(batches[number].textContent);
    unpacked.set(number, batch);
    if (unpacked.size > KEPT_BATCHES) unpacked.delete(unpacked.keys().next().value);
  }
  return batch;
};
const packedText = (number) => batchAt(Math.floor(number / index.batch))[number % index.batch];

const texts = index.texts.map(([id, title, date, ...counts], number) => ({ number, id, title, date, counts }));

const spansOf = (flat, size, read) => {
  let before = 0;
  return chunks(flat, size).map(([from, length, ...rest]) => {
    before += from;
    return read(before, before + length, rest);
  });
};
const readText = (number) => {
  const [text, sentences, mentions, values, relations, events, references, people] = packedText(number);
  const found = spansOf(mentions, 5, (start, end, [tag, score, rule]) => ({
    start, end, tag: TAGS[tag], label: labelOf(TAGS[tag]), score: score / 1000, rule: index.rules[rule], words: text.slice(start, end),
  }));
  found.forEach((m, i) => { m.number = i; });
  for (const [i, value] of pairs(values)) found[i].value = value;
  const at = (numbers) => numbers.map((i) => found[i]);
  return {
    ...texts[number], text, mentions: found,
    sentences: spansOf(sentences, 2, (start, end) => ({ start, end })),
    relations: chunks(relations, 4).map(([type, head, tail, score]) =>
      ({ type: RELATIONS[type], head: found[head], tail: found[tail], score: score / 1000 })),
    events: events.map(([type, triggers, fillers]) => ({
      type: EVENTS[type], triggers: at(triggers), arguments: pairs(fillers).map(([role, i]) => ({ role: ROLES[role], mention: found[i] })),
    })),
    references: references.map(([key, type, issuer, date, term, title, all]) => ({ key, type, issuer, date, term, title, mentions: at(all) })),
    people: people.map(([name, rank, positions, all]) => ({ name, rank, positions, mentions: at(all) })),
  };
};
// The sentences that hold a mention, as one stretch of the text.
const sentenceOf = (doc, mention) => {
  const held = doc.sentences.filter((s) => s.start < mention.end && s.end > mention.start);
  return held.length ? { start: Math.min(held[0].start, mention.start), end: Math.max(held.at(-1).end, mention.end) } : mention;
};

// A source is [text, mention], of a link [text, mention of its head, mention of its tail].
const cited = index.documents.map(([key, type, issuer, date, term, title, doubtful, sources, provisions], number) => ({
  number, key, type, issuer, date, term, title, doubtful: Boolean(doubtful), sources: pairs(sources),
  provisions: pairs(provisions).map(([name, flat]) => ({ name, sources: pairs(flat) })), out: [], into: [],
}));
for (const [type, head, tail, sources] of index.links) {
  const one = { type: LINKS[type], head: cited[head], tail: cited[tail], sources: chunks(sources, 3) };
  cited[head].out.push(one);
  cited[tail].into.push(one);
}
const people = index.people.map(([name, sources, facts], number) => ({
  number, name, sources: pairs(sources),
  facts: chunks(facts, 6).map(([kind, value, text, mention, date, event]) => ({
    kind: KINDS[kind], words: index.words[value], source: [text, mention], date: index.words[date], event: index.words[event],
  })),
}));
for (const person of people) for (const fact of person.facts) fact.person = person;

// Posts as written; who held one before ("nguyên") is kept apart by a mark, not by another name.
const FORMER = /^(nguyên|cựu)\s+/i;
const postsByName = () => {
  const found = new Map();
  for (const person of people) for (const fact of person.facts) if (fact.kind === "post") {
    fact.former = FORMER.test(fact.words);
    const name = fact.words.replace(FORMER, ""), key = name.normalize("NFC").toLowerCase();
    if (!found.has(key)) found.set(key, { name: "", facts: [] });
    const post = found.get(key);
    // Rather as it stands in a sentence than as in a headline.
    if (!post.name || post.name === post.name.toUpperCase()) post.name = name[0].toUpperCase() + name.slice(1);
    post.facts.push(fact);
  }
  const all = [...found.values()];
  for (const post of all) post.holders = new Set(post.facts.map((f) => f.person)).size;
  all.sort((a, b) => b.holders - a.holders || b.facts.length - a.facts.length || (a.name < b.name ? -1 : 1));
  all.forEach((post, number) => { post.number = number; });
  return all;
};
const posts = postsByName();

// Of a text: the numbers of what stands in it, by name.
const byText = (things, nameOf) => {
  const found = new Map();
  for (const thing of things) for (const [text] of thing.sources) {
    if (!found.has(text)) found.set(text, new Map());
    found.get(text).set(nameOf(thing).toLowerCase(), thing);
  }
  return (text, name) => found.get(text)?.get(name.toLowerCase());
};
const citedIn = byText(cited, (d) => d.key);
const personIn = byText(people, (p) => p.name);
