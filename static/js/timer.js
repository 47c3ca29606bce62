// Keeps a running timer right: <span data-timer-since="2026-11-23T10:00:00+01:00">0:12</span>, hours and minutes.
(() => {
  function tick() {
    for (const node of document.querySelectorAll("[data-timer-since]")) {
      const minutes = Math.max(0, Math.floor((Date.now() - Date.parse(node.dataset.timerSince)) / 60_000));
      node.textContent = `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
    }
  }
  setInterval(() => { if (!document.hidden) tick(); }, 10_000);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) tick(); });
  document.addEventListener("htmx:afterSettle", tick);
})();
