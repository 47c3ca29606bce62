// Keeps the words of components/_timeleft.html right between two answers of the server.
// data-left: working seconds left when the page was made (negative: late). data-budget: seconds in all.
// data-runs-until: the clock runs until then (closing time); without it the clock stands still and nothing changes.
(() => {
  const born = new WeakMap();
  const text = JSON.parse(document.getElementById("words").textContent);

  // The same words as sla.wording.duration_words.
  function span(seconds) {
    const hours = Math.floor(seconds / 3600);
    const minutes = Math.floor(seconds / 60) % 60;
    if (seconds < 60) return text.almost;
    return [hours && `${hours} ${text.hours}`, minutes && `${minutes} ${text.minutes}`].filter(Boolean).join(" ");
  }
  const words = (seconds) => (seconds < 0 ? text.late : text.left).replace("{tijd}", span(Math.abs(seconds)));

  function turnLate(node) {
    node.classList.remove("tone-accent", "tone-warning", "timeleft--ok", "timeleft--soon");
    node.classList.add("tone-danger", "timeleft--late");
  }

  function tick() {
    for (const node of document.querySelectorAll("[data-left][data-runs-until]")) {
      if (!born.has(node)) { born.set(node, Date.now()); continue; }
      const start = born.get(node);
      const until = Math.min(Date.now(), Date.parse(node.dataset.runsUntil));
      const passed = Math.max(0, (until - start) / 1000);
      const left = Number(node.dataset.left) - passed;
      if (node.dataset.nature !== "promise" && left < 0) continue; // an aim has words of its own, from the server
      if (left < 0) turnLate(node);
      const label = node.querySelector("[data-timeleft-words]");
      if (label && node.dataset.nature !== "triage") label.textContent = words(left); // of triage they name the moment
      const bar = node.querySelector("progress");
      if (bar && node.dataset.budget) bar.value = Math.max(0, Math.round((100 * left) / Number(node.dataset.budget)));
    }
  }

  tick();
  setInterval(() => { if (!document.hidden) tick(); }, 30_000);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) tick(); });
  document.addEventListener("htmx:afterSettle", tick);
})();
