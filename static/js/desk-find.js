// Ctrl+K: dialog#find over everything. The arrows choose, Enter opens what is chosen; nothing else than what is shown for
// the words as they stand now: else Enter sends the form, and the page gives the answer.
(() => {
  const dialog = document.getElementById("find");
  if (!dialog) return;
  const input = dialog.querySelector("#find-q");
  const found = dialog.querySelector("#find-found");
  const typed = () => input.value.trim().replace(/\s+/g, " ");
  const hits = () => [...dialog.querySelectorAll(".found__hit")];
  const chosen = () => dialog.querySelector('.found__hit[aria-selected="true"]');

  function choose(hit) {
    chosen()?.setAttribute("aria-selected", "false");
    hit?.setAttribute("aria-selected", "true");
    hit ? input.setAttribute("aria-activedescendant", hit.id) : input.removeAttribute("aria-activedescendant");
    hit?.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    if (dialog.open) return dialog.close();
    if (document.querySelector("dialog[open]")) return;
    dialog.showModal();
    input.select();
  });

  input.addEventListener("input", () => choose(null));
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const all = hits();
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const now = all.indexOf(chosen());
      if (all.length) choose(all[now < 0 ? (step > 0 ? 0 : all.length - 1) : (now + step + all.length) % all.length]);
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      const current = found.querySelector("[data-found-for]")?.dataset.foundFor === typed();
      const hit = chosen() ?? (current ? all[0] : null);
      if (!hit) return; // the form goes
      event.preventDefault();
      hit.click();
    }
  });
  found.addEventListener("htmx:afterSwap", () => choose(null));
})();
