/** The explanation of a figure, shown when it is pointed at or focused. One for the whole page. */
export interface Tip {
  title?: string;
  text: string;
  /** How sure the figure is. */
  sure?: string;
}

export const shown = $state<{ tip: Tip | null; anchor: DOMRect | null }>({ tip: null, anchor: null });

let timer = 0;

function show(element: Element, tip: Tip, delay: number): void {
  clearTimeout(timer);
  timer = window.setTimeout(() => {
    shown.tip = tip;
    shown.anchor = element.getBoundingClientRect();
  }, delay);
}

export function hideTip(): void {
  clearTimeout(timer);
  shown.tip = null;
}

/** `{@attach explain({ text })}` on anything; what cannot be focused by itself is made so that keys reach it. */
export function explain(tip: Tip | null | undefined) {
  return (element: Element) => {
    if (!tip) return;
    const over = () => show(element, tip, 120);
    const focus = () => element.matches(":focus-visible") && show(element, tip, 0);
    const escape = (event: Event) => (event as KeyboardEvent).key === "Escape" && hideTip();
    element.addEventListener("pointerenter", over);
    element.addEventListener("pointerleave", hideTip);
    element.addEventListener("focus", focus);
    element.addEventListener("blur", hideTip);
    element.addEventListener("keydown", escape);
    return () => {
      element.removeEventListener("pointerenter", over);
      element.removeEventListener("pointerleave", hideTip);
      element.removeEventListener("focus", focus);
      element.removeEventListener("blur", hideTip);
      element.removeEventListener("keydown", escape);
      hideTip();
    };
  };
}
