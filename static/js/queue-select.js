// Choosing meldingen in the queue: a click on the box, x on the row that has the focus or stands open, Shift for all
// between. What was chosen stays so when the rows refresh, and goes along with the form of the bar (form[data-bulk]).
(() => {
  const chosen = new Set();
  let last = null;
  const form = () => document.querySelector("[data-bulk]");
  const boxes = () => [...document.querySelectorAll("[data-select]")];

  function show() {
    const bar = form();
    if (!bar) return;
    for (const box of boxes()) box.checked = chosen.has(box.value);
    const words = bar.querySelector("[data-bulk-words]");
    bar.querySelector("[data-bulk-count]").textContent = chosen.size || "";
    words.textContent = chosen.size === 1 ? words.dataset.one : words.dataset.more;
    bar.toggleAttribute("data-some", chosen.size > 0);
    bar.querySelector("[data-bulk-clear]").hidden = false;
    bar.querySelector("[data-bulk-numbers]").value = [...chosen].join(",");
    const page = document.querySelector("[data-select-page]");
    if (page) {
      page.hidden = false;
      page.checked = boxes().length > 0 && boxes().every((box) => box.checked);
    }
  }

  function choose(box, on, { upTo = false } = {}) {
    const all = boxes();
    const from = upTo ? all.findIndex((other) => other.value === last) : -1;
    const at = all.indexOf(box);
    const range = from < 0 ? [box] : all.slice(Math.min(from, at), Math.max(from, at) + 1);
    for (const one of range) chosen[on ? "add" : "delete"](one.value);
    last = box.value;
    show();
  }

  document.addEventListener("click", (event) => {
    const box = event.target.closest?.("[data-select]");
    if (box) return choose(box, box.checked, { upTo: event.shiftKey });
    const page = event.target.closest?.("[data-select-page]");
    if (page) {
      for (const one of boxes()) chosen[page.checked ? "add" : "delete"](one.value);
      return show();
    }
    if (event.target.closest?.("[data-bulk-clear]")) {
      chosen.clear();
      form().querySelector("[data-bulk-all]").checked = false;
      return show();
    }
    const row = event.shiftKey && event.target.closest?.("[data-row]")?.querySelector("[data-select]");
    if (row) { // Shift and a click on the row: all between, and not a new window
      event.preventDefault();
      event.stopPropagation();
      getSelection()?.removeAllRanges();
      choose(row, true, { upTo: true });
    }
  }, true);

  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "x" || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.body.classList.contains("keys-off") || document.querySelector("dialog[open]")) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable=true]")) return;
    const row = event.target.closest("[data-row]") ?? document.querySelector("[data-row][aria-current]");
    const box = row?.querySelector("[data-select]");
    if (!box) return;
    event.preventDefault();
    choose(box, !chosen.has(box.value), { upTo: event.shiftKey });
  });

  // The boxes themselves would be sent a second time beside the list of numbers.
  document.addEventListener("submit", (event) => {
    if (event.target.matches?.("[data-bulk]")) for (const box of boxes()) box.disabled = true;
  });
  addEventListener("pageshow", () => { for (const box of boxes()) box.disabled = false; chosen.clear(); show(); });
  document.addEventListener("htmx:afterSettle", show);
  document.addEventListener("htmx:afterSwap", show);
})();
