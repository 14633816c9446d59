// The filters: which settings and which learners are shown, and who is told when that changes.
const fields = { learner: byId("f-learner"), cohort: byId("f-cohort"), area: byId("f-area"), sector: byId("f-sector"), provider: byId("f-provider"), missing: byId("f-missing") };
const listeners = [];
let shown = { settings, learners };

function fill(select, names) {
  names.map((name, at) => [name, at]).sort((a, b) => a[0].localeCompare(b[0], "en-GB"))
    .forEach(([name, at]) => select.append(make("option", { value: at }, name)));
}

fill(fields.cohort, data.cohorts);
fill(fields.area, data.areas.map(([code, name]) => (name === code ? code : `${name} (${code})`)));
fill(fields.sector, sectors.map((sector) => sector.name));
fill(fields.provider, data.providers.map(([code, name]) => (name === code ? code : `${name} (${code})`)));

function chosen(field) {
  return field.value === "" ? null : Number(field.value);
}

function apply() {
  const [cohort, area, sector, provider] = ["cohort", "area", "sector", "provider"].map((name) => chosen(fields[name]));
  const search = fields.learner.value.trim().toLowerCase();
  const fits = (s) => (area === null || s.area === area) && (sector === null || s.sector === sector) && (provider === null || s.provider === provider);
  const every = area === null && sector === null && provider === null;
  const own = settings.filter(fits);
  const at = new Set(own);
  shown = {
    settings: own,
    learners: learners.filter((l) => (cohort === null || l.cohort === cohort) && l.code.toLowerCase().includes(search)
      && (!fields.missing.checked || l.missing.length || l.gaps.length) && (every || l.stays.some((stay) => at.has(stay.setting)))),
  };
  const some = shown.learners.length < learners.length || own.length < settings.length;
  byId("f-told").textContent = `${some ? "Showing" : "Showing all"}: ${counted(shown.learners.length, "learner")} and ${counted(own.length, "setting")}.`
    + (every ? "" : " Learners are shown with their whole path where some of it is at these settings.");
  listeners.forEach((tell) => tell());
}

let waiting = 0;
byId("filters").addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(apply, 120); });
byId("filters").addEventListener("submit", (event) => event.preventDefault());
byId("filters").addEventListener("reset", () => setTimeout(apply));
