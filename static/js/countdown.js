// Counts down to a moment, second by second: <span data-countdown="2026-09-01T10:00:00+02:00">. The page itself asks the
// server how it stands; this only shows the time that is left.
const two = (number) => String(number).padStart(2, "0");
const count = () => {
  for (const place of document.querySelectorAll("[data-countdown]")) {
    const left = Math.max(0, Math.round((Date.parse(place.dataset.countdown) - Date.now()) / 1000));
    place.textContent = left < 3600 ? `(${Math.floor(left / 60)}:${two(left % 60)})` : "";
  }
};
document.addEventListener("htmx:afterSettle", count);
setInterval(count, 1000);
count();
