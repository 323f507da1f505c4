// What pages need beside htmx: the dialog by which a session that ended begins again without leaving the page, print,
// Alt with a button's accesskey in every browser (some want Shift too, and some do nothing), and Enter in a field that
// has a button of its own.
"use strict";

document.addEventListener("htmx:afterSwap", (event) => {
  const dialog = document.getElementById("again");
  if (dialog && event.detail.target.id === "log-in-again" && !dialog.open) {
    dialog.showModal();
    dialog.querySelector("input[name=name]").focus();
  }
});

document.addEventListener("loggedIn", () => {
  const dialog = document.getElementById("again");
  dialog.close();
  dialog.querySelector("#log-in-again").replaceChildren();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.repeat) return;
  const button = document.querySelector(`button[accesskey="${CSS.escape(event.key)}"]`);
  if (button) {
    event.preventDefault();
    button.click();
  }
});

// Enter in a field that has a button of its own presses that one, where one form has many.
document.addEventListener("keydown", (event) => {
  const name = event.key === "Enter" && !event.isComposing && event.target.dataset?.enter;
  if (name) {
    event.preventDefault();
    document.getElementById(name)?.click();
  }
});

// On a phone the steps of a fair stand in one line that is wider than the page: show the present one.
document.querySelector(".steps [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
