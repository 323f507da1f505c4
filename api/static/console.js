// What pages need beside htmx: the dialog by which a session that ended begins again without leaving the page, and print.
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
