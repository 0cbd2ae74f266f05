/* Makes the importer's pages smoother; each of them works without. */

const SLOW = 1000; // milliseconds after which somebody wonders whether anything happens

/* A form that takes long says so beside the button that was pressed, and is sent once. */
for (const form of document.querySelectorAll("form[data-busy]")) {
  const buttons = form.querySelectorAll("button");
  let timer;
  form.addEventListener("submit", ({ submitter }) => {
    // A disabled button is not part of what is sent: after the event.
    setTimeout(() => buttons.forEach((button) => { button.disabled = true; }));
    const say = submitter.closest(".actions").querySelector("[data-busy-text]");
    timer = setTimeout(() => { say.textContent = submitter.dataset.busy; }, SLOW);
  });
  // Who comes back by the browser's own button finds the page as it was left.
  window.addEventListener("pageshow", () => {
    clearTimeout(timer);
    form.querySelectorAll("[data-busy-text]").forEach((say) => { say.textContent = ""; });
    buttons.forEach((button) => { button.disabled = false; });
  });
}

/* A file can be dropped anywhere on the page, and the place where it belongs shows it. */
const drop = document.querySelector("[data-drop]");
if (drop) {
  const input = drop.querySelector("input[type=file]");
  const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    drop.classList.add("is-dropping");
  });
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) drop.classList.remove("is-dropping");
  });
  document.addEventListener("drop", (event) => {
    drop.classList.remove("is-dropping");
    if (!hasFiles(event)) return;
    event.preventDefault();
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    input.focus();
  });
}

/* Filters and days change the picture and the list of problems in place. */
const PARTS = ["picture", "problems"];
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-swap]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  const within = link.closest("nav").getAttribute("aria-label");
  try {
    const answer = await fetch(link.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of PARTS) {
      document.getElementById(part).replaceWith(document.adoptNode(page.getElementById(part)));
    }
    history.pushState(null, "", link.href);
    query = location.search;
    document.querySelector(`nav[aria-label="${within}"] [aria-current]`)?.focus();
  } catch {
    location.assign(link.href);
  }
});
let query = location.search;
window.addEventListener("popstate", () => {
  if (location.search !== query) location.reload();
});
