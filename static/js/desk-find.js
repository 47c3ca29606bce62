// Ctrl+K: dialog#find over everything. The arrows choose, Enter opens what is chosen; nothing else than what is shown for
// the words as they stand now: else Enter sends the form, and the page gives the answer. Acts of this page, which carry a
// key (data-key), are offered by their words.
(() => {
  const dialog = document.getElementById("find");
  if (!dialog) return;
  const input = dialog.querySelector("#find-q");
  const found = dialog.querySelector("#find-found");
  const here = dialog.querySelector("#find-here");
  const typed = () => input.value.trim().replace(/\s+/g, " ");
  const hits = () => [...dialog.querySelectorAll(".found__hit")];
  const chosen = () => dialog.querySelector('.found__hit[aria-selected="true"]');

  function choose(hit) {
    chosen()?.setAttribute("aria-selected", "false");
    hit?.setAttribute("aria-selected", "true");
    hit ? input.setAttribute("aria-activedescendant", hit.id) : input.removeAttribute("aria-activedescendant");
    hit?.scrollIntoView({ block: "nearest" });
  }

  function offer() {
    here.querySelectorAll(".found__hit").forEach((hit) => hit.remove());
    const words = typed().toLowerCase();
    const acts = [...document.querySelectorAll(":is(a, button)[data-key]")].filter((node) => !node.closest("dialog") && node.checkVisibility?.());
    const meant = words.length < 2 ? [] : acts.filter((node) => name(node).toLowerCase().includes(words)).slice(0, 4);
    meant.forEach((node, place) => {
      const hit = document.createElement("button");
      Object.assign(hit, { type: "button", className: "found__hit", id: `hit-here-${place}`, tabIndex: -1 });
      hit.setAttribute("role", "option");
      hit.setAttribute("aria-selected", "false");
      const words = document.createElement("span");
      words.textContent = name(node);
      const key = document.createElement("kbd");
      key.textContent = node.dataset.key;
      hit.append(document.createElement("span"), words, key);
      hit.addEventListener("click", () => { dialog.close(); node.focus({ preventScroll: true }); node.click(); });
      here.append(hit);
    });
    here.hidden = !meant.length;
  }
  const name = (node) => (node.getAttribute("aria-label") || node.querySelector(".button__words")?.textContent || [...node.childNodes].filter((part) => part.nodeName !== "KBD").map((part) => part.textContent).join("")).trim().replace(/\s+/g, " ");

  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    if (dialog.open) return dialog.close();
    if (document.querySelector("dialog[open]")) return;
    dialog.showModal();
    input.select();
  });

  input.addEventListener("input", () => { offer(); choose(null); });
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
