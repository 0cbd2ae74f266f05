// Offers the times in the zone of the browser. The form beside it takes any zone, also without this.

const here = Intl.DateTimeFormat().resolvedOptions().timeZone;

for (const offer of document.querySelectorAll("[data-shown-zone]")) {
  if (!here || here === "Etc/Unknown" || here === offer.dataset.shownZone) continue;
  const address = new URL(location.href);
  address.searchParams.set("zone", here);
  const link = offer.querySelector("a");
  link.href = address.href;
  link.querySelector("[data-zone-name]").textContent = here.split("/").at(-1).replaceAll("_", " ");
  offer.hidden = false;
}
