// Who calls: the arrow goes down to the first that was found, Enter opens the only one.
(() => {
  document.addEventListener("keydown", (event) => {
    if (event.target.id !== "who" || !["ArrowDown", "Enter"].includes(event.key)) return;
    const found = document.querySelectorAll("#callers [data-row] a");
    if (!found.length || (event.key === "Enter" && found.length > 1)) return;
    event.preventDefault();
    event.key === "Enter" ? found[0].click() : found[0].focus();
  });
})();
