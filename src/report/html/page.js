for (const box of document.querySelectorAll("fieldset input")) {
  const marks = document.querySelectorAll("mark.l" + box.value);
  const show = () => {
    for (const mark of marks) {
      mark.classList.toggle("plain", !box.checked);
      mark.tabIndex = box.checked ? 0 : -1;
      const row = mark.closest("li");
      if (row) row.hidden = !box.checked;
    }
  };
  box.parentNode.querySelector("output").textContent = marks.length;
  box.addEventListener("change", show);
  show();
}
