// <textarea data-autosize> grows with what is typed, up to the height its style allows.
(() => {
  const fit = (area) => { area.style.blockSize = "auto"; area.style.blockSize = `${area.scrollHeight + 2}px`; };
  document.addEventListener("input", (event) => { if (event.target.matches("textarea[data-autosize]")) fit(event.target); });
  const all = () => { for (const area of document.querySelectorAll("textarea[data-autosize]")) if (area.value) fit(area); };
  all();
  document.addEventListener("htmx:afterSettle", all);
})();
