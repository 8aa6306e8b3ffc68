/** What the list of journeys can be narrowed by; each stands in the address. */
export const FILTERS = ["step", "outcome", "owner", "channel", "way", "cause", "anger", "segment", "segment_of", "from", "to"] as const;
