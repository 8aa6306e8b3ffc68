import type { PlaceOf } from "$/api/types";
import { t } from "$/locale/index.svelte";

/** The place of a noise point as people read it. */
export function placeName(point: PlaceOf): string {
  switch (point.place_kind) {
    case "journey":
      return t("place-journey");
    case "owners":
      return t("place-owners", { n: Number(point.place) });
    default:
      return point.place;
  }
}
