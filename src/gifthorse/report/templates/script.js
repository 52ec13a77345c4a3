"use strict";
// Everything reads without this script: it filters, unfolds what a link points at, and lights up ways in the picture.
(() => {
  const form = document.querySelector(".filter");
  const findings = [...document.querySelectorAll(".finding")];
  const cards = [...document.querySelectorAll(".card")];
  const lesser = document.querySelector(".lesser");
  const texts = new Map();
  const text = (finding) => {
    if (!texts.has(finding)) {
      const card = finding.closest(".card").querySelector("header");
      texts.set(finding, `${card.textContent} ${finding.textContent}`.toLowerCase());
    }
    return texts.get(finding);
  };

  const filter = () => {
    const levels = new Set([...form.querySelectorAll("[name=level]:checked")].map((box) => box.value));
    const question = form.elements.question ? form.elements.question.value : "";
    const category = form.elements.category.value;
    const words = form.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const finding of findings) {
      const data = finding.dataset;
      const fits = levels.has(data.level) && (!question || data.question === question) &&
        (!category || data.category === category) && words.every((word) => text(finding).includes(word));
      finding.hidden = !fits;
      shown += fits;
    }
    for (const card of cards) card.hidden = !card.querySelector(".finding:not([hidden])");
    if (lesser) {
      lesser.hidden = !lesser.querySelector(".card:not([hidden])");
      if (words.length || question || category || !levels.has("high")) lesser.open = !lesser.hidden;
    }
    form.querySelector("output").textContent = shown === findings.length ? "" : `${shown} of ${findings.length} shown`;
  };

  if (form) {
    form.hidden = false;
    let due = 0;
    form.addEventListener("input", () => { clearTimeout(due); due = setTimeout(filter, 80); });
    form.addEventListener("submit", (event) => event.preventDefault());
    const unfold = form.elements.unfold;
    unfold.addEventListener("click", () => {
      const open = unfold.textContent === "Unfold all";
      for (const finding of findings) if (!finding.hidden) finding.open = open;
      unfold.textContent = open ? "Fold all" : "Unfold all";
    });
  }

  const reveal = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const target = id && document.getElementById(id);
    if (!target || !target.matches("details, .card")) return;
    for (let part = target; part; part = part.parentElement) {
      part.hidden = false;
      if (part.tagName === "DETAILS") part.open = true;
    }
    target.scrollIntoView({ block: "start" });
  };
  addEventListener("hashchange", reveal);
  reveal();

  let unfolded = [];
  addEventListener("beforeprint", () => {
    unfolded = findings.filter((finding) => !finding.open && ["critical", "high"].includes(finding.dataset.level));
    for (const finding of unfolded) finding.open = true;
  });
  addEventListener("afterprint", () => { for (const finding of unfolded) finding.open = false; });

  for (const picture of document.querySelectorAll(".picture")) {
    const lines = [...picture.querySelectorAll(".line")];
    const boxes = [...picture.querySelectorAll(".box")];
    const kind = (key) => boxes[Number(key)].classList;
    // A line belongs to an app: hovering somebody lights their apps and what those can do, and the other way round.
    const light = (key) => {
      const apps = new Set();
      for (const line of lines) {
        const { left, right } = line.dataset;
        if (left === key || right === key) apps.add(kind(left).contains("app") ? left : right);
      }
      const own = kind(key).contains("app");
      const on = new Set([key]);
      for (const line of lines) {
        const { left, right } = line.dataset;
        const app = kind(left).contains("app") ? left : right;
        const other = app === left ? right : left;
        const lit = apps.has(app) && (own || other === key || !sameSide(other, key));
        line.classList.toggle("on", lit);
        if (lit) { on.add(left); on.add(right); }
      }
      for (const box of boxes) box.classList.toggle("on", on.has(box.dataset.key));
      picture.classList.add("lit");
    };
    const sameSide = (a, b) => kind(a).contains("who") === kind(b).contains("who");
    const dark = () => picture.classList.remove("lit");
    for (const box of boxes) {
      box.addEventListener("pointerenter", () => light(box.dataset.key));
      box.addEventListener("focus", () => light(box.dataset.key));
      box.addEventListener("blur", dark);
    }
    picture.addEventListener("pointerleave", dark);
  }
})();
