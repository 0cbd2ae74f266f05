/* Starts the service worker, which keeps the schedule for when there is no network (worker.js). */

const { worker } = document.querySelector("script[data-worker]").dataset;
// A browser that keeps nothing, a private window for instance, refuses; the pages work all the same.
navigator.serviceWorker?.register(worker).catch(() => {});
