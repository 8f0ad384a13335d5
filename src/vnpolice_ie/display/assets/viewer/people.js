// People by name and posts by name, each with a line of time and the sentences that say so.
const findPeople = wordsOfNames(people, (p) => p.name);
const findPosts = wordsOfNames(posts, (p) => p.name);
const latest = (facts) => byDate(facts.filter((f) => f.date)).at(-1) || facts.at(-1);
const PEOPLE_ORDERS = { "most texts first": (a, b) => a.number - b.number, "by name": (a, b) => a.name.localeCompare(b.name, "vi") || a.number - b.number };
const POST_ORDERS = { "most holders first": (a, b) => a.number - b.number, "by name": (a, b) => a.name.localeCompare(b.name, "vi") };

const personRow = (p) => {
  const post = latest(p.facts.filter((f) => f.kind === "post")), rank = latest(p.facts.filter((f) => f.kind === "rank"));
  return [
    element("div", "top", element("b", "", inline(p.name)), element("span", "", counted(p.sources.length, "text"))),
    withAttributes(element("div", "line", inline([rank?.words, post?.words].filter(Boolean).join(" · ") || "–")), { lang: "vi" }),
  ];
};
const postRow = (post) => [
  element("div", "top", withAttributes(element("b", "", inline(post.name)), { lang: "vi" })),
  element("div", "line", counted(post.holders, "holder"), ` · ${counted(post.facts.length, "source")}`),
];

const factRows = (facts, nameOf) => moreOf(element("div", "box"), byDate(facts), SHOWN_FACTS, (f) => element("div", "entry",
  element("time", "", f.date || "no date"), " ", nameOf(f), " ",
  ...(f.event ? [element("span", "chip l-EVENT", inline(f.event))] : f.former ? [element("span", "n", "former")] : []), quoteOf(f.source)));

const postOfFact = new Map(posts.flatMap((post) => post.facts.map((f) => [f, post])));
const postLink = (f) => link(`#/posts/${postOfFact.get(f).number}`, "key", inline(f.words));
const factName = (f) => (f.kind === "post" ? postLink(f) : element("b", "", inline(f.words)));

const drawPerson = (p) => {
  const lanes = lanesBy(p.facts, (f) => f.words.replace(FORMER, ""), (f) => (f.kind === "post" ? `#/posts/${postOfFact.get(f).number}` : ""));
  return { root: element("div", "facts",
    element("h1", "", element("small", "", "Person"), withAttributes(inline(p.name), { lang: "vi" })),
    ...(p.sources.length > 1 ? [element("p", "note", "Put together by the name alone: it may be several people.")] : []),
    ...drawTimeline(lanes),
    ...section("Ranks and posts", p.facts.length, factRows(p.facts, factName)),
    ...section("Named in texts", p.sources.length, quotesOf(p.sources))) };
};
const drawPost = (post) => {
  const lanes = lanesBy(post.facts, (f) => f.person.name, (f) => `#/people/${f.person.number}`);
  return { root: element("div", "facts",
    element("h1", "", element("small", "", "Post"), withAttributes(inline(post.name), { lang: "vi" })),
    element("p", "note", "As written: where the name of a province or a unit is left out, it may be several posts. A ring is a former holder."),
    ...drawTimeline(lanes),
    ...section("Holders", post.holders, factRows(post.facts, (f) => link(`#/people/${f.person.number}`, "key", inline(f.person.name))))) };
};
