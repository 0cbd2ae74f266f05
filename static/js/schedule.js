// Leads to today and to now, and marks what is on. The page is whole without it.

const EVERY_HALF_MINUTE = 30_000;

const entries = [...document.querySelectorAll(".entry[id]")].map((element) => {
  const times = [...element.querySelectorAll(".span time")].map((time) => Date.parse(time.dateTime));
  return { element, start: times[0], end: times.at(-1) };
});
const today = document.querySelector("[data-jump=today]");
const now = document.querySelector("[data-jump=now]");

/** The date of a moment where the conference is, as in the ids of the days: "2027-04-16". */
function dateThere(moment) {
  const parts = new Intl.DateTimeFormat("en", {
    timeZone: today.dataset.zone, year: "numeric", month: "2-digit", day: "2-digit",
  }).formatToParts(moment);
  const part = (type) => parts.find((each) => each.type === type).value;
  return `${part("year")}-${part("month")}-${part("day")}`;
}

/** Let a jump lead to an element, or hide it if there is none. */
function lead(jump, element) {
  jump.hidden = !element;
  if (element) jump.querySelector("a").hash = element.id;
}

/** Say of an entry that it is on, or no longer. */
function mark({ element }, isOn) {
  if (element.classList.contains("entry--now") === isOn) return;
  element.classList.toggle("entry--now", isOn);
  element.querySelector(".entry__now")?.remove();
  if (isOn) {
    const word = document.createElement("span");
    word.className = "entry__now";
    word.textContent = now.dataset.word;
    element.querySelector(".entry__facts").prepend(word, " ");
  }
}

function update() {
  const moment = Date.now();
  const on = entries.filter((entry) => {
    const isOn = entry.start <= moment && moment < entry.end;
    mark(entry, isOn);
    return isOn;
  });
  const day = document.getElementById(`day-${dateThere(moment)}`);
  const later = entries.filter((entry) => entry.start > moment && day?.contains(entry.element));
  const latest = Math.max(...on.map((entry) => entry.start));
  lead(today, day);
  // What began last is nearer to "now" than what has been on all day; else what begins next today.
  lead(now, (on.find((entry) => entry.start === latest) ?? later[0])?.element);
  const links = today.closest("nav");
  if ("lonely" in links.dataset) links.hidden = today.hidden && now.hidden;
  for (const link of links.querySelectorAll("[data-date]")) {
    link.toggleAttribute("data-today", `day-${link.dataset.date}` === day?.id);
  }
}

if (today && now) {
  update();
  setInterval(update, EVERY_HALF_MINUTE);
  document.addEventListener("visibilitychange", update);
}
