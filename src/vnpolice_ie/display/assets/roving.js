// One stop of the Tab key for many things: the arrow keys, Home and End go from one to the next.
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
const rove = (container, selector) => {
  const stops = () => [...container.querySelectorAll(selector)].filter((el) => el.getClientRects().length);
  const only = (el) => {
    for (const other of container.querySelectorAll(selector)) other.tabIndex = -1;
    el.tabIndex = 0;
  };
  const first = container.querySelector(selector);
  if (first) only(first);
  container.addEventListener("focusin", (e) => { if (e.target.matches(selector)) only(e.target); });
  container.addEventListener("keydown", (e) => {
    if (!e.target.matches(selector) || e.altKey || e.ctrlKey || e.metaKey) return;
    const all = stops(), at = all.indexOf(e.target);
    const to = e.key === "Home" ? 0 : e.key === "End" ? all.length - 1 : e.key in STEPS ? at + STEPS[e.key] : -1;
    if (!all[to]) return;
    e.preventDefault();
    all[to].focus();
    all[to].scrollIntoView({ block: "nearest" });
  });
};
