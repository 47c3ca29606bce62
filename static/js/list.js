// Walking over a list: [data-list] holds [data-row]s, each with one link or a [data-row-open] element.
// j and k (or the arrows, when a row has the focus) go on, Home and End to the ends, Enter opens (the link's own work).
// With data-list="follow" a walk also opens: the detail beside the list keeps pace.
(() => {
  const list = () => document.querySelector("[data-list]");
  const rows = () => [...(list()?.querySelectorAll("[data-row]") ?? [])];
  const door = (row) => row.querySelector("[data-row-open]") ?? row.querySelector("a[href]") ?? row;
  const current = (all) => {
    const focused = all.findIndex((row) => row.contains(document.activeElement));
    return focused >= 0 ? focused : all.findIndex((row) => row.hasAttribute("aria-current") || row.querySelector("[aria-current]"));
  };
  const STEP = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };

  document.addEventListener("keydown", (event) => {
    const step = STEP[event.key];
    if (!step || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key.length === 1 && document.body.classList.contains("keys-off")) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable=true], dialog[open]") || document.querySelector("dialog[open]")) return;
    const all = rows();
    if (!all.length) return;
    const inList = all.some((row) => row.contains(event.target));
    if (event.key.length > 1 && !inList) return;
    event.preventDefault();
    const at = current(all);
    const next = Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + step));
    if (next === at) return;
    const target = door(all[next]);
    target.focus();
    all[next].scrollIntoView({ block: "nearest" });
    if (list().dataset.list === "follow" && document.querySelector(".split--open") && matchMedia("(min-width: 75rem)").matches) target.click();
  });

  // A refresh replaces the rows: the focus goes back to the row it was on.
  let held = null;
  document.addEventListener("htmx:beforeSwap", () => { held = document.activeElement?.closest?.("[data-row]")?.id || null; });
  document.addEventListener("htmx:afterSettle", () => {
    const row = held && document.getElementById(held);
    if (row && !row.contains(document.activeElement) && document.activeElement === document.body) door(row).focus({ preventScroll: true });
    held = null;
  });
})();
