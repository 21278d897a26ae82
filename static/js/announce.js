// Lets a screen reader hear what htmx just brought: the text of [data-announce] in it, such as how many were found.
// And what a page that was just opened has to say: a message that stands there from the start is not read by itself.
document.addEventListener("htmx:afterSettle", (event) => {
  const news = event.target.querySelector("[data-announce]");
  if (news) document.querySelector("[data-announcer]").textContent = news.textContent;
});
setTimeout(() => {
  const told = [...document.querySelectorAll("[data-told]")].map((one) => one.textContent.trim());
  if (told.length) document.querySelector("[data-announcer]").textContent = told.join(" ");
}, 300);
