// Choosing meldingen in the queue: a click on the box, x on the row with the focus or the one that is open, Shift for
// all between. What was chosen stays so when the rows refresh, and goes along with the form of the bar (form[data-bulk]).
(() => {
  const chosen = new Set();
  let last = null;
  const form = () => document.querySelector("[data-bulk]");
  const boxes = () => [...document.querySelectorAll("[data-select]")];
  const part = (name) => form().querySelector(`[data-bulk-${name}]`);

  function show() {
    if (!form()) return;
    for (const box of boxes()) box.checked = chosen.has(box.value);
    part("count").textContent = chosen.size || "";
    part("words").textContent = part("words").dataset[chosen.size === 1 ? "one" : "more"];
    part("numbers").value = [...chosen].join(",");
    part("clear").hidden = false;
    form().toggleAttribute("data-some", chosen.size > 0);
    const page = document.querySelector("[data-select-page]");
    if (page) [page.hidden, page.checked] = [false, boxes().every((box) => box.checked)];
  }

  function choose(some, on) {
    for (const box of some) chosen[on ? "add" : "delete"](box.value);
    show();
  }
  function upTo(box, withShift) {
    const all = boxes();
    const [from, to] = [all.findIndex((other) => other.value === last), all.indexOf(box)];
    last = box.value;
    return withShift && from >= 0 ? all.slice(Math.min(from, to), Math.max(from, to) + 1) : [box];
  }

  document.addEventListener("click", (event) => {
    const on = (selector) => event.target.closest?.(selector);
    const row = event.shiftKey && on("[data-row]")?.querySelector("[data-select]");
    if (on("[data-select]")) choose(upTo(event.target, event.shiftKey), event.target.checked);
    else if (on("[data-select-page]")) choose(boxes(), event.target.checked);
    else if (on("[data-bulk-clear]")) { chosen.clear(); part("all").checked = false; show(); }
    else if (row) { // all between, and not a new window
      event.preventDefault();
      event.stopPropagation();
      choose(upTo(row, true), true);
    }
  }, true);

  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "x" || event.ctrlKey || event.metaKey || event.altKey || document.body.classList.contains("keys-off")) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable=true]") || document.querySelector("dialog[open]")) return;
    const box = (event.target.closest("[data-row]") ?? document.querySelector("[data-row][aria-current]"))?.querySelector("[data-select]");
    if (box) choose(upTo(box, event.shiftKey), !chosen.has(box.value));
  });

  // The boxes themselves would be sent a second time, beside the list of numbers.
  document.addEventListener("submit", (event) => { if (event.target.matches?.("[data-bulk]")) for (const box of boxes()) box.disabled = true; });
  addEventListener("pageshow", () => { for (const box of boxes()) box.disabled = false; chosen.clear(); show(); });
  for (const settled of ["htmx:afterSettle", "htmx:afterSwap"]) document.addEventListener(settled, show);
})();
