// What every part of the page uses. Text from the round is only ever set as text, never as markup.
const data = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);
const number = (value) => value.toLocaleString("en-GB");
const counted = (value, noun) => `${number(value)} ${noun}${value === 1 ? "" : "s"}`;
const DAY = 86400000;
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const WEEKS = data.round.weeks;

function make(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

function draw(tag, attributes, text) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes || {})) node.setAttribute(name, value);
  if (text !== undefined) node.textContent = text;
  return node;
}

function titled(node, text) {
  node.append(draw("title", {}, text));
  return node;
}

function monday(week) {
  return new Date(Date.parse(data.round.start) + (week - 1) * 7 * DAY);
}

function date(day) {
  return `${day.getUTCDate()} ${MONTHS[day.getUTCMonth()]} ${day.getUTCFullYear()}`;
}

const first = (week) => date(monday(week));
const last = (week) => date(new Date(monday(week).getTime() + 6 * DAY));

// ---- what the numbers in the data stand for ---------------------------------------------------

const sectors = data.sectors.map(([code, name, letter, colour, ink]) => ({ code, name, letter, colour, ink }));
const settings = data.settings.map(([code, name, provider, sector, area, x, y, load, room], at) => ({
  at, code, name, provider, sector, area, x, y, load: unfold(load), room: unfold(room), runs: load, rooms: room,
}));
const learners = data.learners.map(([code, programme, cohort, base, stays, gaps], at) => ({
  at, code, programme, cohort, base, missing: data.missing[code] || [],
  stays: stays.map(([block, setting, start, weeks, state, band]) => ({ block, setting: settings[setting], start, weeks, state, band, end: start + weeks - 1 })),
  gaps: gaps.map(([block, start, weeks, reason]) => ({ block, start, weeks, reason, end: start + weeks - 1 })),
}));
const sectorOf = (setting) => sectors[setting.sector];
const providerOf = (setting) => data.providers[setting.provider][1];
const areaOf = (setting) => (setting.area < 0 ? "" : data.areas[setting.area][1]);

function unfold(runs) {
  const values = [];
  for (let k = 0; k < runs.length; k += 2) for (let n = 0; n < runs[k + 1]; n++) values.push(runs[k]);
  return values;
}

// ---- tables, drawn only once somebody opens them ------------------------------------------------

const LONGEST = 1000;

function table(caption, columns, rows) {
  const head = make("tr", {}, ...columns.map(([name, kind]) => make("th", kind ? { scope: "col", class: kind } : { scope: "col" }, name)));
  const body = make("tbody");
  for (const row of rows.slice(0, LONGEST)) {
    body.append(make("tr", {}, ...row.map((value, k) => {
      const text = typeof value === "number" ? number(value) : value;
      if (k === 0) return make("th", { scope: "row" }, text);
      return columns[k][1] ? make("td", { class: columns[k][1] }, text) : make("td", {}, text);
    })));
  }
  const made = make("table", {}, make("caption", {}, caption), make("thead", {}, head), body);
  const parts = [made];
  if (rows.length > LONGEST) parts.push(make("p", { class: "more" }, `And ${number(rows.length - LONGEST)} more; filter to see them.`));
  const box = make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption }, ...parts);
  return box;
}

const writers = {};

function refresh(name) {
  const slot = document.querySelector(`[data-table="${name}"]`);
  if (slot && slot.closest("details").open) slot.replaceChildren(writers[name]());
}

function onOpen(name, write) {
  writers[name] = write;
  const slot = document.querySelector(`[data-table="${name}"]`);
  if (slot) slot.closest("details").addEventListener("toggle", () => refresh(name));
}
