"use strict";
{
  const both = document.getElementById("both");
  both.checked = matchMedia("(min-width: 60rem)").matches;

  const segments = Array.from(document.querySelectorAll(".s"));
  const pairs = new Map();
  for (const segment of segments) {
    const name = segment.dataset.p;
    pairs.set(name, [...(pairs.get(name) ?? []), segment]);
  }
  const own = segments.filter((segment) => segment.id.startsWith("t-"));
  const nameOf = (node) => (node instanceof Element ? node.closest(".s")?.dataset.p : undefined);

  let lit = "";
  const light = (name) => {
    if (name === lit) return;
    for (const segment of pairs.get(lit) ?? []) segment.classList.remove("lit");
    for (const segment of pairs.get(name) ?? []) segment.classList.add("lit");
    lit = name ?? "";
  };
  document.addEventListener("pointerover", (event) => light(nameOf(event.target) ?? nameOf(document.activeElement)));
  document.addEventListener("focusin", (event) => light(nameOf(event.target)));

  // One stop of the Tab key for the whole text; the arrow keys go from segment to segment (APG, "roving tabindex").
  let at = 0;
  const settle = (to) => {
    own[at].tabIndex = -1;
    at = to;
    own[at].tabIndex = 0;
  };
  for (const segment of own) segment.tabIndex = -1;
  if (own.length) settle(0);
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  document.addEventListener("keydown", (event) => {
    const here = own.indexOf(document.activeElement);
    if (here < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const to = event.key === "Home" ? 0 : event.key === "End" ? own.length - 1 : here + (steps[event.key] ?? NaN);
    if (!own[to]) return;
    event.preventDefault();
    settle(to);
    own[to].focus();
  });
  document.addEventListener("focusin", (event) => {
    const here = own.indexOf(event.target);
    if (here >= 0) settle(here);
  });

  const open = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    const box = target.closest("details");
    if (box) box.open = true;
    if (target.matches(".s")) target.focus();
    target.scrollIntoView({ block: "center" });
  };
  addEventListener("hashchange", open);
  open();
}
