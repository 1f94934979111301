// Sliders, and pictures of both sides of a claim: all from the terms that stand in its record.
"use strict";

const PLAY = (() => {
  const NAMES = { eta: "η", alpha: "α", beta: "β", delta: "δ", tau: "τ", smoothing: "ε" };
  const SAID = { true: "holds", false: "fails", null: "is too close to decide", undefined: "has no value" };
  const SIGNS = { "==": "=", "<=": "≤", ">=": "≥", "!=": "≠" };
  const WIDE = 340;
  const HIGH = 210;
  const EDGE = { left: 46, right: 10, top: 10, bottom: 30 };
  const NODES = 160;

  const made = new Map();
  function compiled(claim) {
    if (!made.has(claim)) {
      made.set(claim, {
        given: claim.given.flatMap((each) => each.terms.map((term) => [each.name, TERMS.read(term)])),
        conclusion: claim.conclusion.map(TERMS.read),
      });
    }
    return made.get(claim);
  }
  // What the hypotheses and the conclusion are at a point, given as texts such as "1/2".
  function answer(claim, point) {
    const terms = compiled(claim);
    const values = {};
    for (const [name, text] of Object.entries(point)) values[name] = TERMS.rational(text);
    return {
      given: terms.given.map(([name, term]) => ({ name, ...TERMS.relation(term, values) })),
      conclusion: terms.conclusion.map((term) => TERMS.relation(term, values)),
    };
  }

  const element = (name, content = {}, ...children) => {
    const found = document.createElement(name);
    for (const [key, value] of Object.entries(content)) {
      if (key in found && key !== "list") found[key] = value;
      else found.setAttribute(key, value);
    }
    found.append(...children);
    return found;
  };
  const shape = (name, content, text) => {
    const found = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(content)) found.setAttribute(key, value);
    if (text !== undefined) found.textContent = text;
    return found;
  };
  const greek = (name) => NAMES[name] ?? name;
  const digits = (x) => (Number.isFinite(x) ? Number(x.toPrecision(4)).toString() : "no value");

  // The texts that a slider stands at, by its whole-number position.
  function ticks(slider) {
    const [low, high] = [slider.low, slider.high].map((text) => TERMS.number(TERMS.rational(text)));
    const [first, last] = [Math.ceil(low * slider.step - 1e-9), Math.floor(high * slider.step + 1e-9)];
    const text = (position) => (slider.step === 1 ? `${position}` : `${position}/${slider.step}`);
    return {
      first: first + (slider.open[0] && first >= low * slider.step - 1e-9 && first <= low * slider.step + 1e-9 ? 1 : 0),
      last: last - (slider.open[1] && last >= high * slider.step - 1e-9 ? 1 : 0),
      text,
      position: (said) => Math.round(TERMS.number(TERMS.rational(said)) * slider.step),
    };
  }
  const shown = (text) => {
    const near = TERMS.number(TERMS.rational(text));
    return /\/(1|2|4|5|10|20|25|50|100)$|^[^/]*$/.test(text) ? `${near}` : text;
  };

  function slider(name, about, start, moved) {
    const own = ticks(about);
    const input = element("input", {
      type: "range", min: own.first, max: own.last, step: 1, value: own.position(start),
      "aria-label": greek(name),
    });
    const output = element("output", { textContent: shown(start) });
    const say = (text) => {
      input.value = own.position(text);
      output.textContent = shown(text);
      input.setAttribute("aria-valuetext", shown(text));
    };
    input.addEventListener("input", () => {
      const text = own.text(Number(input.value));
      say(text);
      moved(name, text);
    });
    say(start);
    return { say, node: element("label", { className: "slider" }, element("span", { textContent: greek(name) }), input, output) };
  }

  function path(points, x, y) {
    let said = "";
    let open = false;
    for (const [at, to] of points) {
      if (!Number.isFinite(to)) open = false;
      else {
        said += `${open ? "L" : "M"}${x(at).toFixed(1)} ${y(to).toFixed(1)}`;
        open = true;
      }
    }
    return said;
  }
  const round = (low, high) => {
    const step = 10 ** Math.floor(Math.log10((high - low) / 3));
    const by = [1, 2, 5, 10].map((k) => k * step).find((each) => (high - low) / each <= 5);
    const found = [];
    for (let k = Math.ceil(low / by); k * by <= high + by / 1e6; k++) found.push(Number((k * by).toPrecision(10)));
    return found;
  };

  // Both sides of the part of the conclusion that decides, against one parameter.
  function picture(claim, against, point, part) {
    const own = ticks(claim.sliders[against]);
    const step = Math.max(1, Math.ceil((own.last - own.first) / NODES));
    const terms = compiled(claim).conclusion[part];
    const left = [];
    const right = [];
    const bad = []; // runs of places where it fails
    let failed = false;
    const values = {};
    for (const [name, text] of Object.entries(point)) values[name] = TERMS.rational(text);
    for (let k = own.first; k <= own.last; k += step) {
      values[against] = TERMS.rational(own.text(k));
      const at = TERMS.number(values[against]);
      const found = TERMS.relation(terms, values);
      left.push([at, found.lhs]);
      right.push([at, found.rhs]);
      const fails = found.holds === false;
      if (fails && failed) bad.at(-1)[1] = at;
      else if (fails) bad.push([at, at]);
      failed = fails;
    }
    const here = TERMS.number(TERMS.rational(point[against]));
    const all = [...left, ...right].map((each) => each[1]).filter(Number.isFinite).sort((a, b) => a - b);
    if (!all.length) return element("p", { textContent: "Neither side is defined here." });
    const cut = (share) => all[Math.round(share * (all.length - 1))];
    let [low, high] = [cut(0.02), cut(0.98)];
    const room = (high - low || Math.abs(high) || 1) * 0.08;
    [low, high] = [low - room, high + room];
    const [from, to] = [left[0][0], left[left.length - 1][0]];
    const x = (at) => EDGE.left + ((at - from) / (to - from || 1)) * (WIDE - EDGE.left - EDGE.right);
    const y = (at) => {
      const bounded = Math.max(low - 2 * (high - low), Math.min(high + 2 * (high - low), at));
      return HIGH - EDGE.bottom - ((bounded - low) / (high - low)) * (HIGH - EDGE.top - EDGE.bottom);
    };
    const now = TERMS.relation(terms, { ...values, [against]: TERMS.rational(point[against]) });
    const said = `Both sides as functions of ${greek(against)}; at ${shown(point[against])} left ${digits(now.lhs)}, right ${digits(now.rhs)}`;
    const svg = shape("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, role: "img", "aria-label": said, class: "plot" });
    const clip = `clip${picture.count = (picture.count ?? 0) + 1}`;
    const inside = { x: EDGE.left, y: EDGE.top, width: WIDE - EDGE.left - EDGE.right, height: HIGH - EDGE.top - EDGE.bottom };
    const clipped = shape("clipPath", { id: clip });
    clipped.append(shape("rect", inside));
    const curves = shape("g", { "clip-path": `url(#${clip})` });
    const half = (x(to) - x(from)) / Math.max(1, left.length - 1) / 2;
    for (const [first, last] of bad) {
      curves.append(shape("rect", { x: x(first) - half, width: x(last) - x(first) + 2 * half, y: EDGE.top, height: inside.height, class: "bad" }));
    }
    curves.append(
      shape("line", { x1: x(here), x2: x(here), y1: EDGE.top, y2: HIGH - EDGE.bottom, class: "here" }),
      shape("path", { d: path(left, x, y), class: "left" }),
      shape("path", { d: path(right, x, y), class: "right" }),
    );
    for (const [side, kind] of [[now.lhs, "left"], [now.rhs, "right"]]) {
      if (Number.isFinite(side)) curves.append(shape("circle", { cx: x(here), cy: y(side), r: 4, class: kind }));
    }
    svg.append(clipped, shape("rect", { ...inside, class: "frame" }), curves);
    for (const at of round(low, high)) svg.append(shape("text", { x: EDGE.left - 5, y: y(at) + 4, class: "y" }, `${at}`));
    for (const at of round(from, to)) svg.append(shape("text", { x: x(at), y: HIGH - EDGE.bottom + 14, class: "x" }, `${at}`));
    svg.append(shape("text", { x: (EDGE.left + WIDE - EDGE.right) / 2, y: HIGH - 3, class: "x name" }, greek(against)));
    return svg;
  }

  // What a conclusion is at a point: it fails where a part does, whatever the others are.
  function outcome(found) {
    const all = found.conclusion.map((each) => each.holds);
    const first = [false, null, "undefined"].find((each) => all.includes(each));
    return first === undefined ? true : first;
  }
  // Which part of a conclusion is shown: the first that decides what it is here.
  const telling = (found) => found.conclusion.findIndex((each) => each.holds === outcome(found));
  function verdict(claim, found) {
    const said = outcome(found);
    const outside = found.given.filter((each) => each.holds !== true);
    const lines = [element("strong", { className: `said ${said}`, textContent: `At this point it ${SAID[said]}` })];
    if (outside.length) {
      const names = outside.map((each) => `${each.name} ${SAID[each.holds]}`).join("; ");
      lines.push(element("span", { textContent: `, but a hypothesis is not met: ${names}` }));
    }
    const { op, lhs, rhs } = found.conclusion[telling(found)];
    lines.push(element("span", { className: "sides", textContent: ` left ${digits(lhs)}, right ${digits(rhs)}, claimed ${SIGNS[op] ?? op}` }));
    return lines;
  }

  // Claims with their pictures, on one set of sliders.
  function board(entries, start) {
    const names = [...new Set(entries.flatMap((each) => Object.keys(each.claim.sliders)))];
    const point = {};
    const sliders = new Map();
    const cards = entries.map(({ id, claim, against, title, recorded }) => {
      const select = element("select", { "aria-label": `Horizontal axis of the plot of ${id}` });
      for (const name of Object.keys(claim.sliders)) select.append(element("option", { value: name, textContent: greek(name) }));
      select.value = against;
      select.addEventListener("change", draw);
      const plot = element("div");
      const live = element("p", { className: "live", role: "status" });
      const formula = element("div", { className: "formula", tabIndex: 0, role: "group", "aria-label": `Statement of ${id}` });
      const node = element("section", { className: "card", "data-play": id },
        ...(title ? [element("h3", {}, element("a", { href: `#${id}`, textContent: title }))] : []),
        ...(title ? [formula] : []), plot,
        element("p", { className: "axis" }, "horizontal axis ", select, element("span", { className: "legend" }, " left ", element("i", { className: "left" }), " right ", element("i", { className: "right" }), " fails ", element("i", { className: "bad" }))),
        live, ...(title ? [element("p", { className: "recorded", textContent: `Recorded: ${recorded}` })] : []));
      return { claim, select, plot, live, formula, node };
    });
    function draw() {
      for (const { claim, select, plot, live, formula } of cards) {
        const own = Object.fromEntries(Object.keys(claim.sliders).map((name) => [name, point[name]]));
        const found = answer(claim, own);
        const part = telling(found);
        if (formula.dataset.part !== `${part}`) {
          formula.innerHTML = claim.shown[part];
          formula.dataset.part = part;
        }
        plot.replaceChildren(picture(claim, select.value, own, part));
        live.replaceChildren(...verdict(claim, found));
        live.dataset.holds = outcome(found);
      }
    }
    let waiting = false;
    const later = () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => { waiting = false; draw(); });
    };
    for (const name of names) {
      const about = entries.find((each) => name in each.claim.sliders).claim.sliders[name];
      const own = ticks(about);
      point[name] = start[name] ?? own.text(Math.round((own.first + Math.min(own.last, own.first + 100)) / 2));
      sliders.set(name, slider(name, about, point[name], (which, text) => { point[which] = text; later(); }));
    }
    const controls = element("div", { className: "sliders", role: "group", "aria-label": "Parameters" }, ...[...sliders.values()].map((each) => each.node));
    if (Object.keys(start).length) {
      const back = element("button", { type: "button", textContent: "Reset" });
      back.addEventListener("click", () => {
        for (const [name, text] of Object.entries(start)) {
          if (!sliders.has(name)) continue;
          point[name] = text;
          sliders.get(name).say(text);
        }
        draw();
      });
      controls.append(back);
    }
    draw();
    return [controls, element("div", { className: "cards" }, ...cards.map((each) => each.node))];
  }

  return { answer, outcome, board };
})();
