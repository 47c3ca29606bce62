// The one script of every page, for each behaviour a file; delivered whole (infra/static_bundles.py), in this order.
// Only theme.js is apart: it has to run before the first paint.
import "../django_htmx/htmx-2.min.js";
import "./keyboard.js";
import "./list.js";
import "./confirm.js";
import "./submit-once.js";
import "./timeleft.js";
import "./dialog.js";
import "./menu.js";
import "./message.js";
import "./copy.js";
import "./autosize.js";
import "./files.js";
import "./files-paste.js";
import "./picture.js";
import "./print.js";
import "./busy.js";
