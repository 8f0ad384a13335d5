// Facts on a line of years: one lane for each name, from its first source to its last, a dot for each date.
const YEAR_DAYS = 365.25;
const yearOf = (date) => {
  const m = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?/.exec(date || "");
  return m ? Number(m[1]) + ((m[2] ? Number(m[2]) - 1 : 5.5) * 30.44 + (m[3] ? Number(m[3]) - 1 : 15)) / YEAR_DAYS : null;
};
const SHOWN_LANES = 40;
const STEP_YEARS = [1, 2, 5, 10, 20, 50, 100];

// `lanes`: [{ name, href, facts }].
const drawTimeline = (lanes) => {
  const withDates = lanes.map((lane) => ({ ...lane, facts: lane.facts.filter((f) => yearOf(f.date) !== null) })).filter((lane) => lane.facts.length);
  const dated = withDates.slice(0, SHOWN_LANES);
  if (!dated.length) return [];
  const all = dated.flatMap((lane) => lane.facts.map((f) => yearOf(f.date)));
  const first = Math.floor(Math.min(...all)), last = Math.max(first + 1, Math.ceil(Math.max(...all) + 0.01));
  const at = (date) => (100 * (yearOf(date) - first)) / (last - first);
  const step = STEP_YEARS.find((years) => (last - first) / years <= 10) || 200;
  const axis = element("div", "axis");
  for (let year = Math.ceil(first / step) * step; year <= last; year += step) {
    const tick = element("span", "", String(year));
    tick.style.left = `${(100 * (year - first)) / (last - first)}%`;
    axis.append(tick);
  }
  const dotsOfLane = (facts) => {
    const byDate = new Map();
    for (const f of facts) byDate.set(f.date, [...(byDate.get(f.date) || []), f]);
    return [...byDate].map(([date, found]) => {
      const [f] = found, dot = link(addressOf(...f.source), `at${found.every((x) => x.former) ? " former" : ""}${f.event ? " event" : ""}`,
        found.length > 1 ? String(found.length) : "");
      dot.style.left = `${at(date)}%`;
      return withAttributes(giveTip(dot, `${date} · ${found.map((x) => x.event || (x.former ? "former" : "held")).join(", ")}\n${texts[f.source[0]].title}`),
        { "aria-label": `${date}, ${f.words}` });
    });
  };
  const rows = dated.map((lane) => {
    const places = lane.facts.map((f) => at(f.date)), bar = element("i", `reach l-${lane.facts[0].kind === "rank" ? "RANK" : "POSITION"}`);
    bar.style.left = `${Math.min(...places)}%`;
    bar.style.width = `${Math.max(...places) - Math.min(...places)}%`;
    const name = lane.href ? link(lane.href, "name", inline(lane.name)) : element("span", "name", inline(lane.name));
    return element("div", "lane", withAttributes(name, { lang: "vi" }), element("div", `track l-${lane.facts[0].kind === "rank" ? "RANK" : "POSITION"}`, bar, ...dotsOfLane(lane.facts)));
  });
  const hidden = withDates.length - dated.length;
  return [element("div", "box timeline", ...rows, element("div", "lane", element("span", "name"), axis)),
    ...(hidden ? [element("p", "note", `${hidden.toLocaleString("en")} more in the list below`)] : [])];
};
const byDate = (facts) => facts.toSorted((a, b) => (yearOf(a.date) ?? 9999) - (yearOf(b.date) ?? 9999) || a.source[0] - b.source[0]);
const lanesBy = (facts, nameOf, hrefOf) => {
  const lanes = new Map();
  for (const f of byDate(facts)) {
    const name = nameOf(f), key = name.toLowerCase();
    if (!lanes.has(key)) lanes.set(key, { name, href: hrefOf(f), facts: [] });
    lanes.get(key).facts.push(f);
  }
  return [...lanes.values()];
};
