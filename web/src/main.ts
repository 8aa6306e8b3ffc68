import "$/style/tokens.css";
import "$/style/base.css";
import "$/style/print.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { speak } from "./locale/index.svelte";
import { paint } from "./look.svelte";
import { startRouter } from "./router.svelte";
import { whoAmI } from "./session.svelte";

paint();
startRouter();
// The language and who we are are asked for at once; the first page needs both.
await Promise.all([speak(), whoAmI().catch(() => undefined)]);
const target = document.getElementById("app");
if (target) mount(App, { target });
