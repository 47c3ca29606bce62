// An open ticket that is no longer brought up to date says since when (#ticket-stale).
(() => {
  let lastAnswer = Date.now();

  function stale(is) {
    const note = document.getElementById("ticket-stale");
    if (!note) return;
    note.hidden = !is;
    const text = note.querySelector("[data-stale]");
    text.textContent = text.dataset.stale.replace("{tijd}", new Date(lastAnswer).toLocaleTimeString("nl-NL", { hour: "2-digit", minute: "2-digit" }));
  }
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt?.id !== "ticket-live" && event.detail.requestConfig?.elt?.id !== "ticket-live") return;
    const status = event.detail.xhr?.status ?? 0;
    if (status >= 200 && status < 400) { lastAnswer = Date.now(); stale(false); } else if (status !== 404) stale(true);
  });
})();
