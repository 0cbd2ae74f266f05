/* Stars: one's own choice of talks, kept in this browser alone; and "my schedule", which is made of it.
 *
 * Every talk gets a button: beside the links to talks in lists and grids, and on a talk's own page. The button
 * itself, with its words, is a template of templates/schedule/_star.html.
 */

const KEY = `plenary:stars:${document.querySelector("script[data-stars]").dataset.stars}`;
const PAGE_OF_TALK = /\/schedule\/presentation\/(\d+)\/$/;
const PICKS = /^\d{1,10}(,\d{1,10})*$/;

/* --- What is kept ------------------------------------------------------------------------------------------ */

function readStars() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY));
    return new Set(Array.isArray(kept) ? kept.filter(Number.isSafeInteger) : []);
  } catch {
    return new Set();
  }
}

function writeStars(stars) {
  localStorage.setItem(KEY, JSON.stringify([...stars].sort((one, other) => one - other)));
}

function canKeep() {
  try {
    localStorage.setItem(`${KEY}:try`, "");
    localStorage.removeItem(`${KEY}:try`);
    return true;
  } catch {
    return false;
  }
}

/* --- Buttons ----------------------------------------------------------------------------------------------- */

const buttons = [];

/** Put a star at the end of what tells of a talk: its cell, its item in a list, or the head of its page. */
function addButton(place, number, title) {
  const button = document.getElementById("star").content.firstElementChild.cloneNode(true);
  button.setAttribute("aria-label", button.dataset.label.replace("{title}", () => title));
  button.addEventListener("click", () => toggle(number));
  place.append(button);
  buttons.push({ button, number });
  return button;
}

function addButtons() {
  for (const link of document.querySelectorAll(".entry__title > a")) {
    const found = PAGE_OF_TALK.exec(link.pathname);
    if (found) addButton(link.closest(".entry"), Number(found[1]), link.textContent.trim());
  }
  const own = PAGE_OF_TALK.exec(location.pathname);
  const heading = document.querySelector(".sheet h1");
  if (!own || !heading) return;
  const button = addButton(heading.parentElement, Number(own[1]), heading.textContent.trim());
  button.append(document.getElementById("star-word").content.cloneNode(true));
}

function toggle(number) {
  const stars = readStars();
  if (!stars.delete(number)) stars.add(number);
  writeStars(stars);
  show();
}

function show() {
  const stars = readStars();
  for (const { button, number } of buttons) {
    const pressed = String(stars.has(number));
    // Most buttons stay as they are: what is not touched need not be drawn anew.
    if (button.getAttribute("aria-pressed") !== pressed) button.setAttribute("aria-pressed", pressed);
  }
  mine?.show(stars);
}

/* --- My schedule ------------------------------------------------------------------------------------------- */

class MySchedule {
  constructor(root) {
    this.root = root;
    this.talks = new Map([...root.querySelectorAll("[data-talk]")].map((item) => [Number(item.dataset.talk), item]));
    // What was shown stays until the page is left, so that nothing jumps away under the finger.
    this.shown = new Set();
    this.offered = this.readOffer();
    this.part("offer").addEventListener("click", ({ target }) => this.answer(target.dataset.take));
    this.part("copy").addEventListener("click", () => this.copy());
    this.part("hand-on").addEventListener("toggle", () => this.drawCode());
    this.part("code").addEventListener("error", ({ target }) => { target.hidden = true; });
    root.hidden = false;
  }

  part(name) {
    return this.root.querySelector(`[data-${name}]`);
  }

  /* The talks that the page's address brings, as far as they are on the schedule. */
  readOffer() {
    const text = new URLSearchParams(location.search).get("talks") ?? "";
    const picks = PICKS.test(text) ? text.split(",").map(Number) : [];
    return [...new Set(picks)].filter((number) => this.talks.has(number));
  }

  show(stars) {
    const starred = [...this.talks.keys()].filter((number) => stars.has(number));
    for (const number of [...starred, ...this.offered]) this.shown.add(number);
    for (const [number, item] of this.talks) item.hidden = !this.shown.has(number);
    for (const day of this.root.querySelectorAll("[data-day]")) {
      day.hidden = !day.querySelector("[data-talk]:not([hidden])");
    }
    this.part("none").hidden = this.shown.size > 0;
    this.showOffer(stars);
    this.showWays(starred);
  }

  showOffer(stars) {
    const fresh = this.offered.filter((number) => !stars.has(number)).length;
    const words = this.part("offer-words").dataset;
    this.part("offer").hidden = !this.offered.length;
    const count = this.offered.length;
    const news = count === 1 ? words.one : fresh === count ? words.many : words.some;
    const sentence = fresh ? news : words.known;
    this.part("offer-words").textContent = sentence.replace("{count}", count).replace("{fresh}", fresh);
    this.part("take=add").hidden = !fresh;
    this.part("take=replace").hidden = !stars.size;
  }

  answer(choice) {
    if (!choice) return;
    if (choice !== "leave") writeStars(new Set([...(choice === "add" ? readStars() : []), ...this.offered]));
    this.offered = [];
    this.shown = new Set();
    const address = new URL(location.href);
    address.searchParams.delete("talks");
    history.replaceState(null, "", address.href);
    show();
    document.getElementById("main").focus();
  }

  showWays(starred) {
    const query = `?talks=${starred.join(",")}`;
    const { most, mostInACode } = this.root.dataset;
    this.part("ways").hidden = !starred.length || starred.length > Number(most);
    this.part("ics").href = this.part("ics").dataset.ics + query;
    this.part("link").value = this.part("link").dataset.link + query;
    this.codeAddress = starred.length > Number(mostInACode) ? "" : this.part("code").dataset.code + query;
    this.part("too-many").hidden = Boolean(this.codeAddress);
    this.part("copied").textContent = "";
    this.drawCode();
  }

  /* The server hears of the stars only when somebody asks for the code, or for the calendar file. */
  drawCode() {
    const code = this.part("code");
    code.hidden = !this.codeAddress;
    if (this.codeAddress && this.part("hand-on").open) code.src = this.codeAddress;
  }

  async copy() {
    const link = this.part("link");
    link.select();
    await navigator.clipboard?.writeText(link.value).then(() => {
      this.part("copied").textContent = this.part("copied").dataset.copied;
    }, () => {}); // It is selected: the keyboard copies it.
  }
}

/* --- Begin ------------------------------------------------------------------------------------------------- */

const root = document.querySelector("[data-my]");
if (root) document.querySelector("[data-without-script]").hidden = true;
let mine;
if (canKeep()) {
  addButtons();
  mine = root && new MySchedule(root);
  show();
  // Another window of this browser changed something.
  window.addEventListener("storage", ({ key }) => { if (key === KEY) show(); });
} else if (root) {
  document.querySelector("[data-blocked]").hidden = false;
}
