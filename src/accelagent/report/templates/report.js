(function () {
  "use strict";
  document.querySelectorAll("section.service").forEach(function (section) {
    var table = section.querySelector("table.candidates");
    if (!table) { return; }
    var rejected = table.querySelectorAll("tr.rejected").length;
    if (!rejected) { return; }
    var label = document.createElement("label");
    var box = document.createElement("input");
    box.type = "checkbox";
    label.className = "filter";
    label.append(box, " hide the " + rejected + " rejected");
    box.addEventListener("change", function () { table.classList.toggle("measured-only", box.checked); });
    table.closest(".scroll").before(label);
  });
  function open() {
    document.querySelectorAll("details").forEach(function (d) { d.open = true; });
  }
  var nav = document.querySelector("nav");
  var button = document.createElement("button");
  button.type = "button";
  button.textContent = "open all details";
  button.addEventListener("click", open);
  nav.append(button);
  window.addEventListener("beforeprint", open);
})();
