export default import.meta.glob<string>("./zh-Hant/*.ftl", { eager: true, query: "?raw", import: "default" });
