// A long list of tick boxes is narrowed by words, without their accents; what is ticked always stays in sight.
"use strict";

const folded = (words) => words.toLowerCase().replaceAll("đ", "d").normalize("NFD").replace(/\p{M}/gu, "");

for (const box of document.querySelectorAll("[data-filter-of]")) {
  const field = box.querySelector("input");
  const lines = [...document.querySelectorAll(`#${box.dataset.filterOf} > div`)];
  const narrow = () => {
    const wanted = folded(field.value).split(/\s+/).filter(Boolean);
    for (const line of lines) {
      const words = folded(line.textContent);
      line.hidden = !line.querySelector("input").checked && !wanted.every((word) => words.includes(word));
    }
  };
  box.hidden = false;
  field.addEventListener("input", narrow);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault(); // it narrows, it sends nothing
  });
}
