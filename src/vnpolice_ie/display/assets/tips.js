// Titles as tips that show at once, under the mouse and for the keyboard.
const startTips = () => {
  const tip = element("div", "");
  tip.id = "tip";
  tip.hidden = true;
  document.body.append(tip);
  const show = (el) => {
    tip.textContent = el.dataset.tip;
    tip.hidden = false;
    const at = el.getClientRects()[0] || el.getBoundingClientRect(), w = tip.offsetWidth, h = tip.offsetHeight;
    tip.style.left = Math.max(8, Math.min(at.left, innerWidth - w - 8)) + "px";
    tip.style.top = (at.top - h - 8 > 8 ? at.top - h - 8 : at.bottom + 8) + "px";
  };
  document.addEventListener("mouseover", (e) => {
    const el = e.target.closest && e.target.closest("[data-tip]");
    if (el) show(el); else tip.hidden = true;
  });
  document.addEventListener("focusin", (e) => { if (e.target.matches("[data-tip]:focus-visible")) show(e.target); });
  document.addEventListener("focusout", () => { tip.hidden = true; });
  document.addEventListener("keydown", (e) => { if (e.key === "Escape") tip.hidden = true; });
  document.addEventListener("scroll", () => { tip.hidden = true; }, { capture: true, passive: true });
};
const giveTip = (el, text) => {
  el.dataset.tip = text;
  el.setAttribute("aria-description", text);
  return el;
};
const tipsOfTitles = (root) => {
  for (const el of root.querySelectorAll("[title]")) {
    giveTip(el, el.title);
    el.removeAttribute("title");
  }
};
