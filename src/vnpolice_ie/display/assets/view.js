// Hover tells what is known of a span; a click on an event, a relation or a span shows what belongs together.
(() => {
  const text = document.querySelector(".text");
  const tip = document.createElement("div");
  tip.id = "tip";
  tip.hidden = true;
  document.body.append(tip);
  for (const el of document.querySelectorAll("[title]")) {
    el.dataset.tip = el.title;
    el.setAttribute("aria-label", el.title);
    el.removeAttribute("title");
  }
  const showTip = (el) => {
    tip.textContent = el.dataset.tip;
    tip.hidden = false;
    const at = el.getClientRects()[0], w = tip.offsetWidth, h = tip.offsetHeight;
    tip.style.left = Math.max(8, Math.min(at.left, innerWidth - w - 8)) + "px";
    tip.style.top = (at.top - h - 8 > 8 ? at.top - h - 8 : at.bottom + 8) + "px";
  };
  document.addEventListener("mouseover", (e) => {
    const el = e.target.closest && e.target.closest("[data-tip]");
    if (el) showTip(el); else tip.hidden = true;
  });
  document.addEventListener("focusin", (e) => { if (e.target.matches("mark[data-tip]")) showTip(e.target); });
  document.addEventListener("focusout", () => { tip.hidden = true; });

  const toggle = document.querySelector("#theme");
  const isDark = () => document.documentElement.dataset.theme
    ? document.documentElement.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  if (toggle) toggle.onclick = () => { document.documentElement.dataset.theme = isDark() ? "light" : "dark"; };

  const filter = document.querySelector("input[type=search]");
  if (filter) filter.oninput = () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const row of document.querySelectorAll("#documents tbody tr"))
      row.hidden = !words.every((w) => row.textContent.toLowerCase().includes(w));
  };
  if (!text) return;

  const svgNs = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(svgNs, "svg");
  svg.classList.add("arcs");
  text.append(svg);
  let shown = [];

  const clear = () => {
    svg.replaceChildren();
    text.classList.remove("busy");
    for (const el of document.querySelectorAll(".on")) el.classList.remove("on");
  };
  const make = (tag, attributes) => {
    const el = document.createElementNS(svgNs, tag);
    for (const [key, value] of Object.entries(attributes)) el.setAttribute(key, value);
    svg.append(el);
    return el;
  };
  const arc = (from, to, label) => {
    const box = text.getBoundingClientRect();
    const a = from.getClientRects()[0], b = to.getClientRects()[0];
    const ax = a.left + a.width / 2 - box.left, bx = b.left + b.width / 2 - box.left;
    const ay = a.top - box.top, by = b.top - box.top;
    const lift = Math.min(ay, by) - Math.min(34, 14 + Math.abs(ax - bx) / 12);
    const colour = getComputedStyle(to).getPropertyValue("--c");
    make("path", { d: `M${ax},${ay} C${ax},${lift} ${bx},${lift} ${bx},${by}`, stroke: colour });
    make("circle", { cx: bx, cy: by, r: 3.5, fill: colour });
    // The label stands nearer to the target, where arcs of one event lie apart.
    const t = 0.74, near = t * t * (3 - 2 * t);
    const x = ax + (bx - ax) * near, y = (1 - t) ** 3 * ay + 3 * t * (1 - t) * lift + t ** 3 * by;
    const words = label.replaceAll("_", " ").toLowerCase(), w = words.length * 6.2 + 12;
    make("rect", { x: x - w / 2, y: y - 8, width: w, height: 16, rx: 8, fill: colour });
    make("text", { x, y }).textContent = words;
  };
  const nearest = (marks, to) => {
    const at = to.getBoundingClientRect();
    const far = (m) => { const r = m.getBoundingClientRect(); return 20 * Math.abs(r.top - at.top) + Math.abs(r.left - at.left); };
    return marks.reduce((best, m) => (far(m) < far(best) ? m : best));
  };
  const draw = () => {
    clear();
    text.classList.toggle("busy", shown.length > 0);
    for (const link of shown) {
      link.classList.add("on");
      // Ends without a role are the triggers of an event, or the head of a relation.
      const starts = [];
      for (const chip of link.querySelectorAll("[data-m]")) {
        const to = document.getElementById(chip.dataset.m);
        if (!to) continue;
        to.classList.add("on");
        if (chip.dataset.role) arc(nearest(starts, to), to, chip.dataset.role);
        else starts.push(to);
      }
    }
  };
  const show = (links) => { shown = links; draw(); };
  const linksOf = (id) => [...document.querySelectorAll(".link")].filter((link) =>
    link.dataset.from === id || [...link.querySelectorAll("[data-m]")].some((c) => c.dataset.m === id));
  const scrollTo = (el) => el.scrollIntoView({ block: "center", behavior: "smooth" });

  document.addEventListener("click", (e) => {
    const chip = e.target.closest("[data-m]"), mark = e.target.closest("mark"), link = e.target.closest(".link");
    if (chip) {
      e.preventDefault();
      const to = document.getElementById(chip.dataset.m);
      if (to) scrollTo(to);
      show(link ? [link] : linksOf(chip.dataset.m));
      if (to) { to.classList.add("on"); text.classList.add("busy"); }
    } else if (mark) {
      const links = linksOf(mark.id);
      show(links);
      mark.classList.add("on");
      if (links.length) links[0].scrollIntoView({ block: "nearest", behavior: "smooth" });
    } else if (link) {
      const again = link.classList.contains("on") && shown.length === 1;
      show(again ? [] : [link]);
      const from = document.getElementById(link.dataset.from);
      if (!again && from) scrollTo(from);
    } else if (!e.target.closest("button")) {
      show([]);
    }
  });
  document.addEventListener("keydown", (e) => {
    if (e.key === "Escape") show([]);
    if (e.key === "Enter" && e.target.matches("mark, .link")) e.target.click();
  });
  for (const button of document.querySelectorAll(".legend button[data-label]")) button.onclick = () => {
    const off = button.getAttribute("aria-pressed") === "true";
    button.setAttribute("aria-pressed", String(!off));
    for (const m of text.querySelectorAll(".l-" + button.dataset.label)) m.classList.toggle("off", off);
    draw();
  };
  const labels = document.querySelector("#labels");
  if (labels) labels.onclick = () => { text.classList.toggle("nolabels"); draw(); };
  addEventListener("resize", draw);
  // page.html#show-E1 opens with that event shown.
  const named = location.hash.startsWith("#show-") && document.getElementById(location.hash.slice(6));
  if (named && named.matches(".link")) {
    show([named]);
    const side = named.closest(".side");
    if (side) side.scrollTop = named.offsetTop - side.offsetTop - 40;
  }
})();
