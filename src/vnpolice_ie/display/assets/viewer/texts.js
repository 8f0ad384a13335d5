// The texts of the collection: search in all words, filters by label and event type, order.
const filterTexts = (found, chosen) => (chosen.size
  ? found.filter((t) => [...chosen].every((tag) => t.counts[TAGS.indexOf(tag)]))
  : found);

const TEXT_ORDERS = {
  "as in the file": (a, b) => a.number - b.number,
  "newest first": (a, b) => b.date.localeCompare(a.date) || a.number - b.number,
  "oldest first": (a, b) => (a.date || "9999").localeCompare(b.date || "9999") || a.number - b.number,
};

// Buttons that choose tags; what a choice would leave stands beside it.
const startTagFilters = (box, onChange) => {
  const chosen = new Set(), buttons = new Map();
  const group = (name, tags) => {
    const line = withAttributes(element("div", "tags"), { role: "toolbar", "aria-label": name });
    for (const tag of tags) {
      const count = element("b", "");
      const button = withAttributes(element("button", `l-${labelOf(tag)}`, isLabel(tag) ? LABEL_WORDS[tag] : words(tag), " ", count),
        { type: "button", "aria-pressed": "false" });
      button.onclick = () => {
        if (!chosen.delete(tag)) chosen.add(tag);
        button.setAttribute("aria-pressed", String(chosen.has(tag)));
        onChange();
      };
      buttons.set(tag, { button, count });
      line.append(button);
    }
    rove(line, "button");
    return line;
  };
  const used = TAGS.filter((_, i) => texts.some((t) => t.counts[i]));
  box.replaceChildren(group("Labels", used.filter(isLabel)), group("Events", used.filter((tag) => !isLabel(tag))));
  return {
    chosen,
    count: (found) => {
      const left = filterTexts(found, chosen);
      for (const [tag, { count }] of buttons)
        count.textContent = left.reduce((sum, t) => sum + (t.counts[TAGS.indexOf(tag)] ? 1 : 0), 0).toLocaleString("en");
    },
  };
};

// A line of a text that shows why it was found.
const SNIPPET_BEFORE = 30, SNIPPET = 120;
const snippetOf = (t, wanted) => {
  const text = packedText(t.number)[0], hits = densest(hitsOf(wanted, text), SNIPPET);
  if (!hits.length) return [inline(t.id)];
  const first = hits[0].start, from = first > SNIPPET_BEFORE ? text.indexOf(" ", first - SNIPPET_BEFORE) + 1 || first : 0;
  const parts = [];
  let at = Math.min(from, first);
  if (at) parts.push("… ");
  for (const { start, end } of hits) if (start >= at) {
    parts.push(text.slice(at, start), element("b", "hit", text.slice(start, end)));
    at = end;
  }
  return [...parts, text.slice(at, at + SNIPPET)];
};
const mentionsOf = (t, chosen) => {
  const seen = new Set();
  return readText(t.number).mentions.filter((m) => chosen.has(m.tag) && !seen.has(m.words) && seen.add(m.words)).slice(0, 8)
    .flatMap((m) => [element("span", `chip l-${m.label}`, inline(m.words)), " "]);
};
const labelBar = (t) => {
  const sums = new Map();
  TAGS.forEach((tag, i) => { sums.set(labelOf(tag), (sums.get(labelOf(tag)) || 0) + t.counts[i]); });
  const total = Math.max(1, [...sums.values()].reduce((a, b) => a + b, 0));
  return element("span", "stack", ...LABELS.filter((label) => sums.get(label)).map((label) => {
    const part = element("i", `l-${label}`);
    part.style.width = `${(100 * sums.get(label)) / total}%`;
    return part;
  }));
};
const textRow = (t, wanted, chosen) => [
  element("div", "top two", withAttributes(element("b", "", inline(t.title || t.id)), { lang: "vi" }), element("time", "", t.date)),
  withAttributes(element("div", "line", ...(isWhole() && (wanted.length || chosen.size) ? wanted.length ? snippetOf(t, wanted) : mentionsOf(t, chosen) : [inline(t.id)])), { lang: "vi" }),
  labelBar(t),
];
