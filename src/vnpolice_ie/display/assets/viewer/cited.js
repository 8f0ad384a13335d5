// The documents that the texts cite: a list, and of one its graph and the sentences that say so.
const findCited = wordsOfNames(cited, (d) => [d.key, d.type, d.issuer, d.title, d.date].join("\n"));
const linkCount = (d) => d.out.length + d.into.length;
const CITED_ORDERS = {
  "most texts first": (a, b) => a.number - b.number,
  "most links first": (a, b) => linkCount(b) - linkCount(a) || a.number - b.number,
  "by number": (a, b) => a.key.localeCompare(b.key, "vi", { numeric: true }) || a.number - b.number,
};
const counted = (count, one, many = `${one}s`) => `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
const aboutCited = (d) => [d.type, d.issuer, d.date].filter(Boolean).join(" · ");
const citedRow = (d) => [
  element("div", "top", element("b", "key", inline(d.key)), element("span", "", d.doubtful ? "≈ " : "", counted(d.sources.length, "text"))),
  element("div", "line split", withAttributes(element("span", "", inline(aboutCited(d) || "–")), { lang: "vi" }),
    element("span", "", linkCount(d) ? counted(linkCount(d), "link") : d.provisions.length ? counted(d.provisions.length, "provision") : "")),
];
const CITED_FILTERS = { IMPLEMENTS: "carried out or carries out", AMENDS: "amended or amends", REPLACES: "replaced or replaces" };

const GROUPS = [
  ["IMPLEMENTS", "out", "Carries out"], ["IMPLEMENTS", "into", "Carried out by"],
  ["AMENDS", "out", "Amends"], ["AMENDS", "into", "Amended by"],
  ["REPLACES", "out", "Replaces"], ["REPLACES", "into", "Replaced by"],
];
const linkedDocuments = (d) => GROUPS.flatMap(([type, way, name]) => {
  const found = d[way].filter((one) => one.type === type);
  return section(name, found.length, element("div", "box", ...found.map((one) => {
    const other = way === "out" ? one.tail : one.head;
    return element("div", "entry", link(`#/documents/${other.number}`, "key", inline(other.key)), " ",
      element("small", "", inline(aboutCited(other))), quotesOf(one.sources));
  })));
});
const PROVISION = /^(điều|khoản|điểm|mục|chương|phần)(.+)$/i;
const provisionName = (name) => name.split(".").map((part) => part.replace(PROVISION, "$1 $2")).join(", ");

const drawCited = (d) => {
  const graph = drawGraph(d);
  const facts = [["Issuer", d.issuer], ["Date", d.date], ["Term", d.term], ["About", d.title]].filter(([, value]) => value);
  const others = cited.filter((other) => other !== d && other.key.toLowerCase() === d.key.toLowerCase());
  const root = element("div", "facts",
    element("h1", "", element("small", "", inline(d.type || "Document")), inline(d.key)),
    element("dl", "values", ...facts.flatMap(([name, value]) => [element("dt", "", name), withAttributes(element("dd", "", inline(value)), { lang: "vi" })])),
    ...(d.doubtful ? [element("p", "note", "≈ The texts may speak of several documents of this number: not all of them give its date.")] : []),
    ...(others.length ? [element("p", "note", "The same number with another issuer, term or date: ",
      ...others.flatMap((other, i) => [i ? "; " : "", link(`#/documents/${other.number}`, "", inline(aboutCited(other) || other.key))]))] : []),
    graph.box,
    ...(graph.hidden ? [element("p", "note", `${counted(graph.hidden, "document")} more in the lists below`)] : []),
    ...linkedDocuments(d),
    ...section("Cited in texts", d.sources.length, quotesOf(d.sources)),
    ...section("Provisions", d.provisions.length, element("div", "box", ...d.provisions.map((p) =>
      element("details", "entry", element("summary", "", inline(provisionName(p.name)), " ", element("span", "n", String(p.sources.length))), quotesOf(p.sources))))));
  return { root, show: graph.scroll };
};
