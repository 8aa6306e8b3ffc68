/** What a browser calls itself, in words people know. */

const BROWSERS: [RegExp, string][] = [
  [/Edg[A-Z]*\/(\d+)/, "Edge"],
  [/OPR\/(\d+)/, "Opera"],
  [/SamsungBrowser\/(\d+)/, "Samsung Internet"],
  [/Firefox\/(\d+)|FxiOS\/(\d+)/, "Firefox"],
  [/(?:Headless)?Chrome\/(\d+)|CriOS\/(\d+)/, "Chrome"],
  [/Version\/(\d+)[\d.]* (?:Mobile\/\S+ )?Safari/, "Safari"],
];
const SYSTEMS: [RegExp, string][] = [
  [/iPhone|iPad/, "iOS"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "macOS"],
  [/CrOS/, "ChromeOS"],
  [/Linux/, "Linux"],
];

/** "Chrome 131 · Windows"; what is none of the usual browsers stays as it calls itself. */
export function agentName(agent: string): string {
  for (const [shape, name] of BROWSERS) {
    const found = shape.exec(agent);
    if (!found) continue;
    const system = SYSTEMS.find(([shape]) => shape.test(agent))?.[1];
    return [`${name} ${found[1] ?? found[2]}`, system].filter(Boolean).join(" · ");
  }
  return agent;
}
