// What comes in at an open ticket is said aloud (#ticket-news). Who reads the end sees it come; who reads something else
// keeps his place, and has a button that goes there (#ticket-jump).
(() => {
  const byId = (id) => document.getElementById(id);
  const { box, isAtEnd, toEnd } = reading;
  let atEnd = true;

  function news(words) {
    byId("ticket-news").textContent = words;
    const jump = byId("ticket-jump");
    if (atEnd) return toEnd();
    jump.querySelector("span").textContent = words;
    jump.hidden = false;
  }
  document.addEventListener("click", (event) => {
    const jump = event.target.closest("#ticket-jump");
    if (!jump) return;
    jump.hidden = true;
    toEnd();
    byId("ticket-said").focus({ preventScroll: true });
  });
  document.addEventListener("scroll", (event) => {
    const jump = byId("ticket-jump");
    if (jump && !jump.hidden && event.target === box() && isAtEnd()) jump.hidden = true;
  }, true);

  document.addEventListener("htmx:beforeSwap", (event) => { if (event.detail.target?.id === "ticket-live") atEnd = isAtEnd(); });
  document.addEventListener("ticket-news", (event) => news(event.detail.words));
})();
