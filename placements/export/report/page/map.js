// The map: settings by sector, size and load, and the moves of learners between them.
const SIZE = { width: 1000, height: 640, edge: 40 };
const DRAWN = 60;
const view = { zoom: 1, x: 0, y: 0 };
const select = byId("m-setting");
fill(select, settings.map(name));

// Moves from one placement to the next by start, and from a base setting to the first.
const moves = new Map();
for (const learner of learners) {
  let before = learner.base < 0 ? null : settings[learner.base];
  let base = true;
  for (const stay of learner.stays) {
    if (before && before !== stay.setting) {
      const key = `${before.at}|${stay.setting.at}|${base ? 1 : 0}`;
      const found = moves.get(key) || { from: before, to: stay.setting, base, number: 0 };
      found.number += 1;
      moves.set(key, found);
    }
    before = stay.setting;
    base = false;
  }
}

const span = (key) => [Math.min(...settings.map((s) => s[key])), Math.max(...settings.map((s) => s[key]))];
const [[west, east], [south, north]] = [span("x"), span("y")];
const scale = Math.min((SIZE.width - 2 * SIZE.edge) / Math.max(east - west, 1), (SIZE.height - 2 * SIZE.edge) / Math.max(north - south, 1));
const left = (SIZE.width - (east - west) * scale) / 2;
const upper = (SIZE.height - (north - south) * scale) / 2;
const crowd = Math.min(1, Math.sqrt(90 / settings.length));
const radius = (s) => s.radius;
const place = (s) => s.position;
// The largest setting still fits into the edge of the map.
const growth = Math.min(5.6 * crowd, (SIZE.edge - 4) / Math.sqrt(Math.max(1, ...settings.map((s) => most(s.room)))));
settings.forEach((s) => {
  s.radius = Math.max(4, growth * Math.sqrt(Math.max(1, most(s.room))));
  s.position = [left + (s.x - west) * scale, upper + (north - s.y) * scale];
});

// Circles of one building, or one street, would hide each other: a little apart, all can be seen.
function spread() {
  for (let pass = 0; pass < 40; pass++) {
    let still = true;
    for (let a = 0; a < settings.length; a++) {
      for (let b = a + 1; b < settings.length; b++) {
        const [one, other] = [settings[a], settings[b]];
        const [dx, dy] = [other.position[0] - one.position[0], other.position[1] - one.position[1]];
        const least = one.radius + other.radius + 0.5;
        if (Math.abs(dx) >= least || Math.abs(dy) >= least) continue;
        const apart = Math.hypot(dx, dy);
        if (apart >= least) continue;
        still = false;
        // Where two lie at one point, the direction follows from their order: always the same.
        const [ux, uy] = apart > 0.01 ? [dx / apart, dy / apart] : [Math.cos(a + 2.4 * b), Math.sin(a + 2.4 * b)];
        const by = (least - apart) / 2;
        one.position = [one.position[0] - ux * by, one.position[1] - uy * by];
        other.position = [other.position[0] + ux * by, other.position[1] + uy * by];
      }
    }
    if (still) return;
  }
}
spread();
settings.forEach((s) => {
  const within = (at, whole) => Math.max(s.radius + 1, Math.min(whole - s.radius - 1, at));
  s.position = [within(s.position[0], SIZE.width), within(s.position[1], SIZE.height)];
});

function middle(area) {
  const own = settings.filter((s) => s.area === area).map(place);
  return [sum(own.map((p) => p[0])) / own.length, sum(own.map((p) => p[1])) / own.length];
}

// What is drawn: one setting's moves, or moves between places.
function movesShown() {
  const at = new Set(shown.settings);
  const own = [...moves.values()].filter((move) => at.has(move.from) || at.has(move.to));
  if (select.value !== "") {
    const setting = settings[Number(select.value)];
    return own.filter((move) => move.from === setting || move.to === setting)
      .map((move) => ({ ...move, names: [name(move.from), name(move.to)], ends: [place(move.from), place(move.to)] }));
  }
  const joined = new Map();
  for (const { from, to, base, number } of own) {
    if (from.area < 0 || to.area < 0 || from.area === to.area) continue;
    const key = `${from.area}|${to.area}|${base ? 1 : 0}`;
    const found = joined.get(key) || { base, number: 0, names: [areaOf(from), areaOf(to)], ends: [middle(from.area), middle(to.area)] };
    found.number += number;
    joined.set(key, found);
  }
  return [...joined.values()];
}

function drawMove(svg, move, top) {
  const [[x1, y1], [x2, y2]] = move.ends;
  const bend = 0.16;
  const d = `M${x1.toFixed(1)} ${y1.toFixed(1)}Q${((x1 + x2) / 2 - (y2 - y1) * bend).toFixed(1)} ${((y1 + y2) / 2 + (x2 - x1) * bend).toFixed(1)} ${x2.toFixed(1)} ${y2.toFixed(1)}`;
  const line = draw("path", { class: move.base ? "move base" : "move", d, "stroke-width": (0.6 + (7 * move.number) / top).toFixed(2) });
  svg.append(titled(line, `${move.names[0]} to ${move.names[1]}: ${counted(move.number, "move")}${move.base ? " from a base setting" : ""}`));
}

function drawCircle(svg, setting, chosen) {
  const [cx, cy] = place(setting);
  const r = radius(setting);
  const sector = sectorOf(setting);
  const [load, places] = [sum(setting.load), sum(setting.room)];
  const used = places ? Math.min(1, load / places) : 0;
  const group = draw("g", { class: "setting" });
  titled(group, `${name(setting)}: ${sector.name}, ${providerOf(setting)}${setting.area < 0 ? "" : `, ${areaOf(setting)}`}; at most ${counted(most(setting.room), "place")}, ${Math.round(100 * used)}% used`);
  group.append(draw("circle", { cx, cy, r, fill: "#fff", stroke: "#2b333b", "stroke-width": chosen ? 4 : 1 }));
  if (used >= 0.999) group.append(draw("circle", { cx, cy, r: r - 0.5, fill: sector.colour }));
  else if (used > 0) {
    const angle = 2 * Math.PI * used;
    group.append(draw("path", { fill: sector.colour, d: `M${cx} ${cy}V${cy - r + 0.5}A${r - 0.5} ${r - 0.5} 0 ${used > 0.5 ? 1 : 0} 1 ${cx + (r - 0.5) * Math.sin(angle)} ${cy - (r - 0.5) * Math.cos(angle)}Z` }));
  }
  if (r * view.zoom >= 6) group.append(sized(draw("text", { x: cx, y: cy + 4 / view.zoom, "text-anchor": "middle", "pointer-events": "none" }, sector.letter), 11));
  group.addEventListener("click", () => { select.value = String(setting.at); drawMap(); });
  svg.append(group);
}

// Where a name may stand: above the settings of its place, below them, to the left or right.
function spots(area, own, size) {
  const half = data.areas[area][1].length * size * 0.31;
  const [cx, cy] = middle(area);
  const near = own.filter((s) => s.area === area && Math.hypot(s.position[0] - cx, s.position[1] - cy) < 60);
  const reach = (axis, way) => Math.max(way * [cx, cy][axis], ...near.map((s) => way * s.position[axis] + s.radius)) * way;
  return [
    [cx, reach(1, -1) - size * 0.6], [cx, reach(1, 1) + size * 0.8],
    [reach(0, -1) - half - size / 2, cy], [reach(0, 1) + half + size / 2, cy],
  ].map(([x, y]) => ({ text: data.areas[area][1], x, y, half }));
}

// Each name takes the spot that hides least: no name before it, nothing of a circle.
function nameAreas(svg, own) {
  const size = 15 / view.zoom;
  const put = [];
  const hidden = (one) => 1000 * put.filter((other) => Math.abs(other.x - one.x) < other.half + one.half && Math.abs(other.y - one.y) < size).length
    + 1000 * (one.x < one.half || one.x + one.half > SIZE.width || one.y < size || one.y + size > SIZE.height)
    + own.filter((s) => Math.abs(s.position[0] - one.x) < one.half + s.radius && Math.abs(s.position[1] - one.y) < size / 2 + s.radius).length;
  for (const area of [...new Set(own.map((s) => s.area))].filter((at) => at >= 0).sort((a, b) => middle(b)[1] - middle(a)[1])) {
    const best = spots(area, own, size).reduce((least, one) => (hidden(one) < hidden(least) ? one : least));
    put.push(best);
    svg.append(sized(draw("text", { class: "halo area", x: best.x, y: best.y + size * 0.35, "text-anchor": "middle", "pointer-events": "none" }, best.text), 15));
  }
}

function sized(text, size) {
  text.style.fontSize = `${(size / view.zoom).toFixed(2)}px`;
  return text;
}

function drawMap() {
  const found = movesShown().sort((a, b) => b.number - a.number);
  const drawn = found.slice(0, DRAWN);
  const top = drawn.length ? drawn[0].number : 1;
  const box = [view.x, view.y, SIZE.width / view.zoom, SIZE.height / view.zoom];
  const svg = draw("svg", { viewBox: box.join(" "), role: "img", "aria-label": "Map of the settings and moves between them; the moves are in the table below, the settings in those above" });
  const chosen = select.value === "" ? null : settings[Number(select.value)];
  const own = shown.settings.includes(chosen) || !chosen ? shown.settings : [...shown.settings, chosen];
  const ends = new Set(drawn.flatMap((move) => (move.from ? [move.from, move.to] : [])));
  drawn.forEach((move) => drawMove(svg, move, top));
  [...new Set([...own, ...ends])].sort((a, b) => radius(b) - radius(a)).forEach((s) => drawCircle(svg, s, s === chosen));
  if (!chosen) {
    nameAreas(svg, own);
  }
  byId("map-chart").replaceChildren(svg);
  byId("m-told").textContent = found.length ? `${counted(sum(found.map((move) => move.number)), "move")} along ${counted(found.length, "line")}${found.length > DRAWN ? `; the ${DRAWN} widest are drawn` : ""}.` : "No moves to show.";
  refresh("moves");
}

onOpen("moves", () => table(select.value === "" ? "Moves between places" : `Moves to and from ${name(settings[Number(select.value)])}`, [["From"], ["To"], ["Kind"], ["Learners", "n"]],
  movesShown().sort((a, b) => b.number - a.number).map((move) => [...move.names, move.base ? "from a base setting" : "next placement", move.number])));

byId("map-key").append(...sectorsKey());

function zoom(factor) {
  const [cx, cy] = [view.x + SIZE.width / view.zoom / 2, view.y + SIZE.height / view.zoom / 2];
  view.zoom = Math.max(1, Math.min(12, view.zoom * factor));
  move(cx - SIZE.width / view.zoom / 2, cy - SIZE.height / view.zoom / 2);
}

function move(toX, toY) {
  view.x = Math.max(0, Math.min(SIZE.width - SIZE.width / view.zoom, toX));
  view.y = Math.max(0, Math.min(SIZE.height - SIZE.height / view.zoom, toY));
  drawMap();
}
