// In the box of Ctrl+K: acts of this page, which carry a key (data-key), are offered by their words (desk-find.js chooses).
(() => {
  const here = document.getElementById("find-here");
  if (!here) return;
  const list = here.querySelector("[role=listbox]");
  const input = document.getElementById("find-q");

  function offer() {
    here.querySelectorAll(".found__hit").forEach((hit) => hit.remove());
    const words = input.value.trim().toLowerCase();
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
      hit.addEventListener("click", () => { here.closest("dialog").close(); node.focus({ preventScroll: true }); node.click(); });
      list.append(hit);
    });
    here.hidden = !meant.length;
  }
  const name = (node) => (node.getAttribute("aria-label") || node.querySelector(".button__words")?.textContent || [...node.childNodes].filter((part) => part.nodeName !== "KBD").map((part) => part.textContent).join("")).trim().replace(/\s+/g, " ");

  input.addEventListener("input", offer);
})();
