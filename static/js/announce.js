// Lets a screen reader hear what htmx just brought: the text of [data-announce] in it, such as how many were found.
document.addEventListener("htmx:afterSettle", (event) => {
  const news = event.target.querySelector("[data-announce]");
  if (news) document.querySelector("[data-announcer]").textContent = news.textContent;
});
