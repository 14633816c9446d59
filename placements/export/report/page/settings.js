// How full the settings are: one row a setting, and all of them together.
const SHADES = [["#fff", "nobody", "black"], ["#d3e5f4", "up to a quarter", "black"], ["#9ecae1", "up to half", "black"], ["#5fa2d0", "up to three quarters", "black"], ["#2b75b2", "nearly full", "white"], ["#06234a", "full", "white"], ["url(#hatched)", "over (by fixed pins)", "halo"]];
const pageOfSettings = pager("load-pager", "Settings", drawLoad);
const bySector = (a, b) => a.sector - b.sector || a.at - b.at;
let settingsShown = [];

function shade(load, room) {
  if (load === 0) return 0;
  if (load > room) return 6;
  return load === room ? 5 : 1 + Math.min(3, Math.floor((4 * load) / room - 1e-9));
}

// Stretches in which neither learners nor places change.
function stretches(setting) {
  const found = [];
  for (let week = 1; week <= WEEKS; week++) {
    const [load, room] = [setting.load[week - 1], setting.room[week - 1]];
    const before = found[found.length - 1];
    if (before && before.load === load && before.room === room) before.weeks += 1;
    else found.push({ start: week, weeks: 1, load, room });
  }
  return found;
}

function drawSetting(setting) {
  const svg = row(20);
  for (const run of stretches(setting)) {
    if (!run.room && !run.load) continue;
    const [fill, , ink] = SHADES[shade(run.load, run.room)];
    const place = { x: percent(run.start), width: wide(run.weeks), y: 1, height: 18 };
    const box = draw("rect", run.load ? { ...place, class: "stay", fill } : { ...place, class: "free" });
    svg.append(titled(box, `${name(setting)}: ${run.load} of ${run.room}, ${first(run.start)} to ${last(run.start + run.weeks - 1)}`));
    if (!run.load) continue;
    const full = `${run.load} of ${run.room}`;
    const text = full.length <= room(run.weeks) ? full : `${run.load}`.length <= room(run.weeks) ? `${run.load}` : "";
    svg.append(draw("text", { x: percent(run.start + run.weeks / 2), y: 14, "text-anchor": "middle", "pointer-events": "none", class: ink }, text));
  }
  return svg;
}

function drawLoad() {
  settingsShown = pageOfSettings([...shown.settings].sort(bySector));
  const parts = [];
  let sector = null;
  for (const setting of settingsShown) {
    if (setting.sector !== sector) {
      sector = setting.sector;
      parts.push(make("p", { class: "head" }, `${sectors[sector].letter}: ${sectors[sector].name}`), ...again());
    }
    parts.push(make("span", { class: "label", title: name(setting) }, setting.code, make("small", {}, ` ${number(most(setting.room))}`)), drawSetting(setting));
  }
  frame(byId("load-chart"), parts);
  refresh("settings");
  refresh("load");
}

const sum = (values) => values.reduce((total, value) => total + value, 0);
const most = (values) => values.reduce((high, value) => Math.max(high, value), 0);
const together = (key) => Array.from({ length: WEEKS }, (_, week) => sum(shown.settings.map((setting) => setting[key][week])));

function drawTotal() {
  const [load, places] = [together("load"), together("room")];
  const top = Math.max(1, most(places), most(load));
  const height = 120;
  const y = (value) => height - 4 - (value / top) * (height - 14);
  const svg = draw("svg", { viewBox: `0 0 ${WIDTH} ${height}`, preserveAspectRatio: "none", height, width: "100%", role: "img", "aria-label": `Learners and places by week: at most ${number(most(load))} learners at a time, of at most ${number(most(places))} places` });
  const steps = (values) => values.map((value, k) => `L${x(k + 1).toFixed(1)} ${y(value).toFixed(1)}L${x(k + 2).toFixed(1)} ${y(value).toFixed(1)}`).join("");
  svg.append(draw("path", { class: "used-area", d: `M0 ${y(0)}${steps(load)}L${WIDTH} ${y(0)}Z` }));
  svg.append(draw("path", { class: "room-line", "vector-effect": "non-scaling-stroke", d: `M0 ${y(places[0])}${steps(places)}` }));
  const told = make("p", {}, `At most ${counted(most(load), "learner")} at a time, in week ${load.indexOf(most(load)) + 1}; at most ${counted(most(places), "place")}.`);
  const scale = axis(byId("total-chart").clientWidth || 900);
  scale.setAttribute("width", "100%");
  byId("total-chart").replaceChildren(svg, scale, told);
  refresh("total");
}

onOpen("total", () => {
  const [load, places] = [together("load"), together("room")];
  return table("All settings shown together, by week", [["Week"], ["From"], ["Learners", "n"], ["Places", "n"]], load.map((value, k) => [`${k + 1}`, first(k + 1), value, places[k]]));
});
onOpen("settings", () => table("Settings shown", [["Setting"], ["Sector"], ["Provider"], ["Place"], ["Most places", "n"], ["Most learners", "n"], ["Learner-weeks", "n"], ["Place-weeks", "n"], ["Used", "n"], ["Weeks full", "n"]],
  settingsShown.map((s) => {
    const [load, places] = [sum(s.load), sum(s.room)];
    return [name(s), sectorOf(s).name, providerOf(s), areaOf(s), most(s.room), most(s.load), load, places, places ? `${Math.round((100 * load) / places)}%` : "–", s.load.filter((value, k) => value && value >= s.room[k]).length];
  })));
onOpen("load", () => table("Settings shown, week by week", [["Setting"], ["From"], ["To"], ["Weeks", "n"], ["Learners", "n"], ["Places", "n"]],
  settingsShown.flatMap((s) => stretches(s).map((run) => [s.code, first(run.start), last(run.start + run.weeks - 1), run.weeks, run.load, run.room]))));

byId("load-key").append(...SHADES.map(([fill, words]) => {
  const mark = draw("svg", { width: 18, height: 18, "aria-hidden": "true" });
  mark.append(draw("rect", { class: "edge", width: 18, height: 18, fill }));
  return make("li", {}, mark, ` ${words}`);
}));
listeners.push(drawTotal, drawLoad);
