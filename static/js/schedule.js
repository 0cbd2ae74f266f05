// Leads to today and to now, and marks what is on. The page is whole without it.

const EVERY_HALF_MINUTE = 30_000;
const A_DAY = 24 * 60 * 60_000;

const today = document.querySelector("[data-jump=today]");
const now = document.querySelector("[data-jump=now]");
const entriesByDay = new Map();
let marked = [];

/** What begins on a day; read when that day has come, for to read all of it takes a phone a while. */
function entriesOf(day) {
  if (!day) return [];
  if (!entriesByDay.has(day)) entriesByDay.set(day, [...day.querySelectorAll(".entry[id]")].map(read));
  return entriesByDay.get(day);
}

function read(element) {
  const times = [...element.querySelectorAll(".span time")].map((time) => Date.parse(time.dateTime));
  return { element, start: times[0], end: times.at(-1) };
}

/** The section of the day on which a moment falls, if there is one. */
function dayOf(moment) {
  return document.getElementById(`day-${dateThere(moment)}`);
}

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
  const day = dayOf(moment);
  // What began yesterday may last past midnight.
  const near = [...new Set([dayOf(moment - A_DAY), day])].flatMap(entriesOf);
  const on = near.filter(({ start, end }) => start <= moment && moment < end);
  for (const entry of marked.filter((each) => !on.includes(each))) mark(entry, false);
  for (const entry of on.filter((each) => !marked.includes(each))) mark(entry, true);
  marked = on;
  const later = entriesOf(day).filter(({ start }) => start > moment);
  const latest = Math.max(...on.map(({ start }) => start));
  lead(today, day);
  // What began last is nearer to "now" than what has been on all day; else what begins next today.
  lead(now, (on.find(({ start }) => start === latest) ?? later[0])?.element);
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
