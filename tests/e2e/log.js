// Writes a log as a company has one: a table with Chinese names, in which failed payments make customers rate low. The same at every run.
import { writeFileSync } from "node:fs";

let seed = 5;
/** A small generator (mulberry32), so that the log is the same on every machine. */
function dice() {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}

const NAMES = ["王芳", "李伟", "张敏", "刘洋", "陈静", "Zoe Brown"];
const WAY = [
  ["web.首页", "打开", "web", "网站"], ["web.登录", "登录", "web", "网站"], ["web.支付", "付款", "web", "支付"], ["phone.排队", "排队", "电话", "热线"],
  ["phone.坐席", "说明", "电话", "热线"], ["仓库", "发货", "内部", "物流"], ["工单", "已关闭", "内部", "客服"],
];
const rows = ["工单,时间,触点,动作,渠道,部门,结果,客户姓名,电话,评价,会员等级"];
for (let journey = 0; journey < 4_000; journey += 1) {
  let at = Date.UTC(2024, 0, 1) + Math.floor(dice() * 420 * 86_400) * 1_000;
  const customer = Math.floor(dice() * 1_500);
  let hurt = false;
  for (const [place, action, channel, owner] of WAY) {
    if (owner === "热线" && dice() < 0.5) continue;
    at += 5_000 + Math.floor(-Math.log(1 - dice()) * 900) * 1_000;
    const failed = dice() < (place === "web.支付" ? 0.15 : 0.02);
    hurt ||= failed && place === "web.支付";
    const low = dice() < (hurt ? 0.6 : 0.12);
    const rating = place === "工单" ? (low ? 1 : 5) : "";
    const time = new Date(at).toISOString().slice(0, 19).replace("T", " ");
    rows.push([`T${journey}`, time, place, action, channel, owner, failed ? "失败" : "成功", NAMES[customer % NAMES.length], `1380000${String(customer).padStart(4, "0")}`, rating, ["金卡", "银卡", "普通"][customer % 3]].join(","));
  }
}
writeFileSync(process.argv[2], `${rows.join("\n")}\n`);
