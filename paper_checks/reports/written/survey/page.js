// What the page does: unpacks claims, filters them, opens what is linked to.
"use strict";

(async () => {
  const all = (selector, under = document) => [...under.querySelectorAll(selector)];
  const one = (selector) => document.querySelector(selector);

  async function unpacked() {
    const bytes = Uint8Array.from(atob(one("#packed").textContent.trim()), (each) => each.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).json();
  }
  const packed = await unpacked();
  const claims = new Map(Object.entries(packed.claims));
  const boxes = new Map(all("details.claim").map((each) => [each.id, each]));

  // The evidence of a claim, put in when it is first looked at.
  function fill(box) {
    const content = box.querySelector(".content");
    if (content.dataset.filled) return;
    content.dataset.filled = "yes";
    const { html, play } = claims.get(box.id);
    content.innerHTML = html;
    // Formulas that are wider than the page scroll, also from the keyboard.
    for (const each of all("dd, li", content)) if (each.querySelector("math")) each.tabIndex = 0;
    for (const name of (box.dataset.figures ?? "").split(" ").filter(Boolean)) {
      content.querySelector(".figures").append(figure(name));
    }
    if (play) {
      const against = Object.keys(play.sliders).at(-1);
      const part = content.querySelector("dd.play");
      part.append(...PLAY.board([{ id: box.id, claim: play, against }], play.start));
    }
  }
  function figure(name) {
    const { title, caption, source } = packed.figures[name];
    const found = document.createElement("figure");
    const image = new Image();
    image.src = source;
    image.alt = title;
    const said = document.createElement("figcaption");
    said.innerHTML = caption;
    found.append(image, said);
    return found;
  }
  for (const box of boxes.values()) {
    box.addEventListener("toggle", () => box.open && fill(box));
    if (box.open) fill(box);
  }
  for (const name of Object.keys(packed.figures)) {
    const found = figure(name);
    found.id = `figure-${name}`;
    one("#figures .gallery").append(found);
  }
  const featured = packed.featured.filter((each) => claims.get(each.id)?.play);
  if (featured.length) {
    const entries = featured.map((each) => ({ ...each, claim: claims.get(each.id).play }));
    one("#play .boards").append(...PLAY.board(entries, packed.start));
  } else one("#play").hidden = true;

  // Filters
  const words = one("#words");
  const section = one("#section");
  const verdicts = all("input[name=verdict]");
  const texts = new Map([...boxes].map(([id, box]) => [id, `${id} ${box.querySelector(".title").textContent} ${claims.get(id).text}`.toLowerCase()]));
  function filter() {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = new Set(verdicts.filter((each) => each.checked).map((each) => each.value));
    let count = 0;
    const kept = new Set();
    for (const [id, box] of boxes) {
      const keep = (!section.value || id.startsWith(`${section.value}.`)) && chosen.has(box.dataset.verdict)
        && wanted.every((word) => texts.get(id).includes(word));
      box.hidden = !keep;
      if (keep) kept.add(id);
      count += keep;
    }
    for (const group of all(".readings")) group.hidden = !all("details.claim", group).some((each) => !each.hidden);
    for (const paper of all("section.paper")) paper.hidden = !all("details.claim", paper).some((each) => !each.hidden);
    for (const box of all("#what-uses a")) box.classList.toggle("faded", !kept.has(box.dataset.claim));
    one("#count").textContent = `${count} of ${boxes.size} claims`;
  }
  words.addEventListener("input", filter);
  section.addEventListener("change", filter);
  for (const each of verdicts) each.addEventListener("change", filter);
  function reset(paper = "", verdict = "") {
    words.value = "";
    section.value = paper;
    for (const each of verdicts) each.checked = !verdict || each.value === verdict;
    filter();
  }
  one("#reset").addEventListener("click", () => reset());
  for (const each of all("a[data-section]")) {
    each.addEventListener("click", () => reset(each.dataset.section, each.dataset.verdict));
  }
  filter();

  // A link to a claim shows it, whatever the filters say.
  function follow() {
    const box = boxes.get(decodeURIComponent(location.hash.slice(1)));
    if (!box) return;
    if (box.hidden) reset();
    box.open = true;
    fill(box);
    box.scrollIntoView();
    box.querySelector("summary").focus({ preventScroll: true });
  }
  window.addEventListener("hashchange", follow);
  follow();

  // In the graph, arrows move between claims; one of them can be reached with Tab.
  const nodes = all("#what-uses a");
  nodes.forEach((each, k) => each.setAttribute("tabindex", k ? "-1" : "0"));
  const middle = (node) => {
    const { x, y, width, height } = node.querySelector("rect").getBBox();
    return [x + width / 2, y + height / 2];
  };
  const AWAY = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  one("#what-uses")?.addEventListener("keydown", (event) => {
    const towards = AWAY[event.key];
    const from = event.target.closest("a");
    if (!towards || !from) return;
    event.preventDefault();
    const [x, y] = middle(from);
    let [best, least] = [null, Infinity];
    for (const node of nodes) {
      const [dx, dy] = ((to) => [to[0] - x, to[1] - y])(middle(node));
      const along = dx * towards[0] + dy * towards[1];
      const across = Math.abs(dx * towards[1]) + Math.abs(dy * towards[0]);
      if (along > 1 && along + 3 * across < least) [best, least] = [node, along + 3 * across];
    }
    if (!best) return;
    from.setAttribute("tabindex", "-1");
    best.setAttribute("tabindex", "0");
    best.focus();
    best.scrollIntoView({ block: "nearest", inline: "nearest" });
  });

  // What is open is printed open, with its evidence; the rest as a line.
  window.addEventListener("beforeprint", () => all("details.claim[open]").forEach(fill));
  window.lossproof = { answer: (id, point) => PLAY.answer(claims.get(id).play, point), playable: [...claims].filter(([, each]) => each.play).map(([id]) => id) };
  document.documentElement.dataset.ready = "yes";
})();
