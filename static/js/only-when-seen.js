// A part of a page that keeps asking how it stands does so only while somebody looks at the page.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden && event.target.hasAttribute("data-only-when-seen")) event.preventDefault();
});
