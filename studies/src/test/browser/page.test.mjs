// The page in a real browser. See README.md beside this file for how to run it.
//   node page.test.mjs URL [DIR for pictures]
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import assert from "node:assert/strict";
import path from "node:path";

const require = createRequire(pathToFileURL(path.join(process.cwd(), "package.json")));
const { chromium } = require("playwright-core");
const axe = require("axe-core").source;
const page0 = process.argv[2] || "http://localhost:8042/";
const pictures = process.argv[3] || null;
const origin = new URL(page0).origin;
const PATIENCE = 120_000;

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox"] });
let failed = 0;

async function open(options, query = "") {
  const context = await browser.newContext({ reducedMotion: "reduce", ...options });
  await context.addInitScript({ content: axe });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  page.complaints = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && page.complaints.push(message.text()));
  page.on("pageerror", (error) => page.complaints.push(String(error)));
  page.on("request", (request) => request.url().startsWith(origin) || request.url().startsWith("data:") || page.complaints.push("asks " + request.url()));
  await page.goto(page0 + query);
  await settled(page);
  return page;
}

async function settled(page) {
  await page.waitForFunction(() => document.querySelectorAll("#curves .curve").length > 0 && !document.body.hasAttribute("data-busy"));
  await page.waitForTimeout(450);
  await page.waitForFunction(() => document.querySelectorAll("#gantt rect").length > 0 && !document.body.hasAttribute("data-busy"));
}

async function check(name, work) {
  try {
    await work();
    console.log("ok    " + name);
  } catch (error) {
    failed++;
    console.log("FAIL  " + name + "\n      " + String(error.message || error).split("\n").slice(0, 12).join("\n      "));
  }
}

const curve = (page, method) => page.locator(`#curves .curve[data-method="${method}"] .stroke`).first().getAttribute("d");
const figure = (page, method, at) => page.locator(`#figures tr[data-method="${method}"] td[data-figure="${at}"]`).first().textContent();

async function slide(page, key, steps) {
  const slider = page.locator("#knob-" + key);
  await slider.focus();
  for (let i = 0; i < Math.abs(steps); i++) await page.keyboard.press(steps > 0 ? "ArrowRight" : "ArrowLeft");
  await settled(page);
}

async function serious(page) {
  const found = await page.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  return found.violations.filter((one) => ["serious", "critical"].includes(one.impact)).map((one) => one.id + ": " + one.nodes.slice(0, 3).map((node) => node.target + " " + (node.any[0] ? node.any[0].message : "")).join(" | "));
}

const shot = (page, name) => pictures && page.screenshot({ path: path.join(pictures, name + ".png"), fullPage: true });

const desk = await open({ viewport: { width: 1280, height: 900 } });

await check("every slider moves what it should", async () => {
  for (const key of ["up", "roundTripMillis", "loss", "sites", "spread"]) {
    const before = await curve(desk, "ddp");
    const time = await figure(desk, "ddp", "def-time");
    await slide(desk, key, key === "up" ? 3 : key === "sites" ? 1 : 2);
    assert.ok((await curve(desk, "ddp")) !== before || (await figure(desk, "ddp", "def-time")) !== time, key + " moved nothing");
  }
  await slide(desk, "period", 1);
  assert.match(desk.url(), /run=every-32/);
});

await check("up and down are set apart", async () => {
  await desk.locator("#both").uncheck();
  await slide(desk, "down", -8);
  assert.match(desk.url(), /down=/);
  const setting = new URL(desk.url()).searchParams;
  assert.notEqual(setting.get("up"), setting.get("down"));
});

await check("back and forward restore the state", async () => {
  await desk.locator("#reset").click();
  await settled(desk);
  const first = [desk.url(), await figure(desk, "diloco", "def-time")];
  await desk.locator("#preset").selectOption("leased");
  await settled(desk);
  const second = [desk.url(), await figure(desk, "diloco", "def-time")];
  assert.notEqual(first[1], second[1]);
  await desk.goBack();
  await settled(desk);
  assert.deepEqual([desk.url(), await figure(desk, "diloco", "def-time")], first);
  await desk.goForward();
  await settled(desk);
  assert.deepEqual([desk.url(), await figure(desk, "diloco", "def-time")], second);
  assert.equal(await desk.locator("#preset").inputValue(), "leased");
});

await check("an address opens as it was shared", async () => {
  const other = await open({ viewport: { width: 1280, height: 900 } }, desk.url().slice(page0.length));
  assert.equal(await figure(other, "ddp", "def-time"), await figure(desk, "ddp", "def-time"));
  await other.context().close();
});

await check("all five lessons work", async () => {
  for (let i = 0; i < 5; i++) {
    await desk.locator("#lessons ol button").nth(i).click();
    await settled(desk);
    assert.ok((await desk.locator(".lesson p").first().textContent()).length > 100);
    assert.equal(await desk.locator("#trouble").isVisible(), false);
    await shot(desk, "lesson-" + (i + 1));
  }
  assert.equal(await desk.locator("#curves figure").count(), 2);
  const both = await desk.locator('#figures td[data-figure="def-time"]').allTextContents();
  const fresh = await open({ viewport: { width: 1280, height: 900 } }, desk.url().slice(page0.length));
  assert.deepEqual(await fresh.locator('#figures td[data-figure="def-time"]').allTextContents(), both, "A or B is not what the controls say");
  await fresh.context().close();
  await desk.locator("#lessons button", { hasText: "Leave the tour" }).click();
  await desk.locator("#compare").click();
  await desk.locator("#reset").click();
  await settled(desk);
});

await check("a click cuts a line, and the curves pay for it", async () => {
  const before = await figure(desk, "ddp", "def-time");
  await desk.locator('#topology [data-link="spoke0--hub"]').press("Enter");
  await settled(desk);
  assert.notEqual(await figure(desk, "ddp", "def-time"), before);
  await shot(desk, "cut");
  await desk.locator("#cuts button").first().click();
  await settled(desk);
  assert.equal(await figure(desk, "ddp", "def-time"), before);
});

await check("hovering a step says what it is", async () => {
  await desk.locator("#gantt rect.compute").first().hover();
  assert.match(await desk.locator("#tip").textContent(), /worker 0: computing/);
});

await check("another baseline, an explanation, a comparison", async () => {
  await desk.locator("#baseline").selectOption("diloco");
  await settled(desk);
  assert.equal(await figure(desk, "diloco", "def-less"), "1.00x");
  await desk.locator("#explain").click();
  assert.match(await desk.locator("#words").textContent(), /of its time is computing/);
  await desk.locator("#compare").click();
  await slide(desk, "up", 4);
  assert.equal(await desk.locator("#curves figure").count(), 2);
  assert.equal(await desk.locator('#figures tr[data-method="ddp"]').count(), 2);
  await shot(desk, "compare");
  await desk.locator("#compare").click();
  await settled(desk);
});

await check("a check with packets begins, says why and stops", async () => {
  await desk.locator("#check").click();
  await desk.locator("#packets", { hasText: "packet transmissions" }).waitFor();
  await desk.locator("#stop-check").click();
  await desk.locator("#check:enabled").waitFor();
});

await check("what is hidden, kept and shared", async () => {
  await desk.locator("#legend button").first().click();
  await settled(desk);
  assert.match(desk.url(), /hide=ddp/);
  await desk.locator("#share").click();
  assert.match(await desk.locator("#shared").textContent(), /address of this view/);
});

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1280, 390]) {
    await check(`${colorScheme} at ${width}: no serious finding, no sideways scroll`, async () => {
      const page = await open({ colorScheme, viewport: { width, height: 844 }, hasTouch: width < 500, isMobile: width < 500 }, "?run=every-16&explain=1&lesson=stall");
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width, "scrolls sideways");
      assert.deepEqual(await serious(page), []);
      await shot(page, `${colorScheme}-${width}`);
      if (width < 500) {
        await page.locator("#knob-up").tap();
        await settled(page);
        await page.locator('#topology [data-link="spoke1--hub"]').tap();
        await settled(page);
        assert.match(page.url(), /cut=spoke1/);
        const small = await page.evaluate(() => [...document.querySelectorAll("button, select, input[type=range]")].filter((one) => one.getClientRects().length > 0 && one.getBoundingClientRect().height < 24).length);
        assert.equal(small, 0, "controls too small to touch");
      }
      assert.deepEqual(page.complaints, []);
      await page.context().close();
    });
  }
}

await check("high contrast has no serious finding", async () => {
  await desk.locator("#theme").selectOption("contrast");
  assert.deepEqual(await serious(desk), []);
  await shot(desk, "contrast");
});

await check("the console is silent, and nothing was asked of elsewhere", async () => assert.deepEqual(desk.complaints, []));

await browser.close();
console.log(failed === 0 ? "all well" : failed + " failed");
process.exit(failed === 0 ? 0 : 1);
