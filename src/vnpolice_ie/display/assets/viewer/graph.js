// The documents around one, in columns: what carries it out, amends, replaces or cites it to the left, what it does so to
// the right. Texts of the collection are shown beside the documents that they cite.
const LINK_WORDS = { IMPLEMENTS: "carries out", AMENDS: "amends", REPLACES: "replaces", CITES: "cites" };
const STEPS_SHOWN = 3, COLUMN_SHOWN = 7, TEXTS_SHOWN = 2;
const NODE = { width: 186, height: 50, gapX: 138, gapY: 16 };

const columnsAround = (center) => {
  const columns = new Map([[0, [center]]]), seen = new Set([center]);
  let hidden = 0;
  for (const way of [-1, 1]) for (let step = 1, from = [center]; step <= STEPS_SHOWN && from.length; step++) {
    const next = [];
    for (const document of from) for (const one of way < 0 ? document.into : document.out) {
      const other = way < 0 ? one.head : one.tail;
      if (!seen.has(other)) { seen.add(other); next.push(other); }
    }
    next.sort((a, b) => b.sources.length - a.sources.length || a.number - b.number);
    hidden += Math.max(0, next.length - COLUMN_SHOWN);
    from = next.slice(0, COLUMN_SHOWN);
    if (from.length) columns.set(way * step, from);
  }
  return { columns, hidden };
};
// Some of the texts that cite a document, as many as there is room for.
const citingTexts = (document, room) => document.sources.slice(0, Math.max(TEXTS_SHOWN, room))
  .map((source) => ({ text: texts[source[0]], source, out: [{ type: "CITES", tail: document }] }));

const shortened = (text, length) => (text.length > length ? text.slice(0, length - 1) + "…" : text);
const nodeOf = (className, href, key, below, tip, { x, y }) => giveTip(drawn("a", { class: className, href },
  drawn("rect", { x, y, width: NODE.width, height: NODE.height, rx: 9 }),
  drawn("text", { x: x + 12, y: y + 21, class: "key" }, shortened(key, 23)),
  drawn("text", { x: x + 12, y: y + 38, class: "below" }, shortened(below, 29))), tip);
const graphNode = (one, place, isCenter) => (one.text
  ? nodeOf("node of-text", addressOf(...one.source), one.text.title || one.text.id, one.text.date || one.text.id, one.text.title, place)
  : nodeOf(isCenter ? "node center" : "node", `#/documents/${one.number}`, one.key,
    [one.type, one.issuer].filter(Boolean).join(" · ") || counted(one.sources.length, "text"),
    [one.key, one.type, one.issuer, one.date, one.title].filter(Boolean).join("\n"), place));
// A line from a document to one of the next columns, and its name on top of all lines, near the end where lines lie apart.
const graphEdge = (one, from, to, isFan) => {
  const ax = from.x + NODE.width, ay = from.y + NODE.height / 2, bx = to.x - 7, by = to.y + NODE.height / 2;
  const middle = (ax + bx) / 2, t = isFan ? 0.62 : 0.32, s = 1 - t;
  const x = s ** 3 * ax + 3 * s * t * middle + t ** 3 * bx, y = (s ** 3 + 3 * s * s * t) * ay + (3 * s * t * t + t ** 3) * by;
  const name = LINK_WORDS[one.type], w = name.length * 6.1 + 12;
  return {
    line: drawn("g", { class: `edge ${one.type}` },
      drawn("path", { d: `M${ax},${ay} C${middle},${ay} ${middle},${by} ${bx},${by}` }),
      drawn("path", { class: "head", d: `M${bx + 6},${by} l-9,-5 v10 z` })),
    name: drawn("g", { class: `edge ${one.type}` },
      drawn("rect", { x: x - w / 2, y: y - 9, width: w, height: 18, rx: 9 }), drawn("text", { x, y }, name)),
  };
};

const drawGraph = (center) => {
  const { columns, hidden } = columnsAround(center);
  const before = columns.get(-1) || [];
  columns.set(-1, [...before, ...citingTexts(center, COLUMN_SHOWN - before.length)]);
  const steps = [...columns.keys()].sort((a, b) => a - b), tallest = Math.max(...[...columns.values()].map((c) => c.length));
  const height = tallest * (NODE.height + NODE.gapY) + NODE.gapY, width = steps.length * (NODE.width + NODE.gapX) - NODE.gapX + 4;
  const places = new Map();
  steps.forEach((step, i) => {
    const column = columns.get(step), top = (height - column.length * (NODE.height + NODE.gapY) + NODE.gapY) / 2;
    column.forEach((document, j) => places.set(document, { x: 2 + i * (NODE.width + NODE.gapX), y: top + j * (NODE.height + NODE.gapY), step, alone: column.length === 1 }));
  });
  const edges = [], nodes = [];
  for (const [document, from] of places) for (const one of document.out) {
    const to = places.get(one.tail);
    if (to && to.step > from.step) edges.push(graphEdge(one, from, to, from.alone && !to.alone));
  }
  for (const [document, { x, y }] of places) nodes.push(graphNode(document, { x, y }, document === center));
  const svg = drawn("svg", { class: "graph", width, height, viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": "Documents around this one" }, ...edges.map((e) => e.line), ...nodes, ...edges.map((e) => e.name));
  const box = withAttributes(element("div", "box scroll"), { tabindex: 0, role: "region", "aria-label": "Graph of documents" });
  box.append(svg);
  return { box, hidden, scroll: () => {
    const at = places.get(center);
    box.scrollLeft = at.x + NODE.width / 2 - box.clientWidth / 2;
  } };
};
