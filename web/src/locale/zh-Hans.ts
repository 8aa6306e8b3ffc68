export default import.meta.glob<string>("./zh-Hans/*.ftl", { eager: true, query: "?raw", import: "default" });
